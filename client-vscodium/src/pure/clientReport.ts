// The editor's half of the doctor: which Python runs the server, which were refused, and why.
import { commandLine, type Trial, verdictSentence } from "./interpreter";
import type { Localization } from "./localization";

export interface ClientFacts {
  readonly extensionVersion: string;
  readonly editor: string;
  readonly platform: string;
  readonly isTrusted: boolean;
  /** Why the server does not run; `undefined` when it runs. */
  readonly serverProblem: string | undefined;
  readonly trials: readonly Trial[];
}

/** Markdown that stands alone, or under the server's own report. */
export function clientReport(l10n: Localization, facts: ClientFacts): string {
  const lines = [
    `## ${l10n.t("The editor's side")}`,
    "",
    ...(facts.serverProblem ? [`**${facts.serverProblem}**`, ""] : []),
    `- ${l10n.t("Extension: {0}", facts.extensionVersion)}`,
    `- ${l10n.t("Editor: {0}", facts.editor)}`,
    `- ${l10n.t("Platform: {0}", facts.platform)}`,
    `- ${trustSentence(l10n, facts.isTrusted)}`,
    "",
    `### ${l10n.t("Interpreters tried, in order")}`,
    "",
    ...trialLines(l10n, facts.trials),
  ];
  return `${lines.join("\n")}\n`;
}

function trustSentence(l10n: Localization, isTrusted: boolean): string {
  return isTrusted
    ? l10n.t("The workspace is trusted.")
    : l10n.t("The workspace is not trusted: the setting sansfil.interpreter is ignored.");
}

function trialLines(l10n: Localization, trials: readonly Trial[]): string[] {
  if (trials.length === 0) return [l10n.t("None yet.")];
  return trials.map(
    ({ candidate, verdict }, index) =>
      `${index + 1}. \`${commandLine(candidate)}\` — ${verdictSentence(l10n, verdict)}`,
  );
}
