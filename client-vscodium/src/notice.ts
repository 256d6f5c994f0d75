// One sentence to the user, with buttons that run commands.
import * as vscode from "vscode";
import { l10n } from "./localization";

export interface Offer {
  readonly label: string;
  readonly command: string;
}

export async function noticeProblem(sentence: string, offers: readonly Offer[]): Promise<void> {
  const labels = offers.map(({ label }) => label);
  await runChosen(await vscode.window.showErrorMessage(sentence, ...labels), offers);
}

export async function noticeAnswer(sentence: string, offers: readonly Offer[]): Promise<void> {
  const labels = offers.map(({ label }) => label);
  await runChosen(await vscode.window.showInformationMessage(sentence, ...labels), offers);
}

async function runChosen(label: string | undefined, offers: readonly Offer[]): Promise<void> {
  const chosen = offers.find((offer) => offer.label === label);
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}

export const chooseModel = (): Offer => ({
  label: l10n.t("Choose a model…"),
  command: "sansfil.chooseModel",
});
export const openDoctor = (): Offer => ({ label: l10n.t("Doctor"), command: "sansfil.doctor" });
export const openSettings = (): Offer => ({
  label: l10n.t("Settings"),
  command: "sansfil.openSettings",
});
export const restartServer = (): Offer => ({
  label: l10n.t("Restart"),
  command: "sansfil.restartServer",
});
export const showLogs = (): Offer => ({
  label: l10n.t("Show the logs"),
  command: "sansfil.showLogs",
});
