// The code index as the server tells it: what is read, what the menu and the status item say of it.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import {
  type IndexStatus,
  indexSentence,
  problemBeside,
  readIndexStatus,
} from "../../src/pure/indexStatus";
import { menuEntries } from "../../src/pure/menu";
import { problemsElsewhere } from "../../src/pure/situation";
import { statusItem } from "../../src/pure/statusItem";
import { BUILDING, ENGLISH, FRENCH, INDEX, READY, running, withIndex } from "./fixtures";

const GOLDEN = JSON.parse(
  readFileSync(new URL("../../../tests/golden/wire/indexStatus.json", import.meta.url), "utf8"),
);
const HEADING = "Code index";
const SEARCH_FAILED = "The disk is full; make room.";

/** The rows under the heading of the index. */
function rows(changes: Partial<IndexStatus> = {}, l10n = ENGLISH, heading = HEADING) {
  const entries = menuEntries(l10n, running(withIndex(changes)));
  const from = entries.findIndex(({ label }) => label === heading) + 1;
  const length = entries.slice(from).findIndex(({ kind }) => kind === "separator");
  return entries
    .slice(from, from + length)
    .flatMap((entry) => (entry.kind === "row" ? [entry] : []));
}

const stateRow = (changes: Partial<IndexStatus> = {}) => rows(changes)[0];
const commands = (changes: Partial<IndexStatus> = {}) =>
  rows(changes).map(({ command }) => command);

describe("the golden status", () => {
  test("is read whole", () => {
    expect(readIndexStatus({ ...GOLDEN, more: 1 })).toEqual(GOLDEN);
  });

  test.each(Object.keys(GOLDEN))("is none without %s", (field) => {
    const { [field]: _dropped, ...rest } = GOLDEN;
    expect(readIndexStatus(rest)).toBeUndefined();
  });

  test.each([
    ["nothing", null],
    ["a state nobody knows", { ...GOLDEN, state: "dreaming" }],
    ["less than no files", { ...GOLDEN, files: -1 }],
    ["time in words", { ...GOLDEN, secondsLeft: "soon" }],
    ["a problem without words", { ...GOLDEN, problem: 3 }],
  ])("with %s is none", (_, value) => {
    expect(readIndexStatus(value)).toBeUndefined();
  });

  test.each(["off", "starting", "building", "ready", "embedding", "problem"])(
    "can be %s",
    (state) => {
      expect(readIndexStatus({ ...GOLDEN, state })?.state).toBe(state);
    },
  );
});

describe("what is said of the index", () => {
  test("is what the server says, and how far it is", () => {
    expect(indexSentence(ENGLISH, BUILDING)).toBe(`${BUILDING.message} 42%`);
    expect(indexSentence(ENGLISH, INDEX)).toBe(INDEX.message);
  });

  test("has no per cent where nobody knows how much there is", () => {
    expect(indexSentence(ENGLISH, { ...BUILDING, total: 0, done: 0 })).toBe(BUILDING.message);
  });

  test("never passes its end", () => {
    expect(indexSentence(ENGLISH, { ...BUILDING, done: 4000 })).toContain(" 100%");
  });

  test("counts what is found by meaning, once that is done", () => {
    expect(indexSentence(ENGLISH, { ...INDEX, vectors: 21408 })).toContain(" too: 21,408");
    expect(indexSentence(ENGLISH, { ...BUILDING, vectors: 4 })).not.toContain("meaning");
  });

  test("speaks French", () => {
    expect(indexSentence(FRENCH, { ...INDEX, vectors: 3 })).toContain(
      "Trouvés aussi par le sens : 3",
    );
  });

  test("a problem is told beside it, unless it is what is said", () => {
    expect(problemBeside({ ...INDEX, problem: SEARCH_FAILED })).toBe(SEARCH_FAILED);
    const told = { ...INDEX, message: SEARCH_FAILED, problem: SEARCH_FAILED };
    expect(problemBeside(told)).toBeUndefined();
    expect(problemBeside(INDEX)).toBeUndefined();
  });
});

describe("the menu", () => {
  test("of a server without an index has nothing of it", () => {
    const labels = menuEntries(ENGLISH, running(READY)).map(({ label }) => label);
    expect(labels).not.toContain(HEADING);
  });

  test("tells how the index is, and leads to searching", () => {
    expect(stateRow()).toMatchObject({
      label: "$(check) Index",
      detail: INDEX.message,
      command: "sansfil.search",
    });
    expect(stateRow(BUILDING)).toMatchObject({
      label: "$(sync) Index",
      detail: indexSentence(ENGLISH, BUILDING),
      command: "sansfil.search",
    });
  });

  test("leads to everything that can be done with it", () => {
    expect(commands()).toEqual([
      "sansfil.search",
      "sansfil.search",
      "sansfil.showSkipped",
      "sansfil.showMap",
      "sansfil.rebuildIndex",
    ]);
    const palette = packageJson.contributes.commands.map(({ command }) => command);
    expect(palette).toEqual(expect.arrayContaining(commands()));
  });

  test("counts the files that are not searched, where there are any", () => {
    const label = rows({ skipped: 1042 }).find(({ command }) => command.endsWith("Skipped"))?.label;
    expect(label).toBe("$(eye-closed) Files that are not searched: 1,042");
    expect(commands({ skipped: 0 })).not.toContain("sansfil.showSkipped");
  });

  test("of an index that is off has one row, which leads to the settings", () => {
    expect(commands({ state: "off" })).toEqual(["sansfil.openSettings"]);
  });

  test("tells a problem of an index that works in spite of it", () => {
    expect(stateRow({ problem: SEARCH_FAILED })).toMatchObject({
      label: "$(warning) Index",
      detail: `${SEARCH_FAILED} ${INDEX.message}`,
      command: "sansfil.doctor",
    });
  });

  test("tells a problem once", () => {
    const broken = { state: "problem", message: SEARCH_FAILED, problem: SEARCH_FAILED } as const;
    expect(stateRow(broken)).toMatchObject({ label: "$(warning) Index", detail: SEARCH_FAILED });
    const situation = running({ ...withIndex(broken), problems: [SEARCH_FAILED] });
    expect(problemsElsewhere(situation)).toEqual([]);
    const beside = withIndex({ problem: SEARCH_FAILED });
    expect(problemsElsewhere(running({ ...beside, problems: [SEARCH_FAILED] }))).toEqual([]);
  });

  test("speaks French", () => {
    const french = rows({}, FRENCH, "Index du code").map(({ label }) => label);
    expect(french).toContain("$(search) Chercher dans le code…");
    expect(french).toContain("$(refresh) Reconstruire l'index");
  });
});

describe("the status item", () => {
  const shown = (changes: Partial<IndexStatus>) => statusItem(ENGLISH, running(withIndex(changes)));

  test("is the same whatever a sound index does", () => {
    expect(shown(BUILDING)).toEqual(statusItem(ENGLISH, running(READY)));
  });

  test("warns of an index that does not work, and says why", () => {
    const item = shown({ state: "problem", message: SEARCH_FAILED, problem: SEARCH_FAILED });
    expect(item.text).toBe("$(warning) Sansfil 3 ms");
    expect(item.tooltip.split(SEARCH_FAILED)).toHaveLength(2);
  });

  test("does not warn of an index that works in a lesser way, but says so", () => {
    const item = shown({ problem: SEARCH_FAILED });
    expect(item.text).toBe("$(zap) Sansfil 3 ms");
    expect(item.tooltip).toContain(SEARCH_FAILED);
  });
});
