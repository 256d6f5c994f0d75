// The commands of the code index: rebuild it, and read-only pages of what it skips and of what it has drawn.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { noticeAnswer, openDoctor, restartServer } from "./notice";
import { ReadOnlyPage } from "./page";
import { INDEX_REQUEST } from "./protocol";
import {
  type IndexAction,
  type IndexAnswer,
  mapPage,
  readIndexAnswer,
  skippedPage,
} from "./pure/indexAnswer";
import type { Server } from "./server";
import { saidByServer } from "./serverError";

const SAID_FOR_MS = 5_000;

export class CodeIndex implements vscode.Disposable {
  private readonly skipped = new ReadOnlyPage("sansfil-skipped", "Sansfil Skipped Files");
  private readonly map = new ReadOnlyPage("sansfil-map", "Sansfil Architecture Map");

  constructor(private readonly server: Server) {}

  /** What there was is searched until the new one is done. What takes longer, the server shows as a progress. */
  async rebuild(): Promise<void> {
    const answer = await this.asked("rebuild");
    if (answer?.message) vscode.window.setStatusBarMessage(answer.message, SAID_FOR_MS);
  }

  async showSkipped(): Promise<void> {
    const answer = await this.asked("skipped");
    if (answer) await this.skipped.show(skippedPage(l10n, answer));
  }

  async showMap(): Promise<void> {
    const answer = await this.asked("map");
    if (answer) await this.map.show(mapPage(l10n, answer));
  }

  dispose(): void {
    this.skipped.dispose();
    this.map.dispose();
  }

  /** What cannot be had is said, since somebody asked for it. */
  private async asked(action: IndexAction): Promise<IndexAnswer | undefined> {
    const answer = await this.server.request(INDEX_REQUEST, { action }).catch(saidByServer);
    const read = readIndexAnswer(answer);
    if (read) return read;
    const said = typeof answer === "string" ? answer : muteSentence();
    await noticeAnswer(said, [restartServer(), openDoctor()]);
    return undefined;
  }
}

const muteSentence = () =>
  l10n.t("The code index does not answer: restart the server, or run Doctor.");
