// `Sansfil: Show Usage`: a read-only page with what was shown, accepted and kept.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { noticeAnswer, restartServer } from "./notice";
import { readUsageMarkdown, SHOW_USAGE_COMMAND } from "./protocol";
import type { Server } from "./server";

const SCHEME = "sansfil-usage";
const PAGE = vscode.Uri.from({ scheme: SCHEME, path: "/Sansfil Usage.md" });

export class UsagePage implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(
    SCHEME,
    this,
  );
  private page = "";

  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Server) {}

  provideTextDocumentContent(): string {
    return this.page;
  }

  async show(): Promise<void> {
    const answer = await this.server.execute(SHOW_USAGE_COMMAND).catch(String);
    const markdown = readUsageMarkdown(answer);
    if (markdown === undefined) return noticeAnswer(muteSentence(), [restartServer()]);
    this.page = markdown;
    this.changed.fire(PAGE);
    await vscode.window.showTextDocument(PAGE, { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

const muteSentence = () =>
  l10n.t("The records of usage could not be read: restart the server, or run Doctor.");
