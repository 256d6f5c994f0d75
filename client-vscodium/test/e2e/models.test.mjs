// One quick pick of models: what answers comes first, and choosing writes the settings, with a question before a download.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  knownByHeart: "def water(plant):\n    return plant\n",
  files: { "plants.py": "def water(plant):\n" },
});

const QUICK_PICK = ".quick-input-widget:visible .monaco-list-row";

/** The rows as a screen reader says them, once the server has proposed something. */
async function openPick() {
  await session.workbench.command("Sansfil: Choose Local Model");
  const rows = session.workbench.page.locator(QUICK_PICK);
  return until("models are proposed", async () => {
    const labels = await rows.evaluateAll((nodes) =>
      nodes.map((node) => node.getAttribute("aria-label") ?? ""),
    );
    return labels.some((label) => label.includes("Another GGUF file")) && labels;
  });
}

function choose(words) {
  return session.workbench.page.locator(QUICK_PICK).filter({ hasText: words }).first().click();
}

function machineSettings() {
  const file = path.join(path.dirname(session.server.logs), "Machine/settings.json");
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
}

test("the model that answers is recommended, and one can go one's own way", async () => {
  const labels = await openPick();
  const models = labels.findIndex((label) => label.includes("recommended"));
  assert.equal(models, 0, labels.join("\n"));
  assert.match(labels[0], /by-heart.*Answers now: llama\.cpp at http:\/\/127/);
  for (const expected of ["Another GGUF file", "A server's address", "All settings"]) {
    assert.ok(
      labels.some((label) => label.includes(expected)),
      labels.join("\n"),
    );
  }
  await session.workbench.press("Escape");
});

test("a download is asked for with its size and licence, and a no changes nothing", async () => {
  const { workbench } = session;
  const before = machineSettings();
  await openPick();
  await choose("Qwen2.5-Coder 0.5B");
  const dialog = workbench.page.locator(".monaco-dialog-box");
  await dialog.waitFor();
  assert.match(
    await dialog.innerText(),
    /Download Qwen2\.5-Coder 0\.5B[\s\S]*MB to download[\s\S]*Apache-2\.0/,
  );
  await workbench.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.deepEqual(machineSettings(), before);
});

test("choosing a model writes engine, address and name into the settings", async () => {
  await openPick();
  await choose("by-heart");
  const written = await until("the settings are written", () => {
    const found = machineSettings();
    return found["sansfil.local.engine"] && found;
  });
  assert.equal(written["sansfil.local.engine"], "llama.cpp");
  assert.equal(written["sansfil.local.url"], session.engine.url);
  assert.match(written["sansfil.local.model"], /by-heart/);
  await session.workbench.statusSaying(/local engine is ready/);
});

test("an address of one's own is taken as it is typed", async () => {
  const { workbench } = session;
  await openPick();
  await choose("A server's address");
  const box = workbench.page.locator(".quick-input-widget:visible input");
  await until("the address is asked for", async () => (await box.inputValue()).startsWith("http"));
  await box.fill(session.engine.url);
  await workbench.press("Enter");
  await until("the address is written", () => {
    const found = machineSettings();
    return found["sansfil.local.engine"] === "auto" && !found["sansfil.local.model"];
  });
});
