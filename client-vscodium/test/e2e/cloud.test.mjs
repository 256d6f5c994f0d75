// The cloud tiers in a real workbench, with the simulator of OpenRouter: a key that nobody sees, consent, models, spending.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";

const REPLY = "pour_water(today)";
const ELSEWHERE = "http://127.0.0.2:9/api/v1";

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  // A busy machine is no slow model.
  settings: { "sansfil.trace.server": "verbose", "sansfil.cloud.deadlineMs": 30_000 },
  cloudSays: REPLY,
  files: {
    ".vscode/settings.json": JSON.stringify({ "sansfil.cloud.baseUrl": ELSEWHERE }),
    "garden.py": "def tend_the_garden(today):\n",
  },
});

const QUICK_INPUT = ".quick-input-widget:visible";
const ROWS = `${QUICK_INPUT} .monaco-list-row`;
const TOASTS = ".notifications-toasts .notification-list-item";

const box = () => session.workbench.page.locator(`${QUICK_INPUT} input.input`).first();

/** The rows of the open quick pick as a screen reader says them, once each pattern matches one. */
function rowsWith(...patterns) {
  return until(`rows say ${patterns}`, async () => {
    const labels = await session.workbench.page
      .locator(ROWS)
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute("aria-label") ?? ""));
    return patterns.every((pattern) => labels.some((label) => pattern.test(label))) && labels;
  });
}

function choose(words) {
  return session.workbench.page.locator(ROWS).filter({ hasText: words }).first().click();
}

/** The rows of the menu that hold `words`, once there is one; the menu is closed again. */
async function menuRows(words) {
  return until(`the menu says ${words}`, async () => {
    await session.workbench.openMenu();
    await box().fill(words);
    const rows = await session.workbench.page.locator(ROWS).allInnerTexts();
    await session.workbench.closeQuickPick();
    return rows.some((row) => row.includes(words)) && rows;
  });
}

async function chooseInMenu(words) {
  await session.workbench.openMenu();
  await box().fill(words);
  await choose(words);
}

/** The notification that matches, once it is shown. */
async function toastSaying(pattern) {
  const toast = session.workbench.page.locator(TOASTS).filter({ hasText: pattern }).first();
  await toast.waitFor();
  return toast;
}

/** Waits for a notification that matches, takes it away, and gives its text. */
async function notified(pattern) {
  const toast = await toastSaying(pattern);
  const text = await toast.innerText();
  await toast.hover();
  await toast.locator(".codicon-notifications-clear").first().click();
  await toast.waitFor({ state: "detached" });
  return text;
}

/** Everything that the editor and the server have written to disk in this run. */
function written() {
  const data = path.dirname(session.server.logs);
  const home = path.dirname(data);
  const folders = [data, path.join(home, "cache"), path.join(home, "xdg")];
  return [...folders, session.workspace.folder]
    .flatMap(filesBelow)
    .map((file) => unlessGone(() => fs.readFileSync(file, "latin1"), ""));
}

function filesBelow(folder) {
  const entries = unlessGone(() => fs.readdirSync(folder, { withFileTypes: true }), []);
  return entries.flatMap((entry) => {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(place);
    return entry.isFile() ? [place] : [];
  });
}

/** What `read` gives, or `none` where its file went meanwhile: the index replaces its files as it works. */
function unlessGone(read, none) {
  try {
    return read();
  } catch (error) {
    if (error.code === "ENOENT") return none;
    throw error;
  }
}

/** How often the trace tells that a key was handed over. */
function timesSent() {
  const mentions = written().map((text) => text.match(/'sansfil\/setSecret': what/g) ?? []);
  return mentions.flat().length;
}

async function askForKey() {
  await session.workbench.command("Sansfil: Set OpenRouter Key");
  return until("the key is asked for", async () => {
    const words = await session.workbench.page.locator(QUICK_INPUT).innerText();
    return words.includes("The key for") && words;
  });
}

/** From now on the log has every message in full; the editor's own logs stay short. */
async function traceMessages() {
  await session.workbench.command("Developer: Set Log Level...");
  await rowsWith(/./);
  await box().fill("Sansfil");
  await rowsWith(/^Sansfil/);
  await choose("Sansfil");
  await rowsWith(/Trace/);
  await choose("Trace");
}

function machineSettings() {
  const file = path.join(path.dirname(session.server.logs), "Machine/settings.json");
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

test("without a key the menu has one row about the cloud, and it leads to the key", async () => {
  await menuRows("Set the OpenRouter key");
  const rows = await session.workbench.readMenu();
  assert.equal(rows.filter((row) => /Spent today|Free requests|Show activity/.test(row)).length, 0);
  await chooseInMenu("Set the OpenRouter key");
  await until("the key is asked for", () => box().isVisible());
  await session.workbench.press("Escape");
});

test("the key is asked for behind dots, for the address of the user and not of the folder", async () => {
  const words = await askForKey();
  assert.equal(await box().getAttribute("type"), "password");
  assert.ok(words.includes(`The key for ${session.openRouter.origin}`), words);
  await session.workbench.press("Escape");
});

test("what is clearly no key is refused with a hint", async () => {
  await askForKey();
  await box().fill("Bearer of bad news");
  await until("a hint is shown", async () =>
    (await session.workbench.page.locator(QUICK_INPUT).innerText()).includes("no spaces"),
  );
  await session.workbench.press("Escape");
});

test("with a key, consent is asked for once, with three answers", async () => {
  await traceMessages();
  await askForKey();
  await box().fill(`  ${session.openRouter.key} `);
  await session.workbench.press("Enter");
  const question = await toastSaying(/train|publish/);
  const buttons = question.locator(".monaco-button");
  await until("there are three answers", async () => 3 === (await buttons.count()));
  assert.ok((await question.innerText()).includes(session.openRouter.origin));
  await buttons.first().click();
  await question.waitFor({ state: "detached" });
  await menuRows("Spent today: $0.00 of $1.00");
});

test("a suggestion that is asked for comes from the cloud, and the status says so", async () => {
  const { workbench } = session;
  await workbench.openFile("garden.py");
  await workbench.typeAtEnd("    watered = ");
  await workbench.press("Shift+Alt+Enter");
  await workbench.ghostTextWith(REPLY);
  await workbench.statusSaying(/Last suggestion: cloud/);
  await menuRows("Free requests left");
});

test("models are chosen in the order in which they are ticked", async () => {
  const { workbench } = session;
  await workbench.command("Sansfil: Choose Model for a Tier");
  await rowsWith(/Local engine/, /Cloud/, /Agent/);
  await choose("Cloud");
  await rowsWith(/Sansfil's own list/, /free · context/);
  await box().fill("per million");
  await rowsWith(/per million tokens/);
  await choose("per million tokens");
  await box().fill("");
  await rowsWith(/Sansfil's own list/);
  await choose("free · context");
  const title = workbench.page.locator(`${QUICK_INPUT} .quick-input-title`);
  await until("the order is told", async () => (await title.innerText()).includes(", "));
  const told = (await title.innerText()).replace("Asked in this order: ", "").split(", ");
  await workbench.press("Enter");
  await until("the settings are written", () => machineSettings()["sansfil.cloud.models"]);
  assert.deepEqual(machineSettings()["sansfil.cloud.models"], told);
  assert.match(told[1], /free$/);
});

test("spending is a page", async () => {
  await chooseInMenu("Spent today");
  const tab = '.tab.active[data-resource-name="Sansfil Spending.md"]';
  await session.workbench.page.locator(tab).waitFor();
});

test("a restarted server has the key again, and no file holds it", async () => {
  const sent = await until("it was handed over", timesSent);
  await session.workbench.command("Sansfil: Restart Server");
  await until("it was handed over again", () => sent < timesSent());
  await menuRows("Spent today");
  assert.ok(written().some((text) => text.includes("sansfil/secretOrigin")));
  const holding = written().filter((text) => text.includes(session.openRouter.key));
  assert.equal(holding.length, 0);
});

test("consent is taken back in one pick, which says plainly what free models need", async () => {
  await session.workbench.command("Sansfil: Cloud Consent");
  await rowsWith(/train on prompts or publish them/, /nobody may train/, /Forget my answer/);
  await choose("Never from this workspace");
  await menuRows("Cloud models are off");
});

test("a key is forgotten after a question, and nothing is left of it", async () => {
  await session.workbench.command("Sansfil: Forget OpenRouter Key");
  const dialog = session.workbench.page.locator(".monaco-dialog-box");
  await dialog.waitFor();
  assert.ok((await dialog.innerText()).includes(session.openRouter.origin));
  await dialog.getByRole("button", { name: "Forget" }).click();
  await notified(/forgotten/);
  await session.workbench.command("Sansfil: Forget OpenRouter Key");
  await notified(/No OpenRouter key is stored here/);
});
