// Holds who is snoozed until when, and tells when that changes; a restart of the editor forgets it.
import * as vscode from "vscode";
import { AWAKE, nextWakeUpInMs, type Snoozes, snooze, wakeUp } from "./pure/snooze";

export class Snoozer implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private alarm: NodeJS.Timeout | undefined;
  private current: Snoozes = AWAKE;

  readonly onDidChange = this.changed.event;

  get snoozes(): Snoozes {
    return this.current;
  }

  snooze(scope: string, durationMs: number): void {
    this.become(snooze(this.current, scope, Date.now() + durationMs));
  }

  wakeUp(languageId: string | undefined): void {
    this.become(wakeUp(this.current, languageId));
  }

  dispose(): void {
    clearTimeout(this.alarm);
    this.changed.dispose();
  }

  private become(snoozes: Snoozes): void {
    this.current = snoozes;
    this.setAlarm();
    this.changed.fire();
  }

  private setAlarm(): void {
    clearTimeout(this.alarm);
    const inMs = nextWakeUpInMs(this.current, Date.now());
    if (inMs !== undefined) this.alarm = setTimeout(() => this.become(this.current), inMs);
  }
}
