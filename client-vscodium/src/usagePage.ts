// `Sansfil: Show Usage`: a read-only page with what was shown, accepted and kept.
import type * as vscode from "vscode";
import { l10n } from "./localization";
import { noticeAnswer, restartServer } from "./notice";
import { ReadOnlyPage } from "./page";
import { readUsageMarkdown, SHOW_USAGE_COMMAND } from "./protocol";
import type { Server } from "./server";

export class UsagePage implements vscode.Disposable {
  private readonly page = new ReadOnlyPage("sansfil-usage", "Sansfil Usage");

  constructor(private readonly server: Server) {}

  async show(): Promise<void> {
    const answer = await this.server.execute(SHOW_USAGE_COMMAND).catch(String);
    const markdown = readUsageMarkdown(answer);
    if (markdown === undefined) return noticeAnswer(muteSentence(), [restartServer()]);
    await this.page.show(markdown);
  }

  dispose(): void {
    this.page.dispose();
  }
}

const muteSentence = () =>
  l10n.t("The records of usage could not be read: restart the server, or run Doctor.");
