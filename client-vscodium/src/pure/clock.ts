// The clock, as a value that tests can replace.

export interface Clock {
  readonly nowMs: () => number;
  /** Runs `act` after `delayMs`; what it returns calls that off. */
  readonly after: (delayMs: number, act: () => void) => () => void;
}

export const SYSTEM_CLOCK: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, act) => {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};
