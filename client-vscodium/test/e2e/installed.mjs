// The extension as the editor has installed it: done once for each .vsix, and copied for every profile.
import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const PYTHON = path.join(ROOT, ".venv/bin/python");
const INSTALLED = path.join(ROOT, "client-vscodium/dist/installed");
// Says where everything lies, by its full path.
const LIST = "extensions.json";

/**
 * Fills `extensions`, a folder of a fresh profile, with what installing `vsix` gives.
 *
 * Its Python is compiled too, as it is on every start of a server but the first one.
 * @param {string} vsix
 * @param {string} extensions does not exist yet
 * @param {(folder: string) => Promise<void>} install has the editor install it into that folder
 */
export async function copyInstalled(vsix, extensions, install) {
  const content = createHash("sha256").update(fs.readFileSync(vsix)).digest("hex");
  const installed = path.join(INSTALLED, content.slice(0, 16));
  if (!fs.existsSync(installed)) {
    await installOnce(installed, install);
  }
  fs.cpSync(installed, extensions, { recursive: true });
  move(extensions, installed);
}

/** In a folder of its own first, so that one that was not finished is never taken for the extension. */
async function installOnce(installed, install) {
  fs.rmSync(INSTALLED, { recursive: true, force: true });
  const fresh = path.join(INSTALLED, randomUUID());
  fs.mkdirSync(fresh, { recursive: true });
  await install(fresh);
  move(fresh, fresh, installed);
  // Without the times of the sources, which a copy does not keep.
  const compiling = ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"];
  execFileSync(PYTHON, [...compiling, fresh]);
  fs.renameSync(fresh, installed);
}

function move(folder, from, to = folder) {
  const list = path.join(folder, LIST);
  fs.writeFileSync(list, fs.readFileSync(list, "utf8").replaceAll(from, to));
}
