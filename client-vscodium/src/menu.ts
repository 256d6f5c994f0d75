// The two quick picks: the menu behind the status item, and the spans of a snooze.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { type MenuEntry, menuEntries } from "./pure/menu";
import type { FrontLanguage, Situation } from "./pure/situation";
import { type SnoozeChoice, snoozeChoices } from "./pure/snoozeChoices";

interface MenuItem extends vscode.QuickPickItem {
  readonly command?: string;
}

export async function showMenu(situation: Situation): Promise<void> {
  const items = menuEntries(l10n, situation).map(menuItem);
  const placeHolder = l10n.t("Sansfil: state and actions");
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (chosen?.command) await vscode.commands.executeCommand(chosen.command);
}

export async function pickSnooze(
  language: FrontLanguage | undefined,
): Promise<SnoozeChoice | undefined> {
  const placeHolder = l10n.t("How long shall no suggestion appear?");
  return vscode.window.showQuickPick(snoozeChoices(l10n, language), { placeHolder });
}

function menuItem(entry: MenuEntry): MenuItem {
  if (entry.kind === "separator") {
    return { label: entry.label, kind: vscode.QuickPickItemKind.Separator };
  }
  const { label, command, detail } = entry;
  return detail === undefined ? { label, command } : { label, command, detail };
}
