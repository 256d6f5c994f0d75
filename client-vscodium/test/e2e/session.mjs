// One workbench for all tests of a file, with a picture and the logs of every test that fails.

import fs from "node:fs";
import path from "node:path";
import { after, afterEach, before } from "node:test";
import { ROOT, startCodeServer } from "./code-server.mjs";
import { startEngine } from "./engine.mjs";
import { startOpenRouter } from "./openrouter.mjs";
import { Workbench } from "./workbench.mjs";
import { makeWorkspace } from "./workspace.mjs";

export const VSIX = path.join(ROOT, "client-vscodium/dist/sansfil.vsix");
const WITH_PACKAGES = path.join(ROOT, ".venv/bin/python");
const SHOTS = path.join(ROOT, "client-vscodium/shots");

/**
 * Opens a workbench before the first test and closes it after the last one.
 *
 * With `knownByHeart` it has a local engine, whose model continues that text and knows nothing else; with `hasBackup` a
 * second one of the same kind that steps in for it. With `cloudSays` the
 * cloud tiers are asked at a simulator of OpenRouter whose models all answer that. With `hasPackages` the server finds the
 * compiled packages that the extension cannot bring along, as it does with `cloudSays`.
 * @param {{ files?: Record<string, string>, settings?: object, flags?: string[], knownByHeart?: string, hasBackup?: boolean, cloudSays?: string, hasPackages?: boolean }} options
 * @returns {{ server: import('./code-server.mjs').CodeServer, workbench: Workbench, workspace: ReturnType<typeof makeWorkspace>, engine?: import('./engine.mjs').Engine, backup?: import('./engine.mjs').Engine, openRouter?: import('./openrouter.mjs').OpenRouter }}
 */
export function useWorkbench({
  files = {},
  settings = {},
  flags = [],
  knownByHeart,
  hasBackup,
  cloudSays,
  hasPackages = Boolean(cloudSays),
} = {}) {
  const session = {};
  before(async () => {
    session.workspace = makeWorkspace(files);
    session.engine = knownByHeart && (await startEngine(knownByHeart));
    session.backup = hasBackup && (await startEngine(knownByHeart));
    session.openRouter = cloudSays && (await startOpenRouter(cloudSays));
    const machineSettings = {
      ...(session.engine ? { "sansfil.local.url": session.engine.url } : {}),
      ...(session.backup ? { "sansfil.local.backupUrl": session.backup.url } : {}),
      ...(session.openRouter ? { "sansfil.cloud.baseUrl": session.openRouter.baseUrl } : {}),
      ...(hasPackages ? { "sansfil.interpreter": WITH_PACKAGES } : {}),
    };
    session.server = await startCodeServer({ vsix: VSIX, settings, machineSettings, flags });
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
    await session.engine?.stop();
    await session.backup?.stop();
    await session.openRouter?.stop();
    session.workspace?.remove();
  });
  return session;
}

async function keepEvidence({ workbench, server }, testName) {
  const name = testName.replaceAll(/\W+/g, "-");
  await workbench?.screenshot(path.join(SHOTS, `${name}.png`));
  const logs = fs.globSync("**/Sansfil.log", { cwd: server.logs });
  const text = logs.map((log) => fs.readFileSync(path.join(server.logs, log), "utf8")).join("\n");
  const status = await workbench?.statusLabel().catch(String);
  fs.writeFileSync(path.join(SHOTS, `${name}.log`), `${text}\nThe status item says: ${status}\n`);
  console.log(`See client-vscodium/shots/${name}.png and .log`);
}
