// The long tasks of the server that the stock client does not show: each in its own place, none of them twice.
import * as vscode from "vscode";
import type {
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from "vscode-languageclient/node";
import { type News, ProgressToast } from "./progressToast";
import { ENGINE_PROGRESS_TOKEN, LEARN_PROGRESS_TOKEN } from "./protocol";
import { HeldProgress } from "./pure/heldProgress";

export class Tasks {
  /** Somebody asked for it: a notification with a button to cancel it. */
  readonly engine: ProgressToast;
  /** Nobody asked for it: one line in the status bar. */
  private readonly workspace: ProgressToast;
  private readonly held = new HeldProgress<
    WorkDoneProgressBegin,
    WorkDoneProgressReport,
    WorkDoneProgressEnd
  >();

  constructor(
    private readonly isLearning: () => boolean,
    cancel: (token: string) => void,
  ) {
    const { Notification, Window } = vscode.ProgressLocation;
    this.engine = new ProgressToast(Notification, () => cancel(ENGINE_PROGRESS_TOKEN));
    this.workspace = new ProgressToast(Window, () => cancel(LEARN_PROGRESS_TOKEN));
  }

  /** Shows the news, where its task is one of these. */
  hear(token: string | number, news: News): boolean {
    if (token === ENGINE_PROGRESS_TOKEN) this.engine.hear(news);
    else if (`${token}`.startsWith(`${LEARN_PROGRESS_TOKEN}/`)) this.hearOfWorkspace(news);
    else return false;
    return true;
  }

  end(): void {
    this.engine.end();
    this.workspace.end();
  }

  /** The status item shows how far learning is; a second progress beside it would only flicker. */
  private hearOfWorkspace(news: News): void {
    const shown = this.held.hear(news, this.isLearning());
    if (shown) this.workspace.hear(shown);
  }
}
