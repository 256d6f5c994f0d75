// After a rename by hand the remaining places are offered: what a person sees, which keys they press, what is on disk.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { ROOT } from "./code-server.mjs";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";

const BED = `size = 1


def grow(by):
    return size + by


print(size)  # the size
`;

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  // The list of words would be open after typing, and keys would be for it.
  settings: { "editor.quickSuggestions": "off", "editor.wordBasedSuggestions": "off" },
  files: {
    "bed.py": BED,
    "other.py": "def water(plant, litres):\n    return plant\n\n\nwater(1, 2)\n",
    "shed.py": "from store import lamp\n\n\nprint(lamp)\n",
    "store.py": "lamp = 1\n",
    "stopped.py": BED,
  },
});

/** All texts that decorations put behind something in the active editor. */
async function shownBehind() {
  const texts = await session.workbench.page.evaluate(() =>
    [
      ...document.querySelectorAll(
        ".editor-group-container.active .monaco-editor .view-lines span[class*='ced-']",
      ),
    ].map((node) => getComputedStyle(node, "::after").content),
  );
  return texts
    .filter((text) => text !== "none")
    .join("\n")
    .replaceAll("\u00a0", " ");
}

const behind = (pattern) =>
  until(`${pattern} stands behind something`, async () => {
    const shown = await shownBehind();
    return pattern.test(shown) && shown;
  });

const nothingBehind = () => until("nothing is offered", async () => (await shownBehind()) === "");

/** What the status bar says of the offer, for screen readers too. */
const saying = (text) =>
  session.workbench.page.locator(".part.statusbar").getByText(text).first().waitFor();

async function renameFirstWord(file, name) {
  await session.workbench.openFile(file);
  await session.workbench.press("Control+Home");
  await session.workbench.press("Control+Home");
  await session.workbench.press("Control+Delete");
  await session.workbench.type(`${name} `);
  await session.workbench.press("Backspace");
}

async function savedTextOf(file, expected) {
  await session.workbench.save();
  await until(`${file} is saved as expected`, () => session.workspace.read(file) === expected);
}

test("after a rename Alt+Enter goes to the next place and once more takes it", async () => {
  await renameFirstWord("bed.py", "area");
  await behind(/→ 2 places left: Alt\+Enter/);
  await saying("Rename to `area` here (1 more)");
  await session.workbench.screenshot(path.join(ROOT, "client-vscodium/shots/next-edit.png"));
  await session.workbench.press("Alt+Enter");
  await behind(/→ Alt\+Enter takes it/);
  await session.workbench.screenshot(path.join(ROOT, "client-vscodium/shots/next-edit-there.png"));
  await session.workbench.press("Alt+Enter");
  await behind(/→ 1 place left/);
  await session.workbench.press("Alt+Enter");
  await session.workbench.press("Alt+Enter");
  await nothingBehind();
  const renamed = BED.replace("size =", "area =").replace("size +", "area +");
  await savedTextOf("bed.py", renamed.replace("(size)", "(area)"));
});

test("one undo takes back one place, and the offers with it", async () => {
  await session.workbench.press("Control+z");
  const renamed = BED.replace("size =", "area =").replace("size +", "area +");
  await savedTextOf("bed.py", renamed);
  await nothingBehind();
});

test("Escape stops, and Tab stays Tab", async () => {
  await renameFirstWord("stopped.py", "area");
  await behind(/places left/);
  await session.workbench.press("Control+End");
  await session.workbench.press("Tab");
  await behind(/places left/);
  await session.workbench.press("Escape");
  await nothingBehind();
  await session.workbench.press("Alt+Enter");
  await savedTextOf("stopped.py", `${BED.replace("size =", "area =")}    `);
});

test("an open file that imports the name is gone to and follows", async () => {
  await session.workbench.openFile("shed.py");
  await renameFirstWord("store.py", "light");
  await behind(/→ 2 places left/);
  for (const _ of [1, 2]) {
    await session.workbench.press("Alt+Enter");
    await session.workbench.page.locator('.tab.active[data-resource-name="shed.py"]').waitFor();
    await behind(/takes it/);
    await session.workbench.press("Alt+Enter");
  }
  await nothingBehind();
  await savedTextOf("shed.py", "from store import light\n\n\nprint(light)\n");
});

test("a parameter taken away asks for its arguments", async () => {
  await session.workbench.openFile("other.py");
  await session.workbench.press("Control+Home");
  for (let column = 0; column < 15; column++) await session.workbench.press("ArrowRight");
  for (let count = 0; count < 8; count++) await session.workbench.press("Delete");
  await saying("Remove the argument `2` here");
  await session.workbench.press("Alt+Enter");
  await session.workbench.press("Alt+Enter");
  await until("the offer is gone", async () => (await shownBehind()) === "");
  await savedTextOf("other.py", "def water(plant):\n    return plant\n\n\nwater(1)\n");
  assert.equal(await shownBehind(), "");
});
