// Looks at the processes of this machine: which language server runs, and from where.
import fs from "node:fs";

/**
 * The language servers that run from below `folder`.
 * @param {string} folder
 * @returns {{ pid: number, command: string[] }[]}
 */
export function languageServersBelow(folder) {
  const pids = fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids
    .map((pid) => ({ pid, command: commandOf(pid) }))
    .filter(
      ({ command }) => command.at(-1) === "lsp" && command.some((word) => word.startsWith(folder)),
    );
}

function commandOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean);
  } catch {
    return []; // it ended in between
  }
}
