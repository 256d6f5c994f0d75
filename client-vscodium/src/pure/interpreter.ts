// Which Python may run the server: the commands to try, in order, and the verdict on each.
import { isAbsolute } from "node:path";
import type { Localization } from "./localization";

export type Version = readonly [major: number, minor: number, micro: number];
export const OLDEST_VERSION: Version = [3, 11, 0];

export interface Candidate {
  readonly origin: "setting" | "path" | "launcher" | "uv";
  readonly command: string;
  readonly args: readonly string[];
}

export interface Interpreter {
  readonly executable: string;
  readonly version: Version;
}

export type Refusal =
  | { readonly reason: "notFound" }
  | { readonly reason: "relativePath" }
  | { readonly reason: "tooSlow"; readonly deadlineMs: number }
  | { readonly reason: "tooOld"; readonly version: Version }
  | { readonly reason: "failed"; readonly detail: string };

export type Verdict =
  | { readonly kind: "accepted"; readonly interpreter: Interpreter }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export interface Trial {
  readonly candidate: Candidate;
  readonly verdict: Verdict;
}

export interface Surroundings {
  readonly setting: string;
  readonly isTrusted: boolean;
  readonly platform: NodeJS.Platform;
  readonly homeDir: string;
}

/** Prints `[major, minor, micro, executable]`: the executable itself is started later, so that no shim or launcher stands between. */
export const PROBE_CODE =
  "import json, sys; print(json.dumps([*sys.version_info[:3], sys.executable]))";

// Without this uv would fetch a Python from the network unasked.
const UV = ["run", "--no-project", "--no-python-downloads", "--python", ">=3.11", "python"];

export function interpreterCandidates(surroundings: Surroundings): readonly Candidate[] {
  const chosen = surroundings.isTrusted ? surroundings.setting.trim() : "";
  const setting: Candidate[] = chosen
    ? [{ origin: "setting", command: withHome(chosen, surroundings.homeDir), args: [] }]
    : [];
  const launcher: Candidate[] =
    surroundings.platform === "win32" ? [{ origin: "launcher", command: "py", args: ["-3"] }] : [];
  return [
    ...setting,
    { origin: "path", command: "python3", args: [] },
    { origin: "path", command: "python", args: [] },
    ...launcher,
    { origin: "uv", command: "uv", args: UV },
  ];
}

/** A path such as `venv/bin/python` would depend on a folder nobody named. */
export function isRelativePath(command: string): boolean {
  return /[\\/]/.test(command) && !isAbsolute(command);
}

export function commandLine(candidate: Candidate): string {
  return [candidate.command, ...candidate.args].join(" ");
}

/** The verdict on a probe that ended well, from what it printed. */
export function judgeProbe(stdout: string): Verdict {
  const interpreter = readProbe(stdout);
  if (!interpreter) return refused({ reason: "failed", detail: stdout.trim().slice(0, 200) });
  const { version } = interpreter;
  if (isOlder(version, OLDEST_VERSION)) return refused({ reason: "tooOld", version });
  return { kind: "accepted", interpreter };
}

export function refused(refusal: Refusal): Verdict {
  return { kind: "refused", refusal };
}

export function acceptedInterpreter(trials: readonly Trial[]): Interpreter | undefined {
  for (const { verdict } of trials) {
    if (verdict.kind === "accepted") return verdict.interpreter;
  }
  return undefined;
}

/** The trial of the user's own choice, when it was refused. */
export function refusedSetting(trials: readonly Trial[]): Trial | undefined {
  return trials.find(
    ({ candidate, verdict }) => candidate.origin === "setting" && verdict.kind === "refused",
  );
}

export function verdictSentence(l10n: Localization, verdict: Verdict): string {
  if (verdict.kind === "refused") return refusalSentence(l10n, verdict.refusal);
  const { version, executable } = verdict.interpreter;
  return l10n.t("Python {0}, used: {1}", version.join("."), executable);
}

function refusalSentence(l10n: Localization, refusal: Refusal): string {
  switch (refusal.reason) {
    case "notFound":
      return l10n.t("there is no such program");
    case "relativePath":
      return l10n.t("a path must be absolute");
    case "tooSlow":
      return l10n.t("it did not answer within {0} s", refusal.deadlineMs / 1000);
    case "tooOld":
      return l10n.t("it is Python {0}, and 3.11 or newer is needed", refusal.version.join("."));
    case "failed":
      return l10n.t("it did not work: {0}", refusal.detail || "—");
  }
}

function readProbe(stdout: string): Interpreter | undefined {
  const lastLine = stdout.trim().split("\n").at(-1) ?? "";
  try {
    const [major, minor, micro, executable] = JSON.parse(lastLine);
    if (![major, minor, micro].every(Number.isInteger)) return undefined;
    if (typeof executable !== "string" || executable === "") return undefined;
    return { version: [major, minor, micro], executable };
  } catch {
    return undefined;
  }
}

function isOlder(version: Version, oldest: Version): boolean {
  const [major, minor, micro] = version;
  if (major !== oldest[0]) return major < oldest[0];
  if (minor !== oldest[1]) return minor < oldest[1];
  return micro < oldest[2];
}

function withHome(path: string, homeDir: string): string {
  return /^~[\\/]/.test(path) ? homeDir + path.slice(1) : path;
}
