// The two quick picks: the menu behind the status item, and the spans of a snooze.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { GPUS_COMMAND } from "./protocol";
import { type LiveGpu, readGpus } from "./pure/gpus";
import { type MenuEntry, menuEntries } from "./pure/menu";
import type { FrontLanguage, Situation } from "./pure/situation";
import { type SnoozeChoice, snoozeChoices } from "./pure/snoozeChoices";
import type { Server } from "./server";

interface MenuItem extends vscode.QuickPickItem {
  readonly command?: string;
}

/** What a menu waits for the GPUs: it comes without them rather than late. */
const GPUS_DEADLINE_MS = 400;

export async function showMenu(server: Server, situation: () => Situation): Promise<void> {
  const gpus = await gpusNow(server);
  const items = menuEntries(l10n, situation(), gpus).map(menuItem);
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

async function gpusNow(server: Server): Promise<readonly LiveGpu[]> {
  if (server.phase.kind !== "running") return [];
  const answer = await server.execute(GPUS_COMMAND, GPUS_DEADLINE_MS).catch(() => undefined);
  return readGpus(answer) ?? [];
}

function menuItem(entry: MenuEntry): MenuItem {
  if (entry.kind === "separator") {
    return { label: entry.label, kind: vscode.QuickPickItemKind.Separator };
  }
  const { label, command, detail } = entry;
  return detail === undefined ? { label, command } : { label, command, detail };
}
