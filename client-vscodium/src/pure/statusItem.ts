// The status bar item as text: what it shows, its tooltip, and what a screen reader says.
import type { ModelFacts } from "../protocol";
import type { CloudStatus } from "./cloud";
import { formatPercent, type Localization } from "./localization";
import {
  downloadedRatio,
  engineSentence,
  formatLatency,
  lastSuggestionSentence,
  stateSentence,
} from "./sentences";
import {
  type DisplayState,
  displayState,
  engineStatus,
  isSomethingToMend,
  learnedRatio,
  problemsElsewhere,
  runningStatus,
  type Situation,
} from "./situation";

export interface StatusItem {
  /** With one product icon in front, `$(zap) Sansfil 3 ms`. */
  readonly text: string;
  readonly tooltip: string;
  readonly accessibleLabel: string;
}

const ICONS: Readonly<Record<DisplayState["kind"], string>> = {
  starting: "loading~spin",
  learning: "sync~spin",
  ready: "zap",
  silent: "circle-outline",
  off: "circle-slash",
  snoozed: "bell-slash",
  problem: "warning",
};

export function statusItem(l10n: Localization, situation: Situation): StatusItem {
  const state = displayState(situation);
  const tooltip = tooltipLines(l10n, situation, state);
  const label = ["Sansfil", shortNews(l10n, situation, state)].filter(Boolean).join(" ");
  return {
    text: `$(${stateIcon(situation, state)}) ${label}`,
    tooltip: tooltip.join("\n"),
    accessibleLabel: [label, ...tooltip].join(", "),
  };
}

/** The icon of the state, or a warning as long as something waits to be mended. */
export function stateIcon(situation: Situation, state: DisplayState): string {
  if (isSomethingToMend(situation)) return ICONS.problem;
  return isDownloading(situation, state) ? "cloud-download" : ICONS[state.kind];
}

/** A pause and the learning of the workspace are told before a download in the background. */
function isDownloading({ server }: Situation, { kind }: DisplayState): boolean {
  return engineStatus(server)?.state === "downloading" && (kind === "ready" || kind === "silent");
}

function shortNews(
  l10n: Localization,
  situation: Situation,
  state: DisplayState,
): string | undefined {
  if (state.kind === "learning") return learningNews(l10n, state.status.model);
  if (isDownloading(situation, state)) return downloadNews(l10n, situation);
  if (state.kind !== "ready" || !state.status.lastSuggestion) return undefined;
  return formatLatency(l10n, state.status.lastSuggestion.latencyMs);
}

function learningNews(l10n: Localization, model: ModelFacts): string | undefined {
  const ratio = learnedRatio(model);
  return ratio === undefined ? undefined : formatPercent(l10n, ratio);
}

function downloadNews(l10n: Localization, { server }: Situation): string | undefined {
  const progress = engineStatus(server)?.progress;
  const ratio = progress ? downloadedRatio(progress) : undefined;
  return ratio === undefined ? undefined : formatPercent(l10n, ratio);
}

function tooltipLines(l10n: Localization, situation: Situation, state: DisplayState): string[] {
  const lines = [stateSentence(l10n, situation, state)];
  const status = runningStatus(situation.server);
  if (state.kind === "silent" && status?.silence) {
    lines.push(l10n.t("Nothing shown: {0}", status.silence.message));
  }
  if (status?.lastSuggestion) lines.push(lastSuggestionSentence(l10n, status.lastSuggestion));
  if (status?.engine) lines.push(engineSentence(l10n, status.engine));
  if (status?.cloud && isWorthTelling(status.cloud)) lines.push(status.cloud.message);
  if (status?.index?.problem) lines.push(status.index.problem);
  return [...lines, ...problemsElsewhere(situation), l10n.t("Click for the menu")];
}

/** A cloud that nobody uses is no news. */
function isWorthTelling({ state }: CloudStatus): boolean {
  return state !== "off" && state !== "needsKey";
}
