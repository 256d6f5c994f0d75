// Looks for a Python that can run the server, and says what became of the one that the user has chosen.
import { homedir } from "node:os";
import * as vscode from "vscode";
import { l10n } from "./localization";
import {
  acceptedInterpreter,
  commandLine,
  interpreterCandidates,
  refusedSetting,
  type Trial,
  verdictSentence,
} from "./pure/interpreter";
import { tryInterpreters } from "./pure/probe";
import type { ServerHost } from "./session";
import { interpreterSetting } from "./settings";

const PROBE_DEADLINE_MS = 10_000;

/** Every trial made; the last one is the accepted one, if any was. */
export async function searchInterpreters(host: ServerHost): Promise<readonly Trial[]> {
  const candidates = interpreterCandidates({
    setting: interpreterSetting(),
    isTrusted: vscode.workspace.isTrusted,
    platform: process.platform,
    homeDir: homedir(),
  });
  const limits = { cwd: host.extensionDir, deadlineMs: PROBE_DEADLINE_MS };
  const trials = await tryInterpreters(candidates, limits);
  for (const { candidate, verdict } of trials) {
    host.log.info(`${commandLine(candidate)}: ${verdictSentence(l10n, verdict)}`);
  }
  return trials;
}

/** One sentence for each thing on the editor's side that waits to be mended while the server runs. */
export function interpreterProblems(trials: readonly Trial[]): readonly string[] {
  const trial = refusedSetting(trials);
  if (!trial || !acceptedInterpreter(trials)) return [];
  const reason = verdictSentence(l10n, trial.verdict);
  return [l10n.t("The Python in sansfil.interpreter is not used: {0}.", reason)];
}
