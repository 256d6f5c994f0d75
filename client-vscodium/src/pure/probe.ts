// Asks interpreters who they are, one after another, until one is good enough.
import { type ChildProcess, spawn } from "node:child_process";
import {
  type Candidate,
  isRelativePath,
  judgeProbe,
  PROBE_CODE,
  refused,
  type Trial,
  type Verdict,
} from "./interpreter";

export interface ProbeLimits {
  /** A folder whose content the user did not open: nothing in it is run or read. */
  readonly cwd: string;
  readonly deadlineMs: number;
}

/** Every trial made; the last one is the accepted one, if any was. */
export async function tryInterpreters(
  candidates: readonly Candidate[],
  limits: ProbeLimits,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const candidate of candidates) {
    const verdict = await probe(candidate, limits);
    trials.push({ candidate, verdict });
    if (verdict.kind === "accepted") break;
  }
  return trials;
}

async function probe(candidate: Candidate, limits: ProbeLimits): Promise<Verdict> {
  if (isRelativePath(candidate.command)) return refused({ reason: "relativePath" });
  // `-I` keeps PYTHONPATH, the user's site folder and the current folder out.
  const child = spawn(candidate.command, [...candidate.args, "-I", "-c", PROBE_CODE], {
    cwd: limits.cwd,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
    detached: process.platform !== "win32",
  });
  try {
    return await verdictOn(child, limits.deadlineMs);
  } finally {
    killTree(child);
  }
}

function verdictOn(child: ChildProcess, deadlineMs: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const deadline = setTimeout(
      () => resolve(refused({ reason: "tooSlow", deadlineMs })),
      deadlineMs,
    );
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const settle = (verdict: Verdict) => {
      clearTimeout(deadline);
      resolve(verdict);
    };
    child.once("error", (error) => settle(startFailure(error)));
    child.once("close", (code) => settle(code === 0 ? judgeProbe(stdout) : failure(code, stderr)));
  });
}

function startFailure(error: NodeJS.ErrnoException): Verdict {
  if (error.code === "ENOENT") return refused({ reason: "notFound" });
  return refused({ reason: "failed", detail: error.message });
}

function failure(code: number | null, stderr: string): Verdict {
  const lastLine = stderr.trim().split("\n").at(-1)?.trim();
  return refused({ reason: "failed", detail: lastLine || `exit ${code}` });
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    // What a launcher started shares its group; Windows has no such groups.
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing of the group is left, as it should be.
  }
}
