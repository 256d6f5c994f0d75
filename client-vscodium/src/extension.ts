// Wires the parts of the extension together.
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { Doctor } from "./doctor";
import { currentSituation, isPaused } from "./front";
import { Server } from "./server";
import { interpreterSetting } from "./settings";
import { Snoozer } from "./snoozer";
import { StatusBar } from "./status";

let running: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Sansfil", { log: true });
  const snoozer = new Snoozer();
  const server = new Server({
    extensionDir: context.extensionPath,
    log,
    isPaused: (languageId) => isPaused(languageId, snoozer),
  });
  const doctor = new Doctor(server, String(context.extension.packageJSON.version));
  const statusBar = new StatusBar(() => currentSituation(server, snoozer));
  context.subscriptions.push(log, snoozer, server, doctor, statusBar);
  context.subscriptions.push(...registerCommands({ server, snoozer, doctor, log }));
  context.subscriptions.push(
    ...redrawOnChange(statusBar, server, snoozer),
    ...followEditor(server),
  );
  running = server;
  void server.start();
}

export function deactivate(): Promise<void> | undefined {
  return running?.stop();
}

function redrawOnChange(statusBar: StatusBar, server: Server, snoozer: Snoozer) {
  const redraw = () => statusBar.redraw();
  return [
    server.onDidChange(redraw),
    snoozer.onDidChange(redraw),
    vscode.window.onDidChangeActiveTextEditor(redraw),
    vscode.workspace.onDidOpenTextDocument(redraw),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("sansfil")) redraw();
    }),
  ];
}

function followEditor(server: Server) {
  return [
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("sansfil.interpreter")) void server.restart();
      else if (change.affectsConfiguration("sansfil")) void server.sendSettings();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (interpreterSetting()) void server.restart();
    }),
  ];
}
