// `Sansfil: Doctor`: a read-only page with the server's report and the editor's side of it.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { ReadOnlyPage } from "./page";
import { DOCTOR_COMMAND, readDoctorMarkdown } from "./protocol";
import { type ClientFacts, clientReport } from "./pure/clientReport";
import type { Server } from "./server";

export class Doctor implements vscode.Disposable {
  private readonly page = new ReadOnlyPage("sansfil-doctor", "Sansfil Doctor");

  constructor(
    private readonly server: Server,
    private readonly extensionVersion: string,
  ) {}

  async show(): Promise<void> {
    await this.page.show(await this.examine());
  }

  dispose(): void {
    this.page.dispose();
  }

  private async examine(): Promise<string> {
    const markdown = await this.serverReport();
    const facts = this.clientFacts(markdown === undefined);
    return `${(markdown ?? "# Sansfil Doctor").trimEnd()}\n\n${clientReport(l10n, facts)}`;
  }

  private async serverReport(): Promise<string | undefined> {
    const answer = await this.server.execute(DOCTOR_COMMAND).catch(() => undefined);
    return readDoctorMarkdown(answer);
  }

  private clientFacts(isServerMute: boolean): ClientFacts {
    return {
      extensionVersion: this.extensionVersion,
      editor: `${vscode.env.appName} ${vscode.version}`,
      platform: `${process.platform} ${process.arch}`,
      isTrusted: vscode.workspace.isTrusted,
      serverProblem: isServerMute ? this.serverProblem() : undefined,
      trials: this.server.interpreterTrials,
    };
  }

  private serverProblem(): string {
    const { phase } = this.server;
    if (phase.kind === "stopped") return phase.problem;
    return l10n.t("The server gave no report: restart it with the command Restart Server.");
  }
}
