// What the server is told of suggestions, and what it tells of today.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { readPageMarkdown, readStatus } from "../../src/protocol";
import { menuEntries } from "../../src/pure/menu";
import { acceptedNumber, dismissalAt } from "../../src/pure/outcomes";
import { ENGLISH, FRENCH, READY, running } from "./fixtures";

const DISMISSAL = new URL("../../../tests/golden/wire/suggestion-dismissed.json", import.meta.url);

test("a dismissal goes out as the server reads it", () => {
  const golden = JSON.parse(readFileSync(DISMISSAL, "utf8"));
  const place = { uri: "file:///a.py", version: 7, position: { line: 2, character: 9 } };
  expect(dismissalAt(place)).toEqual(golden);
});

test.each([undefined, null, "1", 1.5, Number.NaN, {}, [1]])(
  "%s is no number of an item",
  (value) => {
    expect(acceptedNumber(value)).toBeUndefined();
  },
);

test("a number is one", () => {
  expect(acceptedNumber(12)).toBe(12);
});

test("the page is the markdown of the answer", () => {
  expect(readPageMarkdown({ markdown: "# Suggestions", report: {} })).toBe("# Suggestions");
  expect(readPageMarkdown("Error: gone")).toBeUndefined();
});

describe("today", () => {
  const usage = { shown: 1042, accepted: 18, kept: 15 };
  const rowIn = (l10n: typeof ENGLISH, status: typeof READY) =>
    menuEntries(l10n, running(status)).find(({ label }) => label.includes("$(graph)"));

  test("is a row of the menu that opens the page", () => {
    expect(rowIn(ENGLISH, { ...READY, usage })).toMatchObject({
      label: "$(graph) Today: 1,042 shown, 18 accepted, 15 kept",
      command: "sansfil.showUsage",
    });
    expect(rowIn(FRENCH, { ...READY, usage })?.label).toContain("18 acceptées");
  });

  test("is not told where nothing is recorded", () => {
    expect(rowIn(ENGLISH, { ...READY, usage: null })).toBeUndefined();
  });

  test.each([{}, { ...usage, kept: -1 }, { ...usage, shown: "2" }, 3])(
    "told as %j makes no status",
    (told) => {
      expect(readStatus({ ...READY, usage: told })).toBeUndefined();
    },
  );
});

describe("Escape", () => {
  const { keybindings } = packageJson.contributes;
  const bound = keybindings.find(({ command }) => command === "sansfil.dismissSuggestion");

  test("sends ghost text away, and is given back wherever it means another thing", () => {
    expect(bound?.key).toBe("escape");
    const when = bound?.when ?? "";
    for (const needed of ["inlineSuggestionVisible", "editorTextFocus"]) {
      expect(when.split(" && ")).toContain(needed);
    }
    const elsewhere = [
      "suggestWidgetVisible",
      "inSnippetMode",
      "editorHasSelection",
      "editorHasMultipleSelections",
      "findWidgetVisible",
      "parameterHintsVisible",
      "renameInputVisible",
      "vim.active",
      "neovim.init",
    ];
    for (const key of elsewhere) expect(when.split(" && ")).toContain(`!${key}`);
  });

  test("is not a row of the palette, which takes the focus from the editor", () => {
    const hidden = packageJson.contributes.menus.commandPalette;
    expect(hidden).toContainEqual({ command: "sansfil.dismissSuggestion", when: "false" });
  });
});
