// When a suggestion that arrives late may still be shown.
import { describe, expect, test } from "vitest";
import {
  isStillWanted,
  type Place,
  type Question,
  stepsToShow,
  stillAsked,
} from "../../src/pure/laterSuggestion";

const HERE: Place = { uri: "file:///a.py", version: 7, position: { line: 3, character: 12 } };
const ASKED: Question = {
  place: HERE,
  isAutomatic: true,
  isSuggestWidgetOpen: false,
  isAnswered: true,
};

const elsewhere: readonly (readonly [string, Place | undefined])[] = [
  ["another document", { ...HERE, uri: "file:///b.py" }],
  ["a newer version, for something was typed", { ...HERE, version: 8 }],
  ["another line", { ...HERE, position: { line: 4, character: 12 } }],
  ["another column", { ...HERE, position: { line: 3, character: 11 } }],
  ["a selection, several cursors or no editor", undefined],
];

describe("a better suggestion is shown", () => {
  test("where the editor asked for it and everything is as it was", () => {
    expect(isStillWanted(HERE, ASKED, HERE)).toBe(true);
  });

  test.each(elsewhere)("never where the editor stands at %s", (_, front) => {
    expect(isStillWanted(HERE, ASKED, front)).toBe(false);
  });

  test.each(elsewhere.filter(([, place]) => place))("never where it asked at %s", (_, place) => {
    const asked = { ...ASKED, place: place ?? HERE };
    expect(isStillWanted(HERE, asked, HERE)).toBe(false);
  });

  test("never where nothing was asked", () => {
    expect(isStillWanted(HERE, undefined, HERE)).toBe(false);
  });

  test("never over the suggest widget", () => {
    expect(isStillWanted(HERE, { ...ASKED, isSuggestWidgetOpen: true }, HERE)).toBe(false);
  });

  test("never where a key asked: the editor would answer itself", () => {
    expect(isStillWanted(HERE, { ...ASKED, isAutomatic: false }, HERE)).toBe(false);
  });
});

describe("a question", () => {
  test("stands as long as the cursor does", () => {
    expect(stillAsked(ASKED, HERE)).toBe(ASKED);
    expect(stillAsked(undefined, HERE)).toBeUndefined();
  });

  test.each(elsewhere)("is forgotten when the editor stands at %s", (_, front) => {
    expect(stillAsked(ASKED, front)).toBeUndefined();
  });
});

test("where nothing is shown the editor is simply told to ask", () => {
  expect(stepsToShow(false)).toHaveLength(1);
});

test("what is shown is stepped over, and only then dropped", () => {
  expect(stepsToShow(true).map(({ asksAnew }) => asksAnew)).toEqual([true, false, true]);
});
