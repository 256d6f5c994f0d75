// Progress in per cent.
import { expect, test } from "vitest";
import { percentGained } from "../../src/pure/percent";

test.each([
  ["grows by what was gained", 20, 45, 25],
  ["stays where nothing is known", 20, undefined, 0],
  ["never goes back", 60, 30, 0],
  ["ends at its end", 90, 130, 10],
])("a bar %s", (_, shown, percentage, gained) => {
  expect(percentGained(shown, percentage)).toBe(gained);
});
