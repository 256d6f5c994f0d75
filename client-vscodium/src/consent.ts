// `Sansfil: Cloud Consent…`: what may leave the machine from this workspace, decided in one quick pick.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { noticeAnswer, noticeProblem, restartServer } from "./notice";
import { CONSENT_COMMAND, readConsentMessage } from "./protocol";
import { consentPicks, leavingSentence } from "./pure/consent";
import type { Server } from "./server";
import { saidByServer } from "./serverError";

export async function decideConsent(server: Server): Promise<void> {
  const chosen = await vscode.window.showQuickPick(consentPicks(l10n), {
    title: titleHere(),
    placeHolder: leavingSentence(l10n),
  });
  if (!chosen) return;
  try {
    const answer = await server.executeWith(CONSENT_COMMAND, [chosen.choice]);
    await noticeAnswer(readConsentMessage(answer) ?? muteSentence(), []);
  } catch (error) {
    await noticeProblem(saidByServer(error) ?? muteSentence(), [restartServer()]);
  }
}

function titleHere(): string {
  const { name } = vscode.workspace;
  if (!name) return l10n.t("What may leave this machine?");
  return l10n.t("What may leave this machine from {0}?", name);
}

const muteSentence = () =>
  l10n.t("Your answer was not taken down: the server does not answer. Restart it, then try again.");
