// One workbench for all tests of a file, with a picture and the logs of every test that fails.

import fs from "node:fs";
import path from "node:path";
import { after, afterEach, before } from "node:test";
import { ROOT, startCodeServer } from "./code-server.mjs";
import { Workbench } from "./workbench.mjs";
import { makeWorkspace } from "./workspace.mjs";

export const VSIX = path.join(ROOT, "client-vscodium/dist/sansfil.vsix");
const SHOTS = path.join(ROOT, "client-vscodium/shots");

/**
 * Opens a workbench before the first test and closes it after the last one.
 * @param {{ files?: Record<string, string>, settings?: object, flags?: string[] }} options
 * @returns {{ server: import('./code-server.mjs').CodeServer, workbench: Workbench, workspace: ReturnType<typeof makeWorkspace> }}
 */
export function useWorkbench({ files = {}, settings = {}, flags = [] } = {}) {
  const session = {};
  before(async () => {
    session.workspace = makeWorkspace(files);
    session.server = await startCodeServer({ vsix: VSIX, settings, flags });
    session.workbench = await Workbench.open(session.server, session.workspace.folder);
    await session.workbench.statusSaying(/Ready: /);
  });
  afterEach(async (test) => {
    if (!test.passed) {
      await keepEvidence(session, test.name);
    }
  });
  after(async () => {
    await session.workbench?.close();
    await session.server?.stop();
    session.workspace?.remove();
  });
  return session;
}

async function keepEvidence({ workbench, server }, testName) {
  const name = testName.replaceAll(/\W+/g, "-");
  await workbench?.screenshot(path.join(SHOTS, `${name}.png`));
  const logs = fs.globSync("**/Sansfil.log", { cwd: server.logs });
  const text = logs.map((log) => fs.readFileSync(path.join(server.logs, log), "utf8")).join("\n");
  fs.writeFileSync(path.join(SHOTS, `${name}.log`), text);
  console.log(`See client-vscodium/shots/${name}.png and .log`);
}
