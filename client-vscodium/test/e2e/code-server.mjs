// Starts VS Code in the browser with a profile of its own, and stops it again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { copyInstalled } from "./installed.mjs";
import { until } from "./until.mjs";

export const ROOT = path.resolve(import.meta.dirname, "../../..");
const ENTRY = path.join(ROOT, ".tools/code-server/node_modules/code-server/out/node/entry.js");

// Only what keeps other windows from taking the focus, and the network quiet; the product meets the defaults otherwise.
const QUIET_SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "editor.minimap.enabled": false,
};

/**
 * @typedef {object} CodeServer
 * @property {string} url address of the workbench
 * @property {string} extensions folder into which extensions were installed
 * @property {string} logs folder of all log files
 * @property {() => Promise<void>} stop ends every process and removes the profile
 */

/**
 * Installs `vsix` into a fresh profile and starts the server on a free port of 127.0.0.1.
 *
 * Settings of the scope "machine" are read from `machineSettings` alone: to the editor in the browser, this machine is a
 * remote one.
 * @param {{ vsix: string, settings?: object, machineSettings?: object, flags?: string[] }} options
 * @returns {Promise<CodeServer>}
 */
export async function startCodeServer({ vsix, settings = {}, machineSettings = {}, flags = [] }) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "sansfil-e2e-"));
  const profile = {
    home,
    data: path.join(home, "data"),
    extensions: path.join(home, "extensions"),
  };
  writeSettings(path.join(profile.data, "User"), { ...QUIET_SETTINGS, ...settings });
  writeSettings(path.join(profile.data, "Machine"), machineSettings);
  await installExtension(profile, vsix);
  const port = await freePort();
  const flagsToServe = [
    "--bind-addr",
    `127.0.0.1:${port}`,
    "--disable-telemetry",
    "--disable-update-check",
  ];
  const server = launch(profile, [...flagsToServe, "--disable-getting-started-override", ...flags]);
  const url = `http://127.0.0.1:${port}`;
  await until("code-server answers", async () => (await fetch(`${url}/healthz`)).ok);
  return {
    url,
    extensions: profile.extensions,
    logs: path.join(profile.data, "logs"),
    stop: () => stop(server, home),
  };
}

function writeSettings(folder, settings) {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings, null, 4));
}

async function installExtension(profile, vsix) {
  await copyInstalled(vsix, profile.extensions, async (extensions) => {
    const installing = launch({ ...profile, extensions }, ["--install-extension", vsix, "--force"]);
    const [code] = await once(installing, "exit");
    if (code !== 0) {
      const log = fs.readFileSync(path.join(profile.home, "server.log"), "utf8");
      throw new Error(`installing ${vsix} failed:\n${log}`);
    }
  });
}

function launch({ home, data, extensions }, flags) {
  const config = path.join(home, "config.yaml");
  fs.writeFileSync(config, "auth: none\n");
  const output = fs.openSync(path.join(home, "server.log"), "a");
  const folders = ["--config", config, "--user-data-dir", data, "--extensions-dir", extensions];
  return spawn(process.execPath, [ENTRY, ...folders, ...flags], {
    detached: true, // a process group of its own, so that stop() reaches every child
    env: isolatedEnvironment(home),
    stdio: ["ignore", output, output],
  });
}

// A home of its own: no cache of an earlier run, and no socket left behind.
function isolatedEnvironment(home) {
  const { PATH, LANG, TMPDIR } = process.env;
  const xdg = {
    XDG_DATA_HOME: `${home}/xdg`,
    XDG_CONFIG_HOME: `${home}/xdg`,
    XDG_CACHE_HOME: `${home}/cache`,
  };
  return { PATH, LANG, TMPDIR, HOME: home, XDG_RUNTIME_DIR: home, ...xdg };
}

async function stop(server, home) {
  if (server.exitCode === null) {
    process.kill(-server.pid, "SIGTERM");
    await once(server, "exit", { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  }
  try {
    process.kill(-server.pid, "SIGKILL");
  } catch {
    // The whole group is gone already.
  }
  fs.rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

async function freePort() {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}
