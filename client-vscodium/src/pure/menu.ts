// The rows of the quick pick behind the status item: what is the case, then what one can do.
import type { EngineStatus, ServerStatus } from "../protocol";
import { cloudEntries } from "./cloudMenu";
import type { LiveGpu } from "./gpus";
import { indexEntries } from "./indexMenu";
import { isLanguageOn } from "./languages";
import type { Localization } from "./localization";
import { type MenuEntry, type MenuRow, row, separator } from "./menuRow";
import {
  engineSentence,
  lastSuggestionSentence,
  learningSentence,
  modelSentence,
  stateSentence,
  todaySentence,
} from "./sentences";
import { displayState, pause, problemsElsewhere, runningStatus, type Situation } from "./situation";
import { stateIcon } from "./statusItem";

export type { MenuEntry } from "./menuRow";

export function menuEntries(
  l10n: Localization,
  situation: Situation,
  gpus: readonly LiveGpu[] = [],
): readonly MenuEntry[] {
  return [
    ...stateRows(l10n, situation),
    ...gpus.map(gpuRow),
    separator(l10n.t("Suggestions")),
    ...suggestionRows(l10n, situation),
    separator(l10n.t("Local engine")),
    ...engineActions(l10n, situation),
    ...cloudEntries(l10n, runningStatus(situation.server)?.cloud ?? null),
    ...indexEntries(l10n, runningStatus(situation.server)?.index ?? null),
    separator("Sansfil"),
    ...serverRows(l10n, situation),
  ];
}

function stateRows(l10n: Localization, situation: Situation): MenuRow[] {
  const state = displayState(situation);
  const label = `$(${stateIcon(situation, state)}) ${stateSentence(l10n, situation, state)}`;
  const status = runningStatus(situation.server);
  return [
    row(
      label,
      "sansfil.doctor",
      status?.lastSuggestion ? lastSuggestionSentence(l10n, status.lastSuggestion) : undefined,
    ),
    ...whyRow(l10n, status),
    ...silenceRow(l10n, status),
    ...problemsElsewhere(situation).map((problem) =>
      row(`$(warning) ${problem}`, "sansfil.openSettings"),
    ),
    ...modelRow(l10n, status),
    ...engineRow(l10n.t("Local engine"), l10n, status?.engine),
    ...engineRow(l10n.t("Backup engine"), l10n, status?.backup),
  ];
}

function whyRow(l10n: Localization, status: ServerStatus | undefined): MenuRow[] {
  if (!status?.lastSuggestion?.why) return [];
  const label = `$(info) ${l10n.t("Where it came from")}`;
  return [row(label, "sansfil.doctor", status.lastSuggestion.why)];
}

function silenceRow(l10n: Localization, status: ServerStatus | undefined): MenuRow[] {
  if (!status?.silence) return [];
  const label = `$(question) ${l10n.t("Why nothing is shown")}`;
  return [row(label, "sansfil.suggestNow", status.silence.message)];
}

function modelRow(l10n: Localization, status: ServerStatus | undefined): MenuRow[] {
  if (!status) return [];
  const isLearning = status.state === "learning";
  const label = `$(database) ${l10n.t("Workspace model")}`;
  const facts = isLearning
    ? learningSentence(l10n, status.model)
    : modelSentence(l10n, status.model);
  return [row(label, "sansfil.doctor", facts)];
}

function engineRow(
  name: string,
  l10n: Localization,
  engine: EngineStatus | null | undefined,
): MenuRow[] {
  if (!engine) return [];
  const icon = engine.state === "problem" ? "warning" : "server-process";
  return [row(`$(${icon}) ${name}`, "sansfil.doctor", engineSentence(l10n, engine))];
}

function gpuRow({ message, processes }: LiveGpu): MenuRow {
  return row(`$(circuit-board) ${message}`, "sansfil.doctor", processes.join(" ") || undefined);
}

function suggestionRows(l10n: Localization, situation: Situation): MenuRow[] {
  const now = row(`$(lightbulb) ${l10n.t("Suggest now")}`, "sansfil.suggestNow");
  return [
    now,
    ...languageRow(l10n, situation),
    everywhereRow(l10n, situation),
    snoozeRow(l10n, situation),
    ...usageRow(l10n, situation),
  ];
}

function usageRow(l10n: Localization, { server }: Situation): MenuRow[] {
  const usage = runningStatus(server)?.usage;
  return usage ? [row(`$(graph) ${todaySentence(l10n, usage)}`, "sansfil.showUsage")] : [];
}

function languageRow(l10n: Localization, { switches, language }: Situation): MenuRow[] {
  if (!language || !switches.isEnabled) return [];
  const label = isLanguageOn(switches.languages, language.id)
    ? `$(circle-slash) ${l10n.t("Turn off for {0}", language.name)}`
    : `$(check) ${l10n.t("Turn on for {0}", language.name)}`;
  return [row(label, "sansfil.toggle")];
}

function everywhereRow(l10n: Localization, { switches }: Situation): MenuRow {
  const label = switches.isEnabled
    ? `$(circle-slash) ${l10n.t("Turn off everywhere")}`
    : `$(check) ${l10n.t("Turn on everywhere")}`;
  return row(label, "sansfil.toggleEverywhere");
}

function snoozeRow(l10n: Localization, situation: Situation): MenuRow {
  if (pause(situation)?.kind === "snoozed") {
    return row(`$(bell) ${l10n.t("Wake up")}`, "sansfil.wakeUp");
  }
  return row(`$(bell-slash) ${l10n.t("Snooze…")}`, "sansfil.snooze");
}

/** Installing is offered where no engine works: none was found, or the one there is has a problem. */
function engineActions(l10n: Localization, { server }: Situation): MenuRow[] {
  const status = runningStatus(server);
  const isMissing = status !== undefined && (status.engine?.state ?? "problem") === "problem";
  const install = row(
    `$(cloud-download) ${l10n.t("Install the local engine…")}`,
    "sansfil.installEngine",
  );
  const choose = row(`$(symbol-misc) ${l10n.t("Choose a model…")}`, "sansfil.chooseModel");
  return isMissing ? [install, choose] : [choose];
}

function serverRows(l10n: Localization, situation: Situation): MenuRow[] {
  const isLearning = runningStatus(situation.server)?.state === "learning";
  const learning = isLearning
    ? row(`$(debug-stop) ${l10n.t("Stop learning")}`, "sansfil.stopLearning")
    : row(`$(refresh) ${l10n.t("Learn the workspace anew")}`, "sansfil.relearn");
  return [
    learning,
    row(`$(debug-restart) ${l10n.t("Restart the server")}`, "sansfil.restartServer"),
    row(`$(pulse) ${l10n.t("Doctor")}`, "sansfil.doctor"),
    row(`$(output) ${l10n.t("Show the logs")}`, "sansfil.showLogs"),
    row(`$(gear) ${l10n.t("Settings")}`, "sansfil.openSettings"),
  ];
}
