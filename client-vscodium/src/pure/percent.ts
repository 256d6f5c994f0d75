// Progress in per cent: the editor wants to be told what was gained, servers tell how far they are.

/** What a bar at `shown` gains by a report of `percentage`; it never goes back, nor beyond its end. */
export function percentGained(shown: number, percentage: number | undefined): number {
  if (percentage === undefined) return 0;
  return Math.max(0, Math.min(percentage, 100) - shown);
}
