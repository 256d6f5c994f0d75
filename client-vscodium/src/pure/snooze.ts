// Snoozing suggestions: per language or for all, until a moment or until the editor restarts.
import { EVERY_LANGUAGE } from "./languages";

/** From a language id, or `*` for all, to the moment (ms since the epoch) of waking up. */
export type Snoozes = ReadonlyMap<string, number>;

export const AWAKE: Snoozes = new Map();
export const UNTIL_RESTART_MS = Number.POSITIVE_INFINITY;
export const QUARTER_HOUR_MS = 15 * 60_000;
export const HOUR_MS = 60 * 60_000;

export function snooze(snoozes: Snoozes, scope: string, untilMs: number): Snoozes {
  return new Map(snoozes).set(scope, untilMs);
}

/** Wakes this language up, which also ends a snooze of everything. */
export function wakeUp(snoozes: Snoozes, languageId: string | undefined): Snoozes {
  const isAsleep = ([scope]: [string, number]) => scope !== EVERY_LANGUAGE && scope !== languageId;
  return new Map([...snoozes].filter(isAsleep));
}

/** When this language wakes up by itself, in ms since the epoch; `undefined` when it is awake. */
export function snoozedUntilMs(
  snoozes: Snoozes,
  languageId: string | undefined,
  nowMs: number,
): number | undefined {
  const scopes = languageId === undefined ? [EVERY_LANGUAGE] : [EVERY_LANGUAGE, languageId];
  const untilMs = Math.max(...scopes.map((scope) => snoozes.get(scope) ?? nowMs));
  return nowMs < untilMs ? untilMs : undefined;
}

/** How long until the next snooze ends; `undefined` when none ends by itself. */
export function nextWakeUpInMs(snoozes: Snoozes, nowMs: number): number | undefined {
  const ahead = [...snoozes.values()].filter((untilMs) => nowMs < untilMs);
  const soonestMs = Math.min(...ahead);
  return Number.isFinite(soonestMs) ? soonestMs - nowMs : undefined;
}
