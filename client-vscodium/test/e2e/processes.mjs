// Looks at the processes of this machine: which language server runs, and from where.
import fs from "node:fs";

/**
 * The language servers that run from below `folder`.
 *
 * A child that a server is just starting carries its parent's command line until it has become
 * what it is to run; it is no server.
 * @param {string} folder
 * @returns {{ pid: number, parent: number, command: string[] }[]}
 */
export function languageServersBelow(folder) {
  const pids = fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const servers = pids
    .map((pid) => ({ pid, parent: parentOf(pid), command: commandOf(pid) }))
    .filter(
      ({ command }) => command.at(-1) === "lsp" && command.some((word) => word.startsWith(folder)),
    );
  return servers.filter(({ parent }) => !servers.some(({ pid }) => pid === parent));
}

function commandOf(pid) {
  return readOf(pid, "cmdline").split("\0").filter(Boolean);
}

function parentOf(pid) {
  return Number(/^PPid:\s*(\d+)/m.exec(readOf(pid, "status"))?.[1] ?? 0);
}

function readOf(pid, name) {
  try {
    return fs.readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return ""; // it ended in between
  }
}
