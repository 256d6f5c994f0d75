// One life of the server: its process and the client that speaks with it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  type LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  RevealOutputChannelOn,
  WorkDoneProgressCancelNotification,
} from "vscode-languageclient/node";
import { ownCapabilities, ownCommandsOnly, QuietClient, traceOf } from "./clientFeatures";
import { FOLLOWED } from "./documents";
import type { LaterSuggestions } from "./laterSuggestions";
import type { NextEdits } from "./nextEdit";
import {
  NEXT_EDIT_NOTIFICATION,
  readNextEdit,
  readSuggestionReady,
  STATUS_NOTIFICATION,
  SUGGESTION_READY_NOTIFICATION,
} from "./protocol";
import { withDeadline } from "./pure/deadline";
import type { Interpreter } from "./pure/interpreter";
import { severityOf } from "./pure/logLine";
import { serverSettings } from "./settings";
import { Tasks } from "./tasks";

const SHUTDOWN_DEADLINE_MS = 2_000;
const EXIT_DEADLINE_MS = 2_000;

export interface ServerHost {
  readonly extensionDir: string;
  readonly log: vscode.LogOutputChannel;
  /** Whether nothing may be asked for this language now. */
  readonly isPaused: (languageId: string) => boolean;
  /** Whether the status item shows how far the learning of the workspace is. */
  readonly isLearning: () => boolean;
  readonly laterSuggestions: LaterSuggestions;
  readonly nextEdits: NextEdits;
}

export interface Session {
  readonly client: LanguageClient;
  readonly child: ChildProcess;
  readonly tasks: Tasks;
}

export function serverMain(extensionDir: string): string {
  return join(extensionDir, "bundled", "libs", "sansfil", "__main__.py");
}

/** Starts the process; the handshake begins with `client.start()`. */
export function openSession(interpreter: Interpreter, host: ServerHost): Session {
  // Neither the code nor the current folder of the process comes from the opened workspace.
  const child = spawn(interpreter.executable, ["-I", serverMain(host.extensionDir), "lsp"], {
    cwd: host.extensionDir,
    windowsHide: true,
  });
  const process = () => Promise.resolve(child);
  const tasks = new Tasks(host.isLearning, (token) => cancelTask(client, token));
  const options = { ...clientOptions(host), middleware: middleware(host, tasks) };
  const client: LanguageClient = new QuietClient("sansfil", "Sansfil", process, options);
  client.registerFeatures([ownCommandsOnly, ownCapabilities]);
  client.onNotification(SUGGESTION_READY_NOTIFICATION, (value) => {
    const ready = readSuggestionReady(value);
    if (ready) void host.laterSuggestions.show(ready);
  });
  client.onNotification(NEXT_EDIT_NOTIFICATION, (value) => {
    const offer = readNextEdit(value);
    if (offer !== undefined) host.nextEdits.show(offer);
  });
  return { client, child, tasks };
}

export function onStatus(session: Session, listener: (value: unknown) => void): void {
  session.client.onNotification(STATUS_NOTIFICATION, listener);
}

/** Tells why the process is gone, once. */
export function onEnd({ child, tasks }: Session, listener: (cause: string) => void): void {
  child.once("error", (error) => listener(error.message));
  child.once("exit", (code, signal) => {
    // A grandchild may hold the pipe open; without this the client would go on waiting for answers.
    child.stdout?.destroy();
    tasks.end();
    listener(signal ?? `exit code ${code}`);
  });
}

/** Asks the server to leave, so that it can save what it learned, and makes sure that it is gone. */
export async function closeSession({ client, child }: Session): Promise<void> {
  const exit = hasEnded(child) ? Promise.resolve([]) : once(child, "exit");
  try {
    await client.stop(SHUTDOWN_DEADLINE_MS);
    await withDeadline(exit, EXIT_DEADLINE_MS);
  } catch {
    child.kill("SIGKILL");
  }
}

function cancelTask(client: LanguageClient, token: string): void {
  // A server that is gone works no more.
  client.sendNotification(WorkDoneProgressCancelNotification.type, { token }).catch(() => {});
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function clientOptions(host: ServerHost): LanguageClientOptions {
  return {
    documentSelector: FOLLOWED,
    outputChannel: host.log,
    traceOutputChannel: traceOf(host.log),
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: serverSettings,
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({
        action: CloseAction.DoNotRestart,
        handled: true,
        message: "the connection to the server closed",
      }),
    },
    stdioOptions: {
      stdout: (input) => input.resume(),
      stderr: (input, log) => logLines(input, log),
    },
  };
}

function middleware(host: ServerHost, tasks: Tasks): Middleware {
  return {
    provideInlineCompletionItems: (document, position, context, token, next) =>
      host.isPaused(document.languageId)
        ? undefined
        : host.laterSuggestions.provide(document, position, context, token, next),
    handleWorkDoneProgress: (token, params, next) => {
      // The stock client must hear of the end, or it refuses the token the next time.
      if (!tasks.hear(token, params) || params.kind === "end") next(token, params);
    },
  };
}

function logLines(input: Readable, log: vscode.LogOutputChannel): void {
  createInterface({ input }).on("line", (line) => log[severityOf(line)](line));
}
