// The sentences that the tooltip and the menu share.
import type {
  DownloadProgress,
  EngineStatus,
  LastSuggestion,
  ModelFacts,
  UsageToday,
} from "../protocol";
import { EVERY_LANGUAGE } from "./languages";
import { formatNumber, formatPercent, formatTime, type Localization } from "./localization";
import type { DisplayState, Situation } from "./situation";
import { UNTIL_RESTART_MS } from "./snooze";

export function stateSentence(
  l10n: Localization,
  situation: Situation,
  state: DisplayState,
): string {
  switch (state.kind) {
    case "starting":
      return l10n.t("Sansfil is starting.");
    case "problem":
      return state.message;
    case "off":
      return offSentence(l10n, situation);
    case "snoozed":
      return snoozedSentence(l10n, situation, state.untilMs);
    default:
      return state.status.message;
  }
}

export function lastSuggestionSentence(l10n: Localization, last: LastSuggestion): string {
  const whoAndHow = [
    tierName(l10n, last.tier),
    formatLatency(l10n, last.latencyMs),
    formatNumber(l10n, last.characters),
  ];
  if (last.freshTokens === null) {
    return l10n.t("Last suggestion: {0}, {1}, {2} characters", ...whoAndHow);
  }
  if (last.reusedTokens === null) {
    return l10n.t(
      "Last suggestion: {0}, {1}, {2} characters; {3} tokens in the prompt, reuse not told",
      ...whoAndHow,
      formatNumber(l10n, last.freshTokens),
    );
  }
  return l10n.t(
    "Last suggestion: {0}, {1}, {2} characters; {3} tokens reused, {4} new",
    ...whoAndHow,
    formatNumber(l10n, last.reusedTokens),
    formatNumber(l10n, last.freshTokens),
  );
}

/** What the server says of the engine, with the model and the percentage where that leaves them out. */
export function engineSentence(l10n: Localization, engine: EngineStatus): string {
  const ratio = engine.progress && downloadedRatio(engine.progress);
  const model = engine.message.includes(engine.model) ? "" : ` (${engine.model})`;
  const percent = typeof ratio === "number" ? ` ${formatPercent(l10n, ratio)}` : "";
  return engine.message + model + percent;
}

/** Between 0 and 1; `undefined` as long as nobody knows how much there is to download. */
export function downloadedRatio({ done, total }: DownloadProgress): number | undefined {
  return total === 0 ? undefined : Math.min(1, done / total);
}

export function modelSentence(l10n: Localization, model: ModelFacts): string {
  return l10n.t(
    "Files learned: {0} · tokens: {1} · files skipped: {2}",
    formatNumber(l10n, model.files),
    formatNumber(l10n, model.tokens),
    formatNumber(l10n, model.skipped),
  );
}

export function todaySentence(l10n: Localization, usage: UsageToday): string {
  return l10n.t(
    "Today: {0} shown, {1} accepted, {2} kept",
    formatNumber(l10n, usage.shown),
    formatNumber(l10n, usage.accepted),
    formatNumber(l10n, usage.kept),
  );
}

export function learningSentence(l10n: Localization, model: ModelFacts): string {
  return l10n.t(
    "Learning: {0} of {1} files",
    formatNumber(l10n, model.learnedFiles),
    formatNumber(l10n, model.filesToLearn),
  );
}

export function formatLatency(l10n: Localization, latencyMs: number): string {
  if (latencyMs < 1) return l10n.t("<1 ms");
  return l10n.t("{0} ms", formatNumber(l10n, Math.round(latencyMs)));
}

/** A tier that this client does not know goes by the server's own name for it. */
function tierName(l10n: Localization, tier: string): string {
  if (tier === "workspace") return l10n.t("workspace model");
  if (tier === "local") return l10n.t("local engine");
  return tier === "cloud" ? l10n.t("cloud") : tier;
}

function offSentence(l10n: Localization, { switches, language }: Situation): string {
  if (!switches.isEnabled || !language) return l10n.t("Suggestions are off.");
  return l10n.t("Suggestions are off for {0}.", language.name);
}

function snoozedSentence(l10n: Localization, situation: Situation, untilMs: number): string {
  const { language, snoozes } = situation;
  const isForLanguage = language !== undefined && snoozes.get(EVERY_LANGUAGE) !== untilMs;
  if (untilMs === UNTIL_RESTART_MS) {
    return isForLanguage
      ? l10n.t("Suggestions for {0} are snoozed until the editor restarts.", language.name)
      : l10n.t("Suggestions are snoozed until the editor restarts.");
  }
  const time = formatTime(l10n, untilMs);
  return isForLanguage
    ? l10n.t("Suggestions for {0} are snoozed until {1}.", language.name, time)
    : l10n.t("Suggestions are snoozed until {0}.", time);
}
