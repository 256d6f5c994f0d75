// What stands in the status bar in every situation.
import { describe, expect, test } from "vitest";
import type { Situation } from "../../src/pure/situation";
import { snooze, UNTIL_RESTART_MS } from "../../src/pure/snooze";
import { statusItem } from "../../src/pure/statusItem";
import {
  DOWNLOADING,
  ENGINE_PROBLEM,
  ENGINE_READY,
  ENGLISH,
  FRENCH,
  FROM_ENGINE,
  FROM_WORKSPACE,
  LEARNING,
  NOON_MS,
  READY,
  running,
  SITUATION,
  UNSURE,
} from "./fixtures";

const text = (situation: Situation) => statusItem(ENGLISH, situation).text;
const tooltip = (situation: Situation) => statusItem(ENGLISH, situation).tooltip.split("\n");

const STOPPED: Situation = { ...SITUATION, server: { kind: "stopped", problem: "No Python." } };
const OFF: Situation = { ...SITUATION, switches: { isEnabled: false, languages: {} } };
const PYTHON_OFF: Situation = {
  ...SITUATION,
  switches: { isEnabled: true, languages: { python: false } },
};
const SNOOZED: Situation = {
  ...SITUATION,
  snoozes: snooze(SITUATION.snoozes, "*", NOON_MS + 60_000),
};

describe("the text", () => {
  test.each<[string, string, Situation]>([
    [
      "a starting server turns",
      "$(loading~spin) Sansfil",
      { ...SITUATION, server: { kind: "starting" } },
    ],
    ["learning shows how far it is", "$(sync~spin) Sansfil 25%", running(LEARNING)],
    ["ready shows the time of the last suggestion", "$(zap) Sansfil 3 ms", SITUATION],
    [
      "ready without a suggestion shows no time",
      "$(zap) Sansfil",
      running({ ...READY, lastSuggestion: null }),
    ],
    ["silence shows no time", "$(circle-outline) Sansfil", running(UNSURE)],
    ["off", "$(circle-slash) Sansfil", OFF],
    ["off for the language in front", "$(circle-slash) Sansfil", PYTHON_OFF],
    ["snoozed", "$(bell-slash) Sansfil", SNOOZED],
    ["a server that cannot run", "$(warning) Sansfil", STOPPED],
  ])("%s: %s", (_, expected, situation) => {
    expect(text(situation)).toBe(expected);
  });

  test("less than a millisecond is not shown as nothing", () => {
    const last = { ...FROM_WORKSPACE, latencyMs: 0.2 };
    expect(text(running({ ...READY, lastSuggestion: last }))).toBe("$(zap) Sansfil <1 ms");
  });

  test("learning has no percentage before the files are counted", () => {
    const counting = {
      ...LEARNING,
      model: { ...LEARNING.model, learnedFiles: 0, filesToLearn: 0 },
    };
    expect(text(running(counting))).toBe("$(sync~spin) Sansfil");
  });

  test("a problem in the settings warns while suggestions go on", () => {
    const warned = running({ ...READY, problems: ["`minConfidence` must be a number."] });
    expect(text(warned)).toBe("$(warning) Sansfil 3 ms");
    expect(tooltip(warned)).toContain("`minConfidence` must be a number.");
  });

  test("a problem outranks a pause, and a pause outranks learning", () => {
    expect(text({ ...OFF, server: STOPPED.server })).toBe("$(warning) Sansfil");
    expect(text({ ...OFF, server: running(LEARNING).server })).toBe("$(circle-slash) Sansfil");
  });
});

describe("the tooltip", () => {
  test("names tier, time and length of the last suggestion", () => {
    expect(tooltip(SITUATION)).toEqual([
      READY.message,
      "Last suggestion: workspace model, 3 ms, 24 characters",
      "Click for the menu",
    ]);
  });

  test("says why nothing is shown", () => {
    expect(tooltip(running(UNSURE))).toContain(
      "Nothing shown: The workspace model is not sure enough.",
    );
  });

  test("says what keeps the server from running", () => {
    expect(tooltip(STOPPED)[0]).toBe("No Python.");
  });

  test("says for which language suggestions are off", () => {
    expect(tooltip(PYTHON_OFF)[0]).toBe("Suggestions are off for Python.");
    expect(tooltip(OFF)[0]).toBe("Suggestions are off.");
  });

  test("says until when suggestions are snoozed", () => {
    expect(tooltip(SNOOZED)[0]).toBe("Suggestions are snoozed until 12:01 PM.");
    const forPython = snooze(SITUATION.snoozes, "python", UNTIL_RESTART_MS);
    expect(tooltip({ ...SITUATION, snoozes: forPython })[0]).toBe(
      "Suggestions for Python are snoozed until the editor restarts.",
    );
  });

  test("speaks French", () => {
    const item = statusItem(FRENCH, SNOOZED);
    expect(item.tooltip).toMatch(/^Les suggestions sont en sommeil jusqu'à 12:01\./);
    expect(statusItem(FRENCH, running(LEARNING)).text).toMatch(/^\$\(sync~spin\) Sansfil 25\s%$/);
  });
});

describe("the local engine", () => {
  test("is named when it is ready, and what it had to read of the last prompt", () => {
    expect(tooltip(running(ENGINE_READY))).toEqual([
      READY.message,
      "Last suggestion: local engine, 42 ms, 30 characters; 2,041 tokens reused, 2 new",
      "The local engine is ready: qwen2.5-coder.",
      "Click for the menu",
    ]);
  });

  test("is not said to have reused anything where it does not tell", () => {
    const last = { ...FROM_ENGINE, reusedTokens: null };
    expect(tooltip(running({ ...ENGINE_READY, lastSuggestion: last }))[1]).toBe(
      "Last suggestion: local engine, 42 ms, 30 characters; 2 tokens in the prompt, reuse not told",
    );
  });

  test("is named by its model where the server's sentence leaves that out", () => {
    const engine = ENGINE_READY.engine && { ...ENGINE_READY.engine, message: "Ready." };
    expect(tooltip(running({ ...READY, engine }))).toContain("Ready. (qwen2.5-coder)");
  });

  test("shows how far its model is downloaded", () => {
    expect(text(running(DOWNLOADING))).toBe("$(cloud-download) Sansfil 42%");
    expect(tooltip(running(DOWNLOADING))).toContain("Downloading the model. 42%");
  });

  test("shows no percentage of a download whose size nobody knows", () => {
    const engine = DOWNLOADING.engine && {
      ...DOWNLOADING.engine,
      progress: { done: 9, total: 0 },
    };
    expect(text(running({ ...READY, engine }))).toBe("$(cloud-download) Sansfil");
    expect(tooltip(running({ ...READY, engine }))).toContain("Downloading the model.");
  });

  test("is downloaded behind learning and behind a pause", () => {
    const learning = { ...LEARNING, engine: DOWNLOADING.engine };
    expect(text(running(learning))).toBe("$(sync~spin) Sansfil 25%");
    expect(text({ ...OFF, server: running(DOWNLOADING).server })).toBe("$(circle-slash) Sansfil");
  });

  test("warns with its sentence when it fails, while suggestions go on", () => {
    expect(text(running(ENGINE_PROBLEM))).toBe("$(warning) Sansfil 3 ms");
    expect(tooltip(running(ENGINE_PROBLEM))).toContain("The engine no longer answers.");
  });

  test("has its problem told once, even where the server lists it among all problems", () => {
    const problems = ["The engine no longer answers."];
    const told = tooltip(running({ ...ENGINE_PROBLEM, problems }));
    expect(told.filter((line) => line === problems[0])).toHaveLength(1);
  });

  test("speaks French", () => {
    expect(statusItem(FRENCH, running(ENGINE_READY)).tooltip).toContain(
      "Dernière suggestion : moteur local, 42 ms, 30 caractères ; 2\u202f041 jetons réutilisés, 2 nouveaux",
    );
  });
});

test("a tier that this client does not know goes by the server's name for it", () => {
  const last = { ...FROM_WORKSPACE, tier: "psychic" };
  expect(tooltip(running({ ...READY, lastSuggestion: last }))[1]).toMatch(/: psychic, 3 ms/);
});

test("a screen reader hears the text and the tooltip, without the icon", () => {
  const { accessibleLabel } = statusItem(ENGLISH, SITUATION);
  expect(accessibleLabel).toMatch(/^Sansfil 3 ms, Ready: 120 files/);
  expect(accessibleLabel).not.toContain("$(");
});
