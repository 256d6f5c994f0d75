// Turning off and snoozing: what one press changes, and what it leaves alone.
import { describe, expect, test } from "vitest";
import { isCompletionOn, readSwitches, toggleLanguage } from "../../src/pure/languages";
import {
  AWAKE,
  HOUR_MS,
  nextWakeUpInMs,
  QUARTER_HOUR_MS,
  snooze,
  snoozedUntilMs,
  UNTIL_RESTART_MS,
  wakeUp,
} from "../../src/pure/snooze";
import { NOON_MS } from "./fixtures";

describe("languages", () => {
  const onByDefault = readSwitches(true, { "*": true, markdown: false });
  const offByDefault = readSwitches(true, { "*": false, dart: true });

  test("a language that is named goes its own way, all others follow the star", () => {
    expect(isCompletionOn(onByDefault, "markdown")).toBe(false);
    expect(isCompletionOn(onByDefault, "python")).toBe(true);
    expect(isCompletionOn(offByDefault, "dart")).toBe(true);
    expect(isCompletionOn(offByDefault, "python")).toBe(false);
  });

  test("the switch for everything outranks them all", () => {
    expect(isCompletionOn(readSwitches(false, { dart: true }), "dart")).toBe(false);
  });

  test("settings that make no sense count as not set", () => {
    const nonsense = readSwitches("yes", { python: "no", dart: false });
    expect(isCompletionOn(nonsense, "python")).toBe(true);
    expect(isCompletionOn(nonsense, "dart")).toBe(false);
    expect(isCompletionOn(readSwitches(undefined, null), undefined)).toBe(true);
  });

  test("two presses bring a language back to where it was", () => {
    const once = toggleLanguage(onByDefault, "python");
    expect(isCompletionOn(once, "python")).toBe(false);
    expect(isCompletionOn(toggleLanguage(once, "python"), "python")).toBe(true);
  });

  test("a press changes no other language", () => {
    expect(toggleLanguage(onByDefault, "python").languages).toEqual({
      "*": true,
      markdown: false,
      python: false,
    });
  });

  test("turning a language on while everything is off turns it on for certain", () => {
    const pressed = toggleLanguage(readSwitches(false, { python: false }), "python");
    expect(isCompletionOn(pressed, "python")).toBe(true);
  });
});

describe("snoozing", () => {
  const pythonAsleep = snooze(AWAKE, "python", NOON_MS + QUARTER_HOUR_MS);
  const allAsleep = snooze(AWAKE, "*", NOON_MS + HOUR_MS);

  test("a snoozed language sleeps alone", () => {
    expect(snoozedUntilMs(pythonAsleep, "python", NOON_MS)).toBe(NOON_MS + QUARTER_HOUR_MS);
    expect(snoozedUntilMs(pythonAsleep, "dart", NOON_MS)).toBeUndefined();
  });

  test("a snooze of everything reaches every language", () => {
    expect(snoozedUntilMs(allAsleep, "dart", NOON_MS)).toBe(NOON_MS + HOUR_MS);
    expect(snoozedUntilMs(allAsleep, undefined, NOON_MS)).toBe(NOON_MS + HOUR_MS);
  });

  test("the later of two ends counts", () => {
    const both = snooze(pythonAsleep, "*", NOON_MS + HOUR_MS);
    expect(snoozedUntilMs(both, "python", NOON_MS)).toBe(NOON_MS + HOUR_MS);
  });

  test("it ends by itself, at its time", () => {
    const end = NOON_MS + QUARTER_HOUR_MS;
    expect(snoozedUntilMs(pythonAsleep, "python", end - 1)).toBe(end);
    expect(snoozedUntilMs(pythonAsleep, "python", end)).toBeUndefined();
  });

  test("waking up ends the language's snooze and the one of everything, and no other", () => {
    const three = snooze(snooze(pythonAsleep, "*", UNTIL_RESTART_MS), "dart", UNTIL_RESTART_MS);
    const woken = wakeUp(three, "python");
    expect(snoozedUntilMs(woken, "python", NOON_MS)).toBeUndefined();
    expect(snoozedUntilMs(woken, "dart", NOON_MS)).toBe(UNTIL_RESTART_MS);
  });

  test("the next end is the soonest one ahead", () => {
    const both = snooze(pythonAsleep, "*", NOON_MS + HOUR_MS);
    expect(nextWakeUpInMs(both, NOON_MS)).toBe(QUARTER_HOUR_MS);
    expect(nextWakeUpInMs(both, NOON_MS + QUARTER_HOUR_MS)).toBe(HOUR_MS - QUARTER_HOUR_MS);
  });

  test("until restart never ends by itself", () => {
    expect(nextWakeUpInMs(snooze(AWAKE, "*", UNTIL_RESTART_MS), NOON_MS)).toBeUndefined();
    expect(nextWakeUpInMs(AWAKE, NOON_MS)).toBeUndefined();
  });
});
