// Asking as somebody types: once the fingers rest, and never for what is no longer in the box.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AsYouType } from "../../src/pure/asYouType";

const PAUSE_MS = 120;

/** Answers when it is told to. */
class FakeServer {
  readonly asked: { question: string; signal: AbortSignal }[] = [];
  readonly shown: string[] = [];
  readonly failed: unknown[] = [];
  private readonly waiting: {
    resolve: (answer: string) => void;
    reject: (error: Error) => void;
  }[] = [];

  readonly asking = new AsYouType<string>(PAUSE_MS, {
    ask: (question, signal) => {
      this.asked.push({ question, signal });
      return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
    },
    show: (answer, question) => this.shown.push(`${question}: ${answer}`),
    fail: (error) => this.failed.push(error),
  });

  get questions() {
    return this.asked.map(({ question }) => question);
  }

  async answers(answer: string, which = 0): Promise<void> {
    this.waiting[which]?.resolve(answer);
    await vi.advanceTimersByTimeAsync(0);
  }

  async breaks(error: Error, which = 0): Promise<void> {
    this.waiting[which]?.reject(error);
    await vi.advanceTimersByTimeAsync(0);
  }
}

const rest = (ms = PAUSE_MS) => vi.advanceTimersByTimeAsync(ms);

let server: FakeServer;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("asking", () => {
  test("waits until the fingers rest, and asks only for the last word", async () => {
    for (const typed of ["c", "ca", "cart"]) {
      server.asking.typed(typed);
      await rest(PAUSE_MS - 1);
    }
    expect(server.questions).toEqual([]);
    await rest(1);
    expect(server.questions).toEqual(["cart"]);
  });

  test("shows the answer with its question", async () => {
    server.asking.typed("cart");
    await rest();
    await server.answers("one place");
    expect(server.shown).toEqual(["cart: one place"]);
  });

  test("tells the server at once when the answer is no longer wanted, and never shows it", async () => {
    server.asking.typed("cart");
    await rest();
    server.asking.typed("cart t");
    expect(server.asked[0]?.signal.aborted).toBe(true);
    await server.answers("of the first");
    await rest();
    await server.answers("of the second", 1);
    expect(server.shown).toEqual(["cart t: of the second"]);
  });

  test("an answer that overtakes the one before is the last that is shown", async () => {
    server.asking.typed("one");
    await rest();
    server.asking.typed("two");
    await rest();
    await server.answers("second", 1);
    await server.answers("first", 0);
    expect(server.shown).toEqual(["two: second"]);
  });

  test("a failure is told, but not that of a question which was given up", async () => {
    const broken = new Error("broken");
    server.asking.typed("one");
    await rest();
    server.asking.typed("two");
    await rest();
    await server.breaks(new Error("cancelled"), 0);
    await server.breaks(broken, 1);
    expect(server.failed).toEqual([broken]);
  });

  test("giving up leaves nothing to come", async () => {
    server.asking.typed("one");
    await rest();
    server.asking.giveUp();
    await server.answers("late");
    server.asking.typed("two");
    server.asking.giveUp();
    await rest(10 * PAUSE_MS);
    expect(server.questions).toEqual(["one"]);
    expect(server.shown).toEqual([]);
  });
});
