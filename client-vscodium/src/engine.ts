// `Sansfil: Install Local Engine`: asks first, lets the server do it, says how it went.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { chooseModel, noticeAnswer, noticeProblem, openDoctor, showLogs } from "./notice";
import { ENGINE_OFFER_COMMAND, INSTALL_ENGINE_COMMAND, readInstallMessage } from "./protocol";
import type { Server } from "./server";
import { saidByServer } from "./serverError";

/** A slow line takes its time; the user can cancel at any moment. */
const INSTALL_DEADLINE_MS = 60 * 60_000;

export class EngineInstaller {
  private isInstalling = false;

  constructor(private readonly server: Server) {}

  async install(): Promise<void> {
    if (this.isInstalling) return;
    this.isInstalling = true;
    try {
      if (!(await this.hasConsent())) return;
      const answer = await this.server.execute(INSTALL_ENGINE_COMMAND, INSTALL_DEADLINE_MS);
      const said = readInstallMessage(answer) ?? l10n.t("The local engine is installed.");
      void noticeAnswer(said, [chooseModel()]);
    } catch (error) {
      if (!this.server.isEngineTaskCancelled)
        void noticeProblem(problemSentence(error), [openDoctor(), showLogs()]);
    } finally {
      this.isInstalling = false;
    }
  }

  /** What would come, and how large it is, is said by the server alone. */
  private async hasConsent(): Promise<boolean> {
    const detail = readInstallMessage(await this.server.execute(ENGINE_OFFER_COMMAND));
    if (!detail) return false;
    const install = l10n.t("Install");
    const question = l10n.t("Install the local engine and the code index on this machine?");
    return (
      (await vscode.window.showInformationMessage(question, { modal: true, detail }, install)) ===
      install
    );
  }
}

function problemSentence(error: unknown): string {
  const mute = l10n.t(
    "The local engine was not installed: the server does not answer. Restart it, then try again.",
  );
  return saidByServer(error) ?? mute;
}
