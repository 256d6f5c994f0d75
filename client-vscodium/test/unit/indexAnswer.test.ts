// What the index answers, and the pages of what it skips and of the architecture.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type IndexAnswer,
  mapPage,
  readIndexAnswer,
  skippedPage,
} from "../../src/pure/indexAnswer";
import { BUILDING, ENGLISH, FRENCH, INDEX } from "./fixtures";

const read = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../tests/golden/wire/${name}.json`, import.meta.url), "utf8"),
  );
const SKIPPED = read("index-skipped");
const MAP = read("index-map");

describe("the golden answers", () => {
  test("are read whole", () => {
    expect(readIndexAnswer(SKIPPED)).toEqual({ map: null, ...SKIPPED });
    expect(readIndexAnswer(MAP)).toEqual({ skipped: null, ...MAP });
  });

  test("may hold nothing but the status", () => {
    const nothing = { skipped: null, map: null, message: null };
    expect(readIndexAnswer({ status: INDEX })).toEqual({ ...nothing, status: INDEX });
    expect(readIndexAnswer({ ...nothing, status: INDEX })).toEqual({ ...nothing, status: INDEX });
  });

  test.each([
    ["nothing", undefined],
    ["no status", { ...SKIPPED, status: undefined }],
    ["a list that is none", { ...SKIPPED, skipped: "all" }],
    ["a file without a path", { ...SKIPPED, skipped: [{ why: "x" }] }],
    ["a file without a reason", { ...SKIPPED, skipped: [{ path: "x" }] }],
    ["a map that is no text", { ...MAP, map: [] }],
    ["a message that is no text", { ...MAP, message: 3 }],
  ])("are none with %s", (_, value) => {
    expect(readIndexAnswer(value)).toBeUndefined();
  });
});

describe("the page of skipped files", () => {
  const answer = readIndexAnswer(SKIPPED) as IndexAnswer;

  test("has them by reason, the commonest first", () => {
    expect(skippedPage(ENGLISH, answer)).toBe(
      [
        "# Files that are not searched: 3",
        SKIPPED.status.message,
        "## It is binary: 2",
        "- assets/icon.png\n- assets/logo.png",
        "## A tool has generated it: 1",
        "- lib/l10n/messages.g.dart\n",
      ].join("\n\n"),
    );
  });

  test("says how many it does not list", () => {
    const many = { ...answer, status: { ...answer.status, skipped: 12_003 } };
    expect(skippedPage(ENGLISH, many)).toMatch(/\n\nNot listed: 12,000\n$/);
    expect(skippedPage(FRENCH, many)).toContain("Non listés : 12");
  });

  test("gives a name with line breaks one line", () => {
    const odd = { ...answer, skipped: [{ path: "a\n## b\r", why: "Odd." }] };
    expect(skippedPage(ENGLISH, odd)).toContain("\n- a�## b�\n");
  });

  test("is there where nothing is skipped", () => {
    const none = { ...answer, status: { ...INDEX, skipped: 0 }, skipped: [] };
    expect(skippedPage(ENGLISH, none)).toBe(
      `# Files that are not searched: 0\n\n${INDEX.message}\n`,
    );
  });
});

describe("the page of the map", () => {
  const answer = readIndexAnswer(MAP) as IndexAnswer;

  test("has the map as the server drew it", () => {
    expect(mapPage(ENGLISH, answer)).toBe(
      `# Architecture map\n\n${MAP.status.message}\n\n${MAP.map.trim()}\n`,
    );
  });

  test("says how far the index is while there is nothing to draw", () => {
    const none = { ...answer, status: BUILDING, map: "\n" };
    const told = "Indexing";
    expect(mapPage(ENGLISH, { ...none, status: { ...BUILDING, message: told } })).toBe(
      `# Architecture map\n\n${told} 42%\n\nThere is nothing on the map yet.\n`,
    );
  });
});
