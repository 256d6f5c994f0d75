// One VS Code workbench in a real browser, driven the way a person would: keys, commands, and what is on the screen.

import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { ROOT } from "./code-server.mjs";
import { until } from "./until.mjs";

const { chromium } = createRequire(path.join(ROOT, ".tools/playwright-core/package.json"))(
  "playwright-core",
);
const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const QUIET_BROWSER = [
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
];
const ACTIVE_EDITOR = ".editor-group-container.active .monaco-editor";
const GHOST_TEXT = `${ACTIVE_EDITOR} .ghost-text-decoration, ${ACTIVE_EDITOR} .ghost-text`;
const QUICK_INPUT = ".quick-input-widget:visible";

export class Workbench {
  #profile;
  #context;

  /** Opens `folder` in the workbench that `server` (a CodeServer) serves. */
  static async open(
    server,
    folder,
    { viewport = { width: 1280, height: 800 }, deviceScaleFactor = 1 } = {},
  ) {
    const workbench = new Workbench();
    workbench.#profile = fs.mkdtempSync(path.join(os.tmpdir(), "sansfil-browser-"));
    const sandbox = process.getuid() === 0 ? ["--no-sandbox"] : []; // Chromium has no sandbox for root
    workbench.#context = await chromium.launchPersistentContext(workbench.#profile, {
      executablePath: browserOnPath(),
      args: [...QUIET_BROWSER, ...sandbox],
      viewport,
      deviceScaleFactor,
    });
    workbench.page = workbench.#context.pages()[0];
    await workbench.page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`);
    await workbench.page
      .locator(".explorer-folders-view .monaco-list-row")
      .first()
      .waitFor({ timeout: 60_000 });
    return workbench;
  }

  async close() {
    await this.#context.close();
    fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /** Opens a file of the folder by its name and puts the keyboard into its editor. */
  async openFile(name) {
    await this.#choose(name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.focusEditor();
  }

  /** Runs a command of the palette by its full title. */
  async command(title) {
    await this.#choose(`>${title}`);
  }

  // F1 opens the box with `>`; without it the same box finds files. Keys pressed too early are lost, hence the retry.
  async #choose(text) {
    const box = this.page.locator(`${QUICK_INPUT} input`);
    await until("the command palette is open", async () => {
      await this.page.keyboard.press("F1");
      await box.waitFor({ timeout: 1000 });
      // An editor that is still being shown takes the keyboard back, and that closes the box.
      return box.fill(text, { timeout: 1000 }).then(() => true);
    });
    const wanted = text.replace(/^>/, "").toLowerCase();
    const first = this.page.locator(".quick-input-widget .monaco-list-row").first();
    await until(`the palette offers ${wanted}`, async () => {
      const label = await first.getAttribute("aria-label", { timeout: 1000 });
      return label.toLowerCase().includes(wanted);
    });
    await this.page.keyboard.press("Enter");
  }

  async focusEditor() {
    await this.page
      .locator(`${ACTIVE_EDITOR} .view-lines`)
      .first()
      .click({ position: { x: 200, y: 8 } });
  }

  /** Types at the end of the file, on a line of its own, the way fingers do. */
  async typeAtEnd(text) {
    await this.press("Control+End");
    await this.type(text);
  }

  async type(text) {
    await this.page.keyboard.type(text, { delay: 25 });
  }

  /** Puts the text in by one edit, as an input method does. */
  async insert(text) {
    await this.page.keyboard.insertText(text);
  }

  async press(keys) {
    await this.page.keyboard.press(keys);
  }

  async save() {
    await this.press("Control+s");
  }

  /** The ghost text on the screen in reading order, spaces made plain, lines joined by a newline; '' if there is none. */
  async ghostText() {
    const pieces = await this.page.locator(GHOST_TEXT).evaluateAll((nodes) =>
      nodes.map((node) => {
        const { x, y } = node.getBoundingClientRect();
        return { x, y: Math.round(y / 4), text: node.textContent };
      }),
    );
    pieces.sort((a, b) => a.y - b.y || a.x - b.x);
    const joined = pieces
      .map(({ y, text }, i) => (i > 0 && y > pieces[i - 1].y ? `\n${text}` : text))
      .join("");
    return joined.replaceAll("\u00a0", " ");
  }

  /** Waits until the ghost text includes `text`, and returns all of it. */
  async ghostTextWith(text) {
    return until(`ghost text shows ${JSON.stringify(text)}`, async () => {
      const ghost = await this.ghostText();
      return ghost.includes(text) && ghost;
    });
  }

  /**
   * Watches the ghost text at every frame from now on.
   * @returns {Promise<() => Promise<string[]>>} gives what was shown until then, one entry for each change
   */
  async watchGhostText() {
    await this.page.evaluate((selector) => {
      const seen = [];
      globalThis.seenGhostTexts = seen;
      const look = () => {
        const text = [...document.querySelectorAll(selector)]
          .map((node) => node.textContent)
          .join("");
        if (text !== seen.at(-1)) seen.push(text);
        if (globalThis.seenGhostTexts === seen) requestAnimationFrame(look);
      };
      look();
    }, GHOST_TEXT);
    return () => this.page.evaluate(() => globalThis.seenGhostTexts);
  }

  async noGhostText() {
    await until("the ghost text is gone", async () => (await this.ghostText()) === "");
  }

  /** The one status bar item of the extension. */
  statusItem() {
    return this.page.locator('.part.statusbar .statusbar-item[id^="sansfil.sansfil"]');
  }

  /** What a screen reader says of the status item; it holds the tooltip too. */
  async statusLabel() {
    return (await this.statusItem().locator("a").first().getAttribute("aria-label")) ?? "";
  }

  /** Waits until the status item says `pattern`. */
  async statusSaying(pattern) {
    return until(`the status item says ${pattern}`, async () => {
      const label = await this.statusLabel();
      return pattern.test(label) && label;
    });
  }

  /** Clicks the status item and waits for its menu; returns the rows as a screen reader says them. */
  async openMenu() {
    await this.statusItem().click();
    return this.rowsWith(/./);
  }

  /** The rows of the menu as a screen reader says them; it is closed again. */
  async readMenu() {
    const rows = await this.openMenu();
    await this.closeQuickPick();
    return rows;
  }

  /** Presses Escape and waits: a list that is still closing takes the keys, and its rows are no longer true. */
  async closeQuickPick() {
    const box = this.page.locator(QUICK_INPUT);
    await until("the list is closed", async () => {
      await this.press("Escape");
      await box.waitFor({ state: "hidden", timeout: 1000 });
      return true;
    });
  }

  /** The rows of the open quick pick as a screen reader says them, once one matches. */
  async rowsWith(pattern) {
    const rows = this.page.locator(`${QUICK_INPUT} .monaco-list-row`);
    return until(`a row says ${pattern}`, async () => {
      const labels = await rows.evaluateAll((nodes) =>
        nodes.map((node) => node.getAttribute("aria-label") ?? ""),
      );
      return labels.some((label) => pattern.test(label)) && labels;
    });
  }

  /** What is typed in the box of the open quick pick takes the place of what stood there. */
  async fillQuickPick(text) {
    await this.page.locator(`${QUICK_INPUT} input.input`).first().fill(text);
  }

  /** Chooses the row of the status item's menu whose label matches. */
  async chooseInMenu(label) {
    await this.openMenu();
    await this.page.locator(`${QUICK_INPUT} .monaco-list-row`).filter({ hasText: label }).click();
  }

  async screenshot(file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }
}

function browserOnPath() {
  const folders = process.env.PATH.split(path.delimiter);
  const candidates = BROWSERS.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const found = candidates.find((file) => fs.existsSync(file));
  if (!found) {
    throw new Error("no Chromium on PATH; on Debian: apt-get install chromium");
  }
  return found;
}
