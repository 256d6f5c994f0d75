// What becomes of ghost text in a real workbench: accepted, taken in pieces, sent away, typed; and what the user sees of it.
import fs from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";

/** Ghost text that stood for less was not seen. */
const SEEN_MS = 400;

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  files: {
    "accepted.py": "def show_tab(request, response):\n",
    "pieces.py": "def show_words(request, response):\n",
    "escaped.py": "def show_escape(request, response):\n",
    "against.py": "def show_other(request, response):\n",
    "along.py": "def show_keys(request, response):\n",
  },
});

async function showGhostTextIn(file) {
  await session.workbench.openFile(file);
  await session.workbench.typeAtEnd("    with request.");
  await session.workbench.ghostTextWith("connection.transaction() as cursor:");
  const since = performance.now();
  await until("the ghost text was seen", () => SEEN_MS < performance.now() - since);
}

/** How many offers that ended so were recorded by now. */
function recorded(outcome, source) {
  const home = path.dirname(path.dirname(session.server.logs));
  const file = path.join(home, "cache/sansfil/usage/usage.sqlite3");
  if (!fs.existsSync(file)) return 0;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const counted = database.prepare(
      "SELECT COUNT(*) AS offers FROM offers WHERE outcome = ? AND source = ?",
    );
    return counted.get(outcome, source).offers;
  } finally {
    database.close();
  }
}

/** Acts on ghost text in a file, and waits until one more offer is recorded that ended so. */
async function endsAs(outcome, source, file, act) {
  await showGhostTextIn(file);
  const before = recorded(outcome, source);
  await act(session.workbench);
  // What an earlier test left on the screen may be recorded late, so that it can be two.
  await until(`one more was ${outcome}, as ${source}`, () => before < recorded(outcome, source));
}

test("what Tab accepts is told by the editor", () =>
  endsAs("accepted", "told", "accepted.py", (workbench) => workbench.press("Tab")));

test("a word that is taken is a part, once the rest is sent away", () =>
  endsAs("partly", "inferred", "pieces.py", async (workbench) => {
    await workbench.press("Control+ArrowRight");
    await workbench.ghostTextWith("transaction() as cursor:");
    await workbench.press("Escape");
    await workbench.noGhostText();
  }));

test("Escape sends ghost text away, and the server is told", () =>
  endsAs("rejected", "told", "escaped.py", async (workbench) => {
    await workbench.press("Escape");
    await workbench.noGhostText();
  }));

test("typing something else is a rejection that is inferred", () =>
  endsAs("rejected", "inferred", "against.py", (workbench) => workbench.type("X")));

test("typing along and moving away leaves it", async () => {
  const { workbench } = session;
  await showGhostTextIn("along.py");
  const before = recorded("left", "inferred");
  await workbench.type("conn");
  await workbench.ghostTextWith("ection.transaction() as cursor:");
  // A move within 50 ms of a key counts as the key's own, and nobody's fingers are that fast.
  await until("it was left", async () => {
    await workbench.press("Control+Home");
    await workbench.press("ArrowRight");
    return before < recorded("left", "inferred");
  });
});

test("the menu counts today, and its row opens the page", async () => {
  const { workbench } = session;
  await until("the menu counts what was shown", async () => {
    const rows = await workbench.readMenu();
    return rows.some((row) => /Today: \d+ shown, 2 accepted, \d+ kept/.test(row));
  });
  await workbench.chooseInMenu(/Today: /);
  await workbench.page.locator('.tab.active[data-resource-name="Sansfil Usage.md"]').waitFor();
  const page = workbench.page.locator(".editor-group-container.active .view-lines");
  await until("the page shows the records", async () => {
    const text = (await page.innerText()).replaceAll("\u00a0", " ");
    return text.includes("Suggestions of the last 30 days") && text.includes("1 + 0");
  });
});
