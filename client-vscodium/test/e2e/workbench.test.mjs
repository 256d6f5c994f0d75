// The product in a real workbench: what a person who types gets to see, and what ends up on disk.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ROOT } from "./code-server.mjs";
import { languageServersBelow } from "./processes.mjs";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";
import { FAMILIAR_LINE } from "./workspace.mjs";

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  files: {
    "whole.py": "def show_tab(request, response):\n",
    "words.py": "def show_words(request, response):\n",
    "lines.py": "def show_lines(request, response):\n",
    "killed.py": "def show_again(request, response):\n",
    "menu.py": "def show_menu(request, response):\n",
    "windows.py": 'def show_windows(request, response):\r\n    smile = "😀👩‍🚀é"\r\n',
    "novel.txt": "Nothing here was ever written before.\n",
  },
});

async function typeFamiliarStart(file) {
  await session.workbench.openFile(file);
  await session.workbench.typeAtEnd("    with request.");
  await session.workbench.ghostTextWith("connection.transaction() as cursor:");
}

async function savedTextOf(file, isAsExpected) {
  await session.workbench.save();
  return until(`${file} is saved as expected`, () => isAsExpected(session.workspace.read(file)));
}

test("typing brings ghost text, and Tab puts it into the file on disk", async () => {
  await typeFamiliarStart("whole.py");
  await session.workbench.press("Tab");
  await savedTextOf("whole.py", (text) => text.includes(`response):\n${FAMILIAR_LINE}`));
});

test("Ctrl+Right takes one word of the ghost text and leaves the rest", async () => {
  await typeFamiliarStart("words.py");
  await session.workbench.press("Control+ArrowRight");
  await session.workbench.ghostTextWith("transaction() as cursor:");
  await session.workbench.press("Escape");
  await session.workbench.noGhostText();
  await savedTextOf("words.py", (text) => /with request\.connection\.?$/.test(text));
});

test("Alt+End takes the first line of the ghost text", async () => {
  await typeFamiliarStart("lines.py");
  await session.workbench.press("Alt+End");
  await session.workbench.press("Escape");
  await savedTextOf(
    "lines.py",
    (text) => text.trimEnd() === `def show_lines(request, response):\n${FAMILIAR_LINE}`,
  );
});

test("the server runs from the installed extension, not from the repository", () => {
  const servers = languageServersBelow(session.server.extensions);
  assert.equal(servers.length, 1);
  assert.ok(
    !servers[0].command.some((word) => word.startsWith(ROOT)),
    servers[0].command.join(" "),
  );
});

test("a killed server gives ghost text again", async () => {
  const [killed] = languageServersBelow(session.server.extensions);
  process.kill(killed.pid, "SIGKILL");
  await session.workbench.statusSaying(/starting/);
  await session.workbench.statusSaying(/Ready: /);
  assert.notEqual(languageServersBelow(session.server.extensions)[0].pid, killed.pid);
  await typeFamiliarStart("killed.py");
});

test("accepted text lands at the right place behind emoji and CRLF", async () => {
  await typeFamiliarStart("windows.py");
  await session.workbench.press("Tab");
  const start = 'def show_windows(request, response):\r\n    smile = "😀👩‍🚀é"\r\n';
  await savedTextOf("windows.py", (text) => text.startsWith(start + FAMILIAR_LINE));
});

test("the status item says why nothing is shown", async () => {
  await session.workbench.openFile("novel.txt");
  await session.workbench.typeAtEnd("zyx");
  await session.workbench.statusSaying(/Nothing shown: .+\./);
});

test("installing the engine asks first, and nothing happens without a yes", async () => {
  const { page } = session.workbench;
  await session.workbench.command("Sansfil: Install Local Engine");
  const dialog = page.locator(".monaco-dialog-box");
  await dialog.getByText("pip fetches 91 MB").waitFor();
  await session.workbench.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(await page.locator(".notification-list-item").count(), 0);
});

test("the menu behind the status item shows the state and turns a language off and on", async () => {
  await session.workbench.openFile("menu.py");
  await session.workbench.chooseInMenu(/Turn off for Python/);
  await session.workbench.statusSaying(/Suggestions are off for Python/);
  await session.workbench.chooseInMenu(/Turn on for Python/);
  await session.workbench.statusSaying(/Ready: /);
  await typeFamiliarStart("menu.py");
});
