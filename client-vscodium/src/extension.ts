// Wires the parts of the extension together.
import * as vscode from "vscode";
import { Activity } from "./activity";
import { CodeIndex } from "./codeIndex";
import { registerCommands } from "./commands";
import { followCursor } from "./cursor";
import { Doctor } from "./doctor";
import { isFollowed } from "./documents";
import { EngineInstaller } from "./engine";
import { currentSituation, isPaused } from "./front";
import { LaterSuggestions } from "./laterSuggestions";
import { NextEdits } from "./nextEdit";
import { hearOfAccepts } from "./outcomes";
import { ProviderKey } from "./providerKey";
import { runningStatus } from "./pure/situation";
import { Server } from "./server";
import { ServerPage, SPENDING_PAGE, USAGE_PAGE } from "./serverPage";
import { interpreterSetting } from "./settings";
import { Snoozer } from "./snoozer";
import { StatusBar } from "./status";

let running: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Sansfil", { log: true });
  const snoozer = new Snoozer();
  const laterSuggestions = new LaterSuggestions();
  const isPausedHere = (languageId: string) => isPaused(languageId, snoozer);
  const nextEdits = new NextEdits({
    isPaused: isPausedHere,
    tell: (command) => server.execute(command),
  });
  const server: Server = new Server({
    extensionDir: context.extensionPath,
    log,
    isPaused: isPausedHere,
    isLearning: () => runningStatus(server.phase)?.state === "learning",
    laterSuggestions,
    nextEdits,
  });
  const doctor = new Doctor(server, String(context.extension.packageJSON.version));
  const usagePage = new ServerPage(server, USAGE_PAGE);
  const spendingPage = new ServerPage(server, SPENDING_PAGE);
  const activity = new Activity(server);
  const codeIndex = new CodeIndex(server);
  const providerKey = new ProviderKey(server, context.secrets, context.globalState);
  const statusBar = new StatusBar(() => currentSituation(server, snoozer));
  const isHeeded = (document: vscode.TextDocument) =>
    isFollowed(document) && !isPaused(document.languageId, snoozer);
  const installer = new EngineInstaller(server);
  context.subscriptions.push(log, snoozer, laterSuggestions, server, doctor, statusBar, nextEdits);
  context.subscriptions.push(usagePage, spendingPage, activity, codeIndex, providerKey);
  context.subscriptions.push(hearOfAccepts(server));
  const pages = { usagePage, spendingPage, activity, codeIndex };
  const parts = { server, snoozer, doctor, ...pages, providerKey, installer, nextEdits, log };
  context.subscriptions.push(...registerCommands(parts));
  context.subscriptions.push(
    server.onDidChange(() => {
      if (server.phase.kind !== "running") nextEdits.show(null);
    }),
  );
  context.subscriptions.push(
    ...redrawOnChange(statusBar, server, snoozer),
    ...followEditor(server, providerKey),
    ...followCursor(isHeeded, (move) => void server.cursorMoved(move)),
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

function followEditor(server: Server, providerKey: ProviderKey) {
  return [
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("sansfil.interpreter")) void server.restart();
      else if (change.affectsConfiguration("sansfil.cloud")) {
        // Another address may want another key, or none of ours.
        void server.sendSettings().then(() => providerKey.handOver());
      } else if (change.affectsConfiguration("sansfil")) void server.sendSettings();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (interpreterSetting()) void server.restart();
    }),
  ];
}
