// What the client decides about a server: restart or give up, how to log it, when to stop waiting.
import { describe, expect, test } from "vitest";
import { deservesRestart, recentCrashes } from "../../src/pure/crashes";
import { withDeadline } from "../../src/pure/deadline";
import { severityOf } from "../../src/pure/logLine";

const MINUTE_MS = 60_000;

const crashesAt = (...timesMs: number[]) => timesMs.reduce<readonly number[]>(recentCrashes, []);

describe("a crashed server", () => {
  test("is started again the first four times", () => {
    expect(deservesRestart(crashesAt(0))).toBe(true);
    expect(deservesRestart(crashesAt(0, 1, 2, 3))).toBe(true);
  });

  test("is left alone after the fifth crash within three minutes", () => {
    expect(deservesRestart(crashesAt(0, 1, 2, 3, 4))).toBe(false);
  });

  test("is forgiven what is longer ago", () => {
    const often = crashesAt(0, 1, 2, 3, 3 * MINUTE_MS + 1);
    expect(deservesRestart(often)).toBe(true);
    expect(often).toEqual([2, 3, 3 * MINUTE_MS + 1]);
  });
});

test.each([
  ["INFO sansfil: listening", "info"],
  ["WARNING sansfil.adapters: no cache", "warn"],
  ["ERROR: broken", "error"],
  ["CRITICAL sansfil: broken", "error"],
  ["DEBUG", "debug"],
  ["Traceback (most recent call last):", "error"],
  ["", "error"],
])("the line %j is logged as %s", (line, severity) => {
  expect(severityOf(line)).toBe(severity);
});

describe("waiting", () => {
  test("gives what was waited for", async () => {
    await expect(withDeadline(Promise.resolve(7), 10_000)).resolves.toBe(7);
  });

  test("ends at the deadline", async () => {
    const never = new Promise(() => {});
    await expect(withDeadline(never, 5)).rejects.toThrow("no answer within 5 ms");
  });

  test("passes an error on", async () => {
    await expect(withDeadline(Promise.reject(new Error("boom")), 10_000)).rejects.toThrow("boom");
  });
});
