// Searching the code: what is read of the answer, and the rows that show it.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  placeOf,
  problemRow,
  readSearch,
  type SearchAnswer,
  searchRows,
  waitingRows,
} from "../../src/pure/search";
import { BUILDING, ENGLISH, FRENCH, INDEX, READY, type SITUATION, withIndex } from "./fixtures";

const GOLDEN = JSON.parse(
  readFileSync(new URL("../../../tests/golden/wire/search.json", import.meta.url), "utf8"),
);
const FOUND = readSearch(GOLDEN) as SearchAnswer;
const [METHOD, FILE] = GOLDEN.hits;

const withHit = (changes: object) => ({ ...GOLDEN, hits: [{ ...METHOD, ...changes }] });

describe("the golden answer", () => {
  test("is read whole", () => {
    expect(readSearch({ ...GOLDEN, more: 1 })).toEqual(GOLDEN);
  });

  test.each(Object.keys(GOLDEN))("is none without %s", (field) => {
    const { [field]: _dropped, ...rest } = GOLDEN;
    expect(readSearch(rest)).toBeUndefined();
  });

  test.each(Object.keys(METHOD))("is none where a hit has no %s", (field) => {
    expect(readSearch(withHit({ [field]: undefined }))).toBeUndefined();
  });

  test.each([
    ["a range without an end", withHit({ range: { start: METHOD.range.start } })],
    [
      "a line above the text",
      withHit({ range: { ...METHOD.range, end: { line: -1, character: 0 } } }),
    ],
    ["reasons that are no sentences", withHit({ why: [1] })],
    ["a status that is none", { ...GOLDEN, status: {} }],
  ])("is none with %s", (_, value) => {
    expect(readSearch(value)).toBeUndefined();
  });
});

describe("the rows", () => {
  const rows = searchRows(ENGLISH, FOUND);

  test("are the hits in the server's order, by name or by file", () => {
    expect(rows.map(({ label }) => label)).toEqual([
      "$(symbol-misc) CartModel.total",
      "$(file) cart.yaml",
    ]);
    expect(rows.map(({ hit }) => hit)).toEqual(FOUND.hits);
  });

  test("say where, counted from one, and why", () => {
    expect(rows[0]).toMatchObject({
      description: "lib/models/cart.dart:12",
      detail: METHOD.why.join(" · "),
    });
    expect(placeOf(FILE)).toBe("assets/cart.yaml:1");
  });

  test("say that there may be more while the index is being built", () => {
    const early = searchRows(ENGLISH, { ...FOUND, status: BUILDING });
    expect(early.slice(0, 2)).toEqual(rows);
    expect(early[2]).toEqual({
      label: "$(info) There may be more",
      description: "",
      detail: `${BUILDING.message} 42%`,
      hit: undefined,
    });
  });

  test("say that nothing was found, and in what", () => {
    expect(searchRows(ENGLISH, { hits: [], status: INDEX })).toMatchObject([
      { label: "$(info) Nothing was found", detail: INDEX.message, hit: undefined },
    ]);
    expect(searchRows(FRENCH, { hits: [], status: INDEX })[0]?.label).toContain("Rien n'a été");
  });
});

describe("before anything is typed", () => {
  const server = (status = withIndex()) => ({ kind: "running", status }) as const;

  test("it is told how far the index is", () => {
    expect(waitingRows(ENGLISH, server(withIndex(BUILDING)))).toMatchObject([
      { label: "$(info) Words, names or a question", detail: `${BUILDING.message} 42%` },
    ]);
  });

  test("a problem is told first", () => {
    const rows = waitingRows(ENGLISH, server(withIndex({ problem: "The disk is full." })));
    expect(rows).toEqual([problemRow("The disk is full."), ...waitingRows(ENGLISH, server())]);
    expect(rows[0]?.label).toBe("$(warning) The disk is full.");
  });

  test("it is told why there is nothing to search", () => {
    const label = (phase: typeof SITUATION.server) => waitingRows(ENGLISH, phase)[0]?.label;
    expect(label(server(READY))).toBe("$(warning) The server tells nothing of a code index.");
    expect(label({ kind: "starting" })).toBe("$(sync) Sansfil is starting.");
    expect(label({ kind: "stopped", problem: "No Python." })).toBe("$(warning) No Python.");
  });
});
