// What the menu behind the status item offers in every situation.
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { menuEntries } from "../../src/pure/menu";
import type { Situation } from "../../src/pure/situation";
import { snooze } from "../../src/pure/snooze";
import { snoozeChoices } from "../../src/pure/snoozeChoices";
import {
  DOWNLOADING,
  ENGINE_PROBLEM,
  ENGINE_READY,
  ENGLISH,
  FRENCH,
  FROM_ENGINE,
  LEARNING,
  NOON_MS,
  READY,
  running,
  SITUATION,
  UNSURE,
} from "./fixtures";

function rows(situation: Situation) {
  return menuEntries(ENGLISH, situation).flatMap((entry) => (entry.kind === "row" ? [entry] : []));
}

const labels = (situation: Situation) => rows(situation).map(({ label }) => label);

const rowOf = (situation: Situation, words: string) =>
  rows(situation).find(({ label }) => label.includes(words));

describe("what is the case", () => {
  test("the first row is the state, with the last suggestion under it", () => {
    expect(rows(SITUATION)[0]).toMatchObject({
      label: `$(zap) ${READY.message}`,
      detail: "Last suggestion: workspace model, 3 ms, 24 characters",
    });
  });

  test("silence is explained", () => {
    expect(rowOf(running(UNSURE), "Why nothing is shown")?.detail).toBe(UNSURE.silence?.message);
    expect(rowOf(SITUATION, "Why nothing is shown")).toBeUndefined();
  });

  test("the workspace model is counted", () => {
    expect(rowOf(SITUATION, "Workspace model")?.detail).toBe(
      "Files learned: 120 · tokens: 45,210 · files skipped: 3",
    );
  });

  test("while learning it says how much is left", () => {
    expect(rowOf(running(LEARNING), "Workspace model")?.detail).toBe("Learning: 30 of 120 files");
  });

  test("problems of both sides lead to the settings", () => {
    const troubled = {
      ...running({ ...READY, problems: ["From the server."] }),
      clientProblems: ["From here."],
    };
    expect(rowOf(troubled, "From here.")?.command).toBe("sansfil.openSettings");
    expect(rowOf(troubled, "From the server.")?.command).toBe("sansfil.openSettings");
  });

  test("a server that does not run still has a menu", () => {
    const stopped: Situation = { ...SITUATION, server: { kind: "stopped", problem: "No Python." } };
    expect(labels(stopped)[0]).toBe("$(warning) No Python.");
    expect(rowOf(stopped, "Restart the server")?.command).toBe("sansfil.restartServer");
  });
});

test("why the last suggestion came from where it did stands under it", () => {
  const why = "llama.cpp (127.0.0.1:8012) was asked first: it usually answers in 40 ms.";
  const told = { ...READY, lastSuggestion: { ...FROM_ENGINE, why } };
  expect(rowOf(running(told), "Where it came from")?.detail).toBe(why);
  expect(rowOf(running(READY), "Where it came from")).toBeUndefined();
});

test("the backup engine has a row of its own", () => {
  const both = { ...ENGINE_READY, backup: ENGINE_READY.engine };
  expect(rowOf(running(both), "Backup engine")?.detail).toContain("qwen2.5-coder");
  expect(rowOf(running(ENGINE_READY), "Backup engine")).toBeUndefined();
});

describe("the local engine", () => {
  const detail = (situation: Situation) => rowOf(situation, "$(server-process)")?.detail;

  test("is told in a row of its own, with its model or how far that is downloaded", () => {
    expect(detail(running(ENGINE_READY))).toBe("The local engine is ready: qwen2.5-coder.");
    expect(detail(running(DOWNLOADING))).toBe("Downloading the model. 42%");
    expect(detail(SITUATION)).toBeUndefined();
  });

  test("has its problem told in that row and nowhere else", () => {
    const problem = "The engine no longer answers.";
    const troubled = running({ ...ENGINE_PROBLEM, problems: [problem] });
    expect(rowOf(troubled, "$(warning) Local engine")?.detail).toBe(problem);
    expect(rowOf(troubled, problem)).toBeUndefined();
  });

  test("can be installed where none works, and only there", () => {
    const install = (situation: Situation) => rowOf(situation, "Install the local engine")?.command;
    expect(install(SITUATION)).toBe("sansfil.installEngine");
    expect(install(running(ENGINE_PROBLEM))).toBe("sansfil.installEngine");
    expect(install(running(ENGINE_READY))).toBeUndefined();
    expect(install(running(DOWNLOADING))).toBeUndefined();
    expect(install({ ...SITUATION, server: { kind: "starting" } })).toBeUndefined();
  });

  test("gets its model in the settings", () => {
    expect(rowOf(running(ENGINE_READY), "Choose a model")?.command).toBe("sansfil.chooseModel");
  });
});

describe("what one can do", () => {
  test("the language in front is turned off, and on again", () => {
    expect(rowOf(SITUATION, "Turn off for Python")?.command).toBe("sansfil.toggle");
    const off = { ...SITUATION, switches: { isEnabled: true, languages: { python: false } } };
    expect(rowOf(off, "Turn on for Python")?.command).toBe("sansfil.toggle");
  });

  test("with everything off only everything can be turned on", () => {
    const off = { ...SITUATION, switches: { isEnabled: false, languages: {} } };
    expect(rowOf(off, "Turn on everywhere")?.command).toBe("sansfil.toggleEverywhere");
    expect(rowOf(off, "Python")).toBeUndefined();
  });

  test("without a text in front there is no row for its language", () => {
    expect(rowOf({ ...SITUATION, language: undefined }, "Turn off for")).toBeUndefined();
  });

  test("who sleeps can only be woken up", () => {
    const asleep = { ...SITUATION, snoozes: snooze(SITUATION.snoozes, "python", NOON_MS + 1) };
    expect(rowOf(asleep, "Wake up")?.command).toBe("sansfil.wakeUp");
    expect(rowOf(asleep, "Snooze")).toBeUndefined();
  });

  test("learning can be stopped while it goes on, and begun anew after", () => {
    expect(rowOf(running(LEARNING), "Stop learning")?.command).toBe("sansfil.stopLearning");
    expect(rowOf(SITUATION, "Learn the workspace anew")?.command).toBe("sansfil.relearn");
  });

  test("every row but the one for stopping runs a command of the palette", () => {
    const palette = packageJson.contributes.commands.map(({ command }) => command);
    const used = rows(running(UNSURE)).map(({ command }) => command);
    expect(palette).toEqual(expect.arrayContaining(used));
  });

  test("the menu speaks French", () => {
    const french = menuEntries(FRENCH, SITUATION).map(({ label }) => label);
    expect(french).toContain("$(circle-slash) Désactiver pour Python");
  });
});

describe("the GPUs", () => {
  const card = { message: "RTX 4090: 6,144 of 24,576 MiB of memory are used.", processes: [] };

  test("have a row each, with their processes", () => {
    const busy = { ...card, message: "H200: full.", processes: ["a has 1 MiB.", "b has 2 MiB."] };
    const entries = menuEntries(ENGLISH, SITUATION, [card, busy]);
    const found = entries.flatMap((entry) =>
      entry.kind === "row" && entry.label.startsWith("$(circuit-board)") ? [entry] : [],
    );
    expect(found.map(({ label }) => label)).toEqual([
      `$(circuit-board) ${card.message}`,
      "$(circuit-board) H200: full.",
    ]);
    expect(found.map(({ detail }) => detail)).toEqual([undefined, "a has 1 MiB. b has 2 MiB."]);
  });

  test("are not there where none was measured in time", () => {
    expect(menuEntries(ENGLISH, SITUATION)).toEqual(menuEntries(ENGLISH, SITUATION, []));
    expect(labels(SITUATION).some((label) => label.includes("circuit-board"))).toBe(false);
  });
});

describe("the spans of a snooze", () => {
  test("are offered for all languages, then for the one in front", () => {
    const choices = snoozeChoices(ENGLISH, { id: "python", name: "Python" });
    expect(choices.map(({ label }) => label)).toEqual([
      "For 15 minutes",
      "For 1 hour",
      "Until restart",
      "Python for 15 minutes",
      "Python for 1 hour",
      "Python until restart",
    ]);
    expect(choices.map(({ scope }) => scope)).toEqual([
      "*",
      "*",
      "*",
      "python",
      "python",
      "python",
    ]);
  });

  test("without a text in front there are three", () => {
    expect(snoozeChoices(ENGLISH, undefined)).toHaveLength(3);
  });
});
