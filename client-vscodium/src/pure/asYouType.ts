// Asks while somebody types: once the fingers rest, and never for what is no longer in the box.

interface Desk<Answer> {
  /** `signal` is aborted when nobody wants the answer any more. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<Answer>;
  readonly show: (answer: Answer, question: string) => void;
  readonly fail: (error: unknown, question: string) => void;
}

export class AsYouType<Answer> {
  private pause: NodeJS.Timeout | undefined;
  private asking: AbortController | undefined;

  constructor(
    private readonly pauseMs: number,
    private readonly desk: Desk<Answer>,
  ) {}

  /** Asks after a pause; what was asked before is given up at once. */
  typed(question: string): void {
    this.giveUp();
    this.pause = setTimeout(() => void this.ask(question), this.pauseMs);
  }

  /** Nothing is shown any more of what was typed until now. */
  giveUp(): void {
    clearTimeout(this.pause);
    this.asking?.abort();
    this.asking = undefined;
  }

  private async ask(question: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    try {
      const answer = await this.desk.ask(question, asking.signal);
      if (!asking.signal.aborted) this.desk.show(answer, question);
    } catch (error) {
      if (!asking.signal.aborted) this.desk.fail(error, question);
    }
  }
}
