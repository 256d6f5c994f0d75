// What each command of the palette does.
import * as vscode from "vscode";
import type { Activity } from "./activity";
import type { CodeIndex } from "./codeIndex";
import { decideConsent } from "./consent";
import type { Doctor } from "./doctor";
import type { EngineInstaller } from "./engine";
import { currentSituation, frontLanguage } from "./front";
import { l10n } from "./localization";
import { pickSnooze, showMenu } from "./menu";
import { chooseModel } from "./modelChoice";
import type { NextEdits } from "./nextEdit";
import { noticeAnswer, restartServer } from "./notice";
import { dismissSuggestion } from "./outcomes";
import { RELEARN_COMMAND } from "./protocol";
import type { ProviderKey } from "./providerKey";
import { stateSentence } from "./pure/sentences";
import { pause } from "./pure/situation";
import { searchCode } from "./search";
import type { Server } from "./server";
import type { ServerPage } from "./serverPage";
import { toggleCompletion, toggleCompletionEverywhere } from "./settings";
import type { Snoozer } from "./snoozer";
import { chooseTier } from "./tierModels";

export interface Parts {
  readonly server: Server;
  readonly snoozer: Snoozer;
  readonly doctor: Doctor;
  readonly usagePage: ServerPage;
  readonly spendingPage: ServerPage;
  readonly activity: Activity;
  readonly codeIndex: CodeIndex;
  readonly providerKey: ProviderKey;
  readonly installer: EngineInstaller;
  readonly nextEdits: NextEdits;
  readonly log: vscode.LogOutputChannel;
}

export function registerCommands(parts: Parts): vscode.Disposable[] {
  const { server, snoozer, doctor, usagePage, installer, nextEdits, log } = parts;
  const { spendingPage, providerKey, activity, codeIndex } = parts;
  const actions: Record<string, (argument: unknown) => unknown> = {
    "sansfil.suggestNow": () => suggestNow(parts),
    "sansfil.toggle": toggle,
    "sansfil.toggleEverywhere": toggleCompletionEverywhere,
    "sansfil.snooze": () => snooze(snoozer),
    "sansfil.wakeUp": () => snoozer.wakeUp(frontLanguage()?.id),
    "sansfil.showMenu": () => showMenu(server, () => currentSituation(server, snoozer)),
    "sansfil.relearn": () => relearn(server),
    "sansfil.stopLearning": () => server.stopLearning(),
    "sansfil.restartServer": () => server.restart(),
    "sansfil.doctor": () => doctor.show(),
    "sansfil.showLogs": () => log.show(),
    "sansfil.installEngine": () => installer.install(),
    "sansfil.chooseModel": () => chooseModel(server),
    "sansfil.nextEdit.take": () => nextEdits.take(),
    "sansfil.nextEdit.skip": () => nextEdits.skip(),
    "sansfil.nextEdit.stop": () => nextEdits.stop(),
    "sansfil.showUsage": () => usagePage.show(),
    "sansfil.setKey": () => providerKey.set(),
    "sansfil.forgetKey": () => providerKey.forget(),
    "sansfil.chooseTierModel": () => chooseTier(server),
    "sansfil.cloudConsent": () => decideConsent(server),
    "sansfil.showSpending": () => spendingPage.show(),
    "sansfil.showActivity": () => activity.show(),
    "sansfil.search": () => searchCode(server),
    "sansfil.rebuildIndex": () => codeIndex.rebuild(),
    "sansfil.showSkipped": () => codeIndex.showSkipped(),
    "sansfil.showMap": () => codeIndex.showMap(),
    "sansfil.activity.refresh": () => activity.refresh(),
    "sansfil.activity.showOlder": () => activity.showOlder(),
    "sansfil.activity.open": (row) => activity.open(row),
    "sansfil.activity.toggleRaw": () => activity.toggleRaw(),
    "sansfil.activity.copyBody": (row) => activity.copyBody(row),
    "sansfil.activity.export": () => activity.exportLines(),
    "sansfil.activity.clear": () => activity.clear(),
    "sansfil.dismissSuggestion": () => dismissSuggestion(server),
    "sansfil.openSettings": () => openSettings("@ext:sansfil.sansfil"),
  };
  return Object.entries(actions).map(([id, act]) => vscode.commands.registerCommand(id, act));
}

/** Asks for a suggestion at the cursor, or says what stands in the way. */
async function suggestNow({ server, snoozer }: Parts): Promise<void> {
  const situation = currentSituation(server, snoozer);
  const paused = pause(situation);
  if (paused) {
    const wayOut =
      paused.kind === "snoozed"
        ? { label: l10n.t("Wake up"), command: "sansfil.wakeUp" }
        : { label: l10n.t("Turn on"), command: "sansfil.toggle" };
    return noticeAnswer(stateSentence(l10n, situation, paused), [wayOut]);
  }
  if (server.phase.kind === "stopped") return noticeNotRunning(server.phase.problem);
  await vscode.commands.executeCommand("editor.action.inlineSuggest.trigger");
}

async function toggle(): Promise<void> {
  const language = frontLanguage();
  await (language ? toggleCompletion(language.id) : toggleCompletionEverywhere());
}

async function snooze(snoozer: Snoozer): Promise<void> {
  const choice = await pickSnooze(frontLanguage());
  if (choice) snoozer.snooze(choice.scope, choice.durationMs);
}

async function relearn(server: Server): Promise<void> {
  try {
    await server.execute(RELEARN_COMMAND);
  } catch {
    await noticeNotRunning(
      l10n.t("The workspace was not learned anew: the server does not answer."),
    );
  }
}

function noticeNotRunning(sentence: string): Promise<void> {
  return noticeAnswer(sentence, [restartServer()]);
}

async function openSettings(query: string): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.openSettings", query);
}
