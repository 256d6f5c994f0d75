// Takes the picture of ghost text that the READMEs show: node screenshot.mjs, after `make test` has built everything.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ROOT, startCodeServer } from "./code-server.mjs";
import { VSIX } from "./session.mjs";
import { Workbench } from "./workbench.mjs";

const PICTURE = path.join(ROOT, "client-vscodium/media/ghost-text.png");
const TYPED = [
  "def load_tasks(folder: Path) -> list[Task]:",
  'path = folder / "tasks.json"',
  "if not",
];
const EXPECTED = "path.exists():";

// A window with little in it besides the code.
const SETTINGS = {
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.activityBar.location": "hidden",
  "workbench.layoutControl.enabled": false,
  "window.commandCenter": false,
  "breadcrumbs.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 14,
  "editor.stickyScroll.enabled": false,
  "editor.scrollbar.vertical": "hidden",
  "editor.scrollbar.horizontal": "hidden",
  "editor.cursorSurroundingLines": 4,
  "editor.overviewRulerBorder": false,
  "editor.hideCursorInOverviewRuler": true,
};

const home = fs.mkdtempSync(path.join(os.tmpdir(), "sansfil-picture-"));
const folder = path.join(home, "kitchen-garden");
fs.cpSync(path.join(ROOT, "tests/sample"), folder, { recursive: true });
const server = await startCodeServer({
  vsix: VSIX,
  settings: SETTINGS,
  flags: ["--disable-workspace-trust"],
});
const window = { viewport: { width: 1040, height: 500 }, deviceScaleFactor: 1.5 };
const workbench = await Workbench.open(server, folder, window);
try {
  await takePicture();
} finally {
  await workbench.close();
  await server.stop();
  fs.rmSync(home, { recursive: true });
}

async function takePicture() {
  await workbench.statusSaying(/Ready: /);
  await workbench.openFile("storage.py");
  await workbench.typeAtEnd("\n\n");
  for (const line of TYPED.slice(0, -1)) {
    await workbench.type(`${line}\n`);
  }
  await workbench.type(TYPED.at(-1));
  await workbench.ghostTextWith(EXPECTED);
  await workbench.statusSaying(/Last suggestion/);
  await workbench.page
    .locator(".notifications-toasts .notification-list-item")
    .waitFor({ state: "detached" });
  await workbench.screenshot(PICTURE);
  console.log(
    `${path.relative(ROOT, PICTURE)}: ${Math.round(fs.statSync(PICTURE).size / 1000)} kB`,
  );
}
