// Which movements of the cursor the server hears of: those that no edit brought about, and not too many of them.
import type { Position } from "../protocol";
import type { Clock } from "./clock";

export interface CursorMove {
  readonly uri: string;
  readonly position: Position;
}

/** A held arrow key moves the cursor some thirty times a second. */
export const MOVES_EVERY_MS = 30;
/** The editor tells of an edit first and of the cursor that it moved right after. */
export const EDIT_ECHO_MS = 50;

/** Passes on the last of the movements within a span, when the span is over; typing takes it back. */
export class CursorMoves {
  private lastEdit: { readonly uri: string; readonly atMs: number } | undefined;
  private waiting: CursorMove | undefined;
  private callOff: (() => void) | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly send: (move: CursorMove) => void,
  ) {}

  /** The text of the document has changed. */
  edited(uri: string): void {
    this.lastEdit = { uri, atMs: this.clock.nowMs() };
    if (this.waiting?.uri === uri) this.waiting = undefined;
  }

  moved(move: CursorMove): void {
    if (this.isEchoOfEdit(move)) return;
    this.waiting = move;
    this.callOff ??= this.clock.after(MOVES_EVERY_MS, () => this.flush());
  }

  dispose(): void {
    this.callOff?.();
  }

  private isEchoOfEdit({ uri }: CursorMove): boolean {
    if (this.lastEdit?.uri !== uri) return false;
    return this.clock.nowMs() - this.lastEdit.atMs < EDIT_ECHO_MS;
  }

  private flush(): void {
    this.callOff = undefined;
    const move = this.waiting;
    this.waiting = undefined;
    if (move) this.send(move);
  }
}
