// When a crashed server is started again by itself, and when a person must decide.

const WINDOW_MS = 3 * 60_000;
const TOLERATED_IN_WINDOW = 4;

/** The crashes that still count, the newest last; all in ms since the epoch. */
export function recentCrashes(crashes: readonly number[], crashedAtMs: number): readonly number[] {
  return [...crashes, crashedAtMs].filter((atMs) => crashedAtMs - atMs < WINDOW_MS);
}

export function deservesRestart(recent: readonly number[]): boolean {
  return recent.length <= TOLERATED_IN_WINDOW;
}
