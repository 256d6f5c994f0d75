// `Sansfil: Install Local Engine`: asks first, lets the server do it, says how it went.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { chooseModel, noticeAnswer, noticeProblem, openDoctor, showLogs } from "./notice";
import { INSTALL_ENGINE_COMMAND, readInstallMessage } from "./protocol";
import type { Server } from "./server";
import { saidByServer } from "./serverError";

/** A slow line takes its time; the user can cancel at any moment. */
const INSTALL_DEADLINE_MS = 60 * 60_000;

export class EngineInstaller {
  private isInstalling = false;

  constructor(private readonly server: Server) {}

  async install(): Promise<void> {
    if (this.isInstalling || !(await hasConsent())) return;
    this.isInstalling = true;
    try {
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
}

async function hasConsent(): Promise<boolean> {
  const install = l10n.t("Install");
  const detail = l10n.t(
    "pip downloads about 90 MB of compiled packages (320 MB once unpacked) from the package index that it is set up for: llama.cpp for this processor, a model downloader, a client for other engines, tokenizers, parsers and an index. Each one must match a checksum that comes with Sansfil. They go into a folder of Sansfil's own; your Python and your projects stay as they are. No code of yours is sent.",
  );
  const question = l10n.t("Install the local engine on this machine?");
  return (
    (await vscode.window.showInformationMessage(question, { modal: true, detail }, install)) ===
    install
  );
}

function problemSentence(error: unknown): string {
  const mute = l10n.t(
    "The local engine was not installed: the server does not answer. Restart it, then try again.",
  );
  return saidByServer(error) ?? mute;
}
