// What the engine was asked, in a real workbench: the list, one request with its reused part marked, and forgetting it all.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { ROOT } from "./code-server.mjs";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  knownByHeart: "def water(plant):\n    level = plant.level + 1\n    return level\n",
  files: { "plants.py": "def water(plant):\n" },
});

const ROWS = ".part.panel .monaco-list-row";
const EDITOR = ".editor-group-container.active .view-lines";

function rows() {
  return session.workbench.page.locator(ROWS);
}

/** The texts of the rows, once one of them has these words. */
function rowsWith(words) {
  return until(`a row says ${words}`, async () => {
    const texts = (await rows().allInnerTexts()).map((text) => text.replaceAll("\u00a0", " "));
    return texts.some((text) => words.test(text)) && texts;
  });
}

test("a suggestion of the engine is in the list, with what was new and what was reused", async () => {
  const { workbench } = session;
  await workbench.openFile("plants.py");
  await workbench.typeAtEnd("    level = pl");
  await workbench.ghostTextWith("ant.level + 1");
  await workbench.press("Escape");
  await workbench.command("Sansfil: Show Activity");
  const texts = await rowsWith(/completion.*new \/ [\d,]+ reused · [\d,]+ ms/s);
  assert.ok(
    texts.some((text) => text.includes("by-heart")),
    texts.join("\n"),
  );
});

test("a click shows the request as the model read it, the reused part marked", async () => {
  const { workbench } = session;
  await rows()
    .filter({ hasText: /completion/ })
    .first()
    .click();
  const editor = workbench.page.locator(EDITOR);
  await until("the request is shown", async () => {
    const text = (await editor.innerText()).replaceAll("\u00a0", " ");
    return /── Sent ──/.test(text) && /Marked: the \d+% of the prompt/.test(text);
  });
  const marks = workbench.page.locator(".editor-group-container.active .view-overlays .cdr");
  await until("the reused part is marked", async () => {
    const classes = await marks.evaluateAll((nodes) => nodes.map((node) => node.className));
    return classes.some((name) => name.includes("ced-"));
  });
  await workbench.screenshot(path.join(ROOT, "client-vscodium/shots/activity.png"));
});

test("the same request is shown as it was sent", async () => {
  const { workbench } = session;
  await workbench.command("Sansfil: Show the Request as It Was Sent, or as It Was Read");
  await until("the body is JSON", async () => {
    const text = await workbench.page.locator(EDITOR).innerText();
    return text.includes('{"prompt":');
  });
});

test("all requests are exported as JSON, one a line", async () => {
  const { workbench, workspace } = session;
  await workbench.command("Sansfil: Export Activity as JSON Lines");
  const box = workbench.page.locator(".quick-input-widget:visible input");
  await until("a file is proposed", async () =>
    (await box.inputValue()).endsWith("sansfil-activity.jsonl"),
  );
  await workbench.press("Enter");
  const file = path.join(workspace.folder, "sansfil-activity.jsonl");
  const lines = await until("the file is written", () => {
    const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    return text.endsWith("\n") && text.trim().split("\n").map(JSON.parse);
  });
  assert.ok(lines.some((line) => line.purpose === "completion" && line.body.includes("prompt")));
});

test("forgetting asks first, and leaves nothing", async () => {
  const { workbench } = session;
  await workbench.command("Sansfil: Forget Recorded Requests");
  const dialog = workbench.page.locator(".monaco-dialog-box");
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Forget" }).click();
  await until("the list is empty", async () => (await rows().count()) === 0);
});
