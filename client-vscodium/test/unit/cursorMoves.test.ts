// Which movements of the cursor the server hears of, on a clock that stands still until it is told to go on.
import { beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../src/pure/clock";
import {
  type CursorMove,
  CursorMoves,
  EDIT_ECHO_MS,
  MOVES_EVERY_MS,
} from "../../src/pure/cursorMoves";

class StillClock implements Clock {
  private time = 0;
  private alarms: { atMs: number; act: () => void }[] = [];

  readonly nowMs = () => this.time;

  readonly after = (delayMs: number, act: () => void) => {
    const alarm = { atMs: this.time + delayMs, act };
    this.alarms.push(alarm);
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm);
    };
  };

  goOn(byMs: number): void {
    this.time += byMs;
    const due = this.alarms.filter(({ atMs }) => atMs <= this.time);
    this.alarms = this.alarms.filter(({ atMs }) => this.time < atMs);
    for (const { act } of due) act();
  }
}

const FILE = "file:///a.py";
const OTHER = "file:///b.py";

const at = (line: number, uri = FILE): CursorMove => ({ uri, position: { line, character: 0 } });

let clock: StillClock;
let sent: CursorMove[];
let moves: CursorMoves;

beforeEach(() => {
  clock = new StillClock();
  sent = [];
  moves = new CursorMoves(clock, (move) => sent.push(move));
});

describe("moving", () => {
  test("is told once the span is over, not before", () => {
    moves.moved(at(1));
    clock.goOn(MOVES_EVERY_MS - 1);
    expect(sent).toEqual([]);
    clock.goOn(1);
    expect(sent).toEqual([at(1)]);
  });

  test("on and on is told once a span, with the newest place", () => {
    for (let line = 0; line < 60; line++) {
      moves.moved(at(line));
      clock.goOn(MOVES_EVERY_MS / 3);
    }
    expect(sent).toHaveLength(20);
    expect(sent.at(-1)).toEqual(at(59));
  });

  test("into another file replaces what waited", () => {
    moves.moved(at(1));
    moves.moved(at(9, OTHER));
    clock.goOn(MOVES_EVERY_MS);
    expect(sent).toEqual([at(9, OTHER)]);
  });

  test("is not told any more when the extension ends", () => {
    moves.moved(at(1));
    moves.dispose();
    clock.goOn(MOVES_EVERY_MS);
    expect(sent).toEqual([]);
  });
});

describe("typing", () => {
  test("is never told as a movement", () => {
    for (let key = 0; key < 20; key++) {
      moves.edited(FILE);
      clock.goOn(3);
      moves.moved(at(key));
      clock.goOn(100);
    }
    expect(sent).toEqual([]);
  });

  test("takes back a movement that was not told yet", () => {
    moves.moved(at(1));
    clock.goOn(MOVES_EVERY_MS - 1);
    moves.edited(FILE);
    clock.goOn(MOVES_EVERY_MS);
    expect(sent).toEqual([]);
  });

  test("in one file leaves movements in another alone", () => {
    moves.moved(at(4, OTHER));
    moves.edited(FILE);
    moves.moved(at(5, OTHER));
    clock.goOn(MOVES_EVERY_MS);
    expect(sent).toEqual([at(5, OTHER)]);
  });

  test("is forgotten when the hand has gone to the arrow keys", () => {
    moves.edited(FILE);
    clock.goOn(EDIT_ECHO_MS);
    moves.moved(at(2));
    clock.goOn(MOVES_EVERY_MS);
    expect(sent).toEqual([at(2)]);
  });
});
