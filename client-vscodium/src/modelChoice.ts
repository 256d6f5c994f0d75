// `Sansfil: Choose Local Model`: one quick pick of models that fit this machine, or a file or server of the user's own.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { PROPOSE_MODELS_COMMAND } from "./protocol";
import {
  type Choice,
  downloadDetail,
  downloadQuestion,
  type ModelRow,
  modelRows,
  readProposal,
} from "./pure/proposals";
import type { Server } from "./server";
import { chooseEngine } from "./settings";

/** Engines that hang and drivers that load are given up by the server before. */
const LOOKING_DEADLINE_MS = 15_000;

interface ModelItem extends vscode.QuickPickItem {
  readonly row: ModelRow;
}

export async function chooseModel(server: Server): Promise<void> {
  const placeHolder = l10n.t("Which model shall complete code on this machine?");
  const options = { placeHolder, matchOnDetail: true };
  const chosen = await vscode.window.showQuickPick(itemsFrom(server), options);
  if (chosen) await follow(chosen.row);
}

/** The quick pick stands at once and shows that it waits. */
async function itemsFrom(server: Server): Promise<ModelItem[]> {
  const answer = await server
    .execute(PROPOSE_MODELS_COMMAND, LOOKING_DEADLINE_MS)
    .catch(() => undefined);
  return modelRows(l10n, readProposal(answer)).map(item);
}

function item(row: ModelRow): ModelItem {
  if (row.kind === "separator") {
    return { label: row.label, kind: vscode.QuickPickItemKind.Separator, row };
  }
  const description = row.kind === "model" ? row.description : "";
  return { label: row.label, detail: row.detail, description, row };
}

async function follow(row: ModelRow): Promise<void> {
  if (row.kind === "model") await take(row.choice);
  else if (row.kind === "doctor") await vscode.commands.executeCommand("sansfil.doctor");
  else if (row.kind === "file") await chooseFile();
  else if (row.kind === "address") await chooseAddress();
  else if (row.kind === "settings") await openEngineSettings();
}

async function take(choice: Choice): Promise<void> {
  if (choice.kind === "download" && !(await hasConsent(choice))) return;
  if (choice.kind === "download" && choice.engine === "ollama") pullInTerminal(choice);
  await chooseEngine(choice);
  if (choice.needsEngine) await vscode.commands.executeCommand("sansfil.installEngine");
}

async function hasConsent(choice: Choice): Promise<boolean> {
  const download = l10n.t("Download");
  const question = downloadQuestion(l10n, choice);
  const options = { modal: true, detail: downloadDetail(l10n, choice) };
  return (await vscode.window.showInformationMessage(question, options, download)) === download;
}

/** Ollama's own program shows how far it is, and what goes wrong. */
function pullInTerminal({ command }: Choice): void {
  const terminal = vscode.window.createTerminal({ name: "Ollama" });
  terminal.show(true);
  terminal.sendText(command);
}

async function chooseFile(): Promise<void> {
  const files = await vscode.window.showOpenDialog({
    title: l10n.t("A GGUF model that fills in code"),
    filters: { GGUF: ["gguf"] },
  });
  const model = files?.[0]?.fsPath;
  if (model) await chooseEngine({ engine: "managed", url: "", model });
}

async function chooseAddress(): Promise<void> {
  const url = await vscode.window.showInputBox({
    title: l10n.t("The address of your own engine on this machine"),
    value: "http://127.0.0.1:8012",
    ignoreFocusOut: true,
  });
  if (url) await chooseEngine({ engine: "auto", url: url.trim(), model: "" });
}

/** In a remote window the engine runs on the other machine, and so do the settings for it. */
async function openEngineSettings(): Promise<void> {
  const query = "sansfil.local";
  const remote = "workbench.action.openRemoteSettings";
  if (vscode.env.remoteName) await vscode.commands.executeCommand(remote, { query });
  else await vscode.commands.executeCommand("workbench.action.openSettings", query);
}
