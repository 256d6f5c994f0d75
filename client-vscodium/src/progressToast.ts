// A long task of the server as a notification with a Cancel button, or as a line in the status bar.
import * as vscode from "vscode";
import type {
  WorkDoneProgressBegin,
  WorkDoneProgressEnd,
  WorkDoneProgressReport,
} from "vscode-languageclient/node";
import { percentGained } from "./pure/percent";

export type News = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;
type Bar = vscode.Progress<{ message?: string; increment?: number }>;

export class ProgressToast {
  private bar: Bar | undefined;
  private percentage = 0;
  private close: (() => void) | undefined;

  /** The user has cancelled what it shows, or showed last. */
  isCancelled = false;

  constructor(
    private readonly location: vscode.ProgressLocation,
    private readonly cancel: () => void,
  ) {}

  hear(news: News): void {
    if (news.kind === "begin") this.open(news);
    else if (news.kind === "report") this.report(news);
    else this.end();
  }

  end(): void {
    this.close?.();
    this.close = undefined;
    this.bar = undefined;
  }

  private open(begin: WorkDoneProgressBegin): void {
    this.end();
    this.isCancelled = false;
    this.percentage = 0;
    const { promise, resolve } = pending();
    this.close = resolve;
    const options = {
      location: this.location,
      title: begin.title,
      cancellable: begin.cancellable ?? false,
    };
    void vscode.window.withProgress(options, (bar, token) => {
      this.bar = bar;
      token.onCancellationRequested(() => {
        this.isCancelled = true;
        this.cancel();
      });
      this.report(begin);
      return promise;
    });
  }

  private report({ message, percentage }: Pick<News, "message"> & { percentage?: number }): void {
    const increment = percentGained(this.percentage, percentage);
    this.percentage += increment;
    this.bar?.report({ increment, ...(message === undefined ? {} : { message }) });
  }
}

function pending(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
