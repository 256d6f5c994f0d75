// `Sansfil: Show Usage` and `Sansfil: Show Spending`: read-only pages whose markdown the server writes.
import type * as vscode from "vscode";
import { l10n } from "./localization";
import { noticeAnswer, restartServer } from "./notice";
import { ReadOnlyPage } from "./page";
import { readPageMarkdown, SHOW_USAGE_COMMAND, SPENDING_COMMAND } from "./protocol";
import type { Server } from "./server";
import { saidByServer } from "./serverError";

interface PageFacts {
  /** The command that the server answers with markdown. */
  readonly command: string;
  /** Belongs to this page alone. */
  readonly scheme: string;
  readonly title: string;
  /** Said where the server gives no page. */
  readonly muteSentence: () => string;
}

export const USAGE_PAGE: PageFacts = {
  command: SHOW_USAGE_COMMAND,
  scheme: "sansfil-usage",
  title: "Sansfil Usage",
  muteSentence: () =>
    l10n.t("The records of usage could not be read: restart the server, or run Doctor."),
};

export const SPENDING_PAGE: PageFacts = {
  command: SPENDING_COMMAND,
  scheme: "sansfil-spending",
  title: "Sansfil Spending",
  muteSentence: () =>
    l10n.t("The record of what was spent could not be read: restart the server, or run Doctor."),
};

export class ServerPage implements vscode.Disposable {
  private readonly page: ReadOnlyPage;

  constructor(
    private readonly server: Server,
    private readonly facts: PageFacts,
  ) {
    this.page = new ReadOnlyPage(facts.scheme, facts.title);
  }

  async show(): Promise<void> {
    const answer = await this.server.execute(this.facts.command).catch(saidByServer);
    const markdown = readPageMarkdown(answer);
    if (markdown !== undefined) return this.page.show(markdown);
    const said = typeof answer === "string" ? answer : this.facts.muteSentence();
    await noticeAnswer(said, [restartServer()]);
  }

  dispose(): void {
    this.page.dispose();
  }
}
