// The one status bar item, redrawn whenever what it tells has changed.
import * as vscode from "vscode";
import { l10n } from "./localization";
import type { Situation } from "./pure/situation";
import { statusItem } from "./pure/statusItem";

export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;

  constructor(private readonly situation: () => Situation) {
    this.item = vscode.window.createStatusBarItem("status", vscode.StatusBarAlignment.Left, 0);
    this.item.name = "Sansfil";
    this.item.command = "sansfil.showMenu";
    this.redraw();
    this.item.show();
  }

  redraw(): void {
    const { text, tooltip, accessibleLabel } = statusItem(l10n, this.situation());
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: accessibleLabel, role: "button" };
  }

  dispose(): void {
    this.item.dispose();
  }
}
