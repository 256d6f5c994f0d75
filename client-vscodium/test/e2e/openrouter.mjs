// The simulator of OpenRouter as a process of its own: the product meets a real HTTP server, and contacts nobody else.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "./code-server.mjs";

const PYTHON = path.join(ROOT, ".venv/bin/python");
const START_LIMIT_MS = 30_000;

/**
 * @typedef {object} OpenRouter
 * @property {string} baseUrl for `sansfil.cloud.baseUrl`
 * @property {string} origin of that address
 * @property {string} key the one that it takes
 * @property {() => Promise<void>} stop
 */

/**
 * Starts it on a free port; every model answers `reply`.
 * @param {string} reply
 * @returns {Promise<OpenRouter>}
 */
export async function startOpenRouter(reply) {
  const flags = ["--port", "0", "--think-ms", "20", "--pace-ms", "1", "--reply", reply];
  const child = spawn(PYTHON, ["-m", "tests.openrouter_sim", ...flags], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [baseUrl, key] = await said(child, [
    /^Simulator of OpenRouter: +(\S+)/,
    /^Its key: +(\S+)/,
  ]);
  return { baseUrl, origin: new URL(baseUrl).origin, key, stop: () => stop(child) };
}

/** What the first group of each pattern matched in its output, in the order of the patterns. */
async function said(child, patterns) {
  const deadline = setTimeout(() => child.kill("SIGKILL"), START_LIMIT_MS);
  const found = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const match = patterns[found.length].exec(line);
    if (match) found.push(match[1]);
    if (found.length === patterns.length) break;
  }
  clearTimeout(deadline);
  if (found.length < patterns.length) throw new Error("the simulator of OpenRouter did not start");
  // It goes on telling of every request; a full pipe would hold it up.
  child.stdout.resume();
  return found;
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
