// Probing with real processes: small programs stand in for the interpreters of a machine.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acceptedInterpreter, type Candidate } from "../../src/pure/interpreter";
import { tryInterpreters } from "../../src/pure/probe";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sansfil-probe-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, script: string): Candidate {
  const command = join(folder, name);
  writeFileSync(command, `#!/bin/sh\n${script}\n`);
  chmodSync(command, 0o755);
  return { origin: "path", command, args: [] };
}

const probeAll = (candidates: readonly Candidate[], deadlineMs = 10_000) =>
  tryInterpreters(candidates, { cwd: folder, deadlineMs });

const reasons = (trials: Awaited<ReturnType<typeof probeAll>>) =>
  trials.map(({ verdict }) => (verdict.kind === "refused" ? verdict.refusal.reason : "accepted"));

const OLD = `echo '[3, 9, 2, "/usr/bin/python3.9"]'`;
const NEW = `echo '[3, 12, 1, "/usr/bin/python3.12"]'`;

test("the first new enough Python is taken and no other is started", async () => {
  const untouched = program("third", `touch ${join(folder, "started")}; ${NEW}`);
  const trials = await probeAll([program("first", OLD), program("second", NEW), untouched]);
  expect(reasons(trials)).toEqual(["tooOld", "accepted"]);
  expect(existsSync(join(folder, "started"))).toBe(false);
});

test("a program that is not there, one that fails and a relative path are passed over", async () => {
  const missing: Candidate = { origin: "path", command: join(folder, "missing"), args: [] };
  const relative: Candidate = { origin: "setting", command: "venv/bin/python", args: [] };
  const broken = program("broken", "echo 'no such module' >&2; exit 3");
  const trials = await probeAll([missing, relative, broken, program("good", NEW)]);
  expect(reasons(trials)).toEqual(["notFound", "relativePath", "failed", "accepted"]);
  expect(trials[2]?.verdict).toMatchObject({ refusal: { detail: "no such module" } });
});

test("a program that never answers is stopped, with everything it started", async () => {
  const pidFile = join(folder, "pid");
  const slow = program("slow", `sleep 600 & echo $! > ${pidFile}; wait`);
  const trials = await probeAll([slow, program("good", NEW)], 500);
  expect(reasons(trials)).toEqual(["tooSlow", "accepted"]);
  const pid = Number(readFileSync(pidFile, "utf8"));
  await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
});

test("a module in the current folder is not imported by a real Python", async () => {
  const marker = join(folder, "imported");
  writeFileSync(join(folder, "json.py"), `open(${JSON.stringify(marker)}, "w").close()\n`);
  const python: Candidate = { origin: "path", command: "python3", args: [] };
  const interpreter = acceptedInterpreter(await probeAll([python]));
  expect(interpreter?.executable).toMatch(/python/);
  expect(existsSync(marker)).toBe(false);
});

/** A killed process that nobody has waited for yet is still listed, as a zombie. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
