// A folder that nobody has trusted, in an editor with all its defaults.
import assert from "node:assert/strict";
import { test } from "node:test";
import { languageServersBelow } from "./processes.mjs";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";
import { FAMILIAR_LINE, FOLDER } from "./workspace.mjs";

const session = useWorkbench({
  files: {
    ".vscode/settings.json": `{ "sansfil.interpreter": "${FOLDER}/chosen-python" }`,
    "chosen-python": `#!/bin/sh\ntouch "${FOLDER}/it-ran"\nexec python3 "$@"\n`,
    "typed.py": "def show_typed(request, response):\n",
  },
});

function hasRunTheChosenPython() {
  return session.workspace.has("it-ran");
}

test("the folder opens in restricted mode", async () => {
  await session.workbench.page.getByText("Restricted Mode").first().waitFor();
});

test("the server runs, but not on the Python that the folder has chosen", () => {
  assert.equal(languageServersBelow(session.server.extensions).length, 1);
  assert.ok(!hasRunTheChosenPython());
});

test("ghost text appears with the default quick suggestions, and Tab takes it", async () => {
  await session.workbench.openFile("typed.py");
  await session.workbench.typeAtEnd("    with request.");
  await session.workbench.ghostTextWith("connection.transaction() as cursor:");
  await session.workbench.press("Tab");
  await session.workbench.save();
  await until("the file is saved", () =>
    session.workspace.read("typed.py").includes(FAMILIAR_LINE),
  );
});

test("once the folder is trusted, its Python is run", async () => {
  await session.workbench.command("Workspaces: Manage Workspace Trust");
  await session.workbench.page.getByRole("button", { name: "Trust", exact: true }).click();
  await until("the chosen Python has run", hasRunTheChosenPython);
});
