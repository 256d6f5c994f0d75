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
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type StaticFeature,
} from "vscode-languageclient/node";
import { LEARN_PROGRESS_TOKEN, STATUS_NOTIFICATION } from "./protocol";
import { withDeadline } from "./pure/deadline";
import type { Interpreter } from "./pure/interpreter";
import { severityOf } from "./pure/logLine";
import { serverSettings } from "./settings";

const SHUTDOWN_DEADLINE_MS = 2_000;
const EXIT_DEADLINE_MS = 2_000;

export interface ServerHost {
  readonly extensionDir: string;
  readonly log: vscode.LogOutputChannel;
  /** Whether nothing may be asked for this language now. */
  readonly isPaused: (languageId: string) => boolean;
}

export interface Session {
  readonly client: LanguageClient;
  readonly child: ChildProcess;
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
  const client = new QuietClient("sansfil", "Sansfil", process, clientOptions(host));
  client.registerFeature(ownCommandsOnly);
  return { client, child };
}

export function onStatus(session: Session, listener: (value: unknown) => void): void {
  session.client.onNotification(STATUS_NOTIFICATION, listener);
}

/** Tells why the process is gone, once. */
export function onEnd({ child }: Session, listener: (cause: string) => void): void {
  child.once("error", (error) => listener(error.message));
  child.once("exit", (code, signal) => {
    // A grandchild may hold the pipe open; without this the client would go on waiting for answers.
    child.stdout?.destroy();
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

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function clientOptions(host: ServerHost): LanguageClientOptions {
  return {
    documentSelector: [{ scheme: "file" }, { scheme: "untitled" }],
    outputChannel: host.log,
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
    middleware: {
      provideInlineCompletionItems: (document, position, context, token, next) =>
        host.isPaused(document.languageId) ? undefined : next(document, position, context, token),
      // The status item shows how far learning is; a second progress beside it would only flicker.
      handleWorkDoneProgress: (token, params, next) => {
        if (token !== LEARN_PROGRESS_TOKEN) next(token, params);
      },
    },
  };
}

function logLines(input: Readable, log: vscode.LogOutputChannel): void {
  createInterface({ input }).on("line", (line) => log[severityOf(line)](line));
}

/** The stock client shows some failures as notifications of its own; here they are only logged. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** The stock client would register the server's commands under the names that this extension's own commands have. */
const ownCommandsOnly: StaticFeature = {
  preInitialize: (capabilities) => {
    delete capabilities.executeCommandProvider;
  },
  fillClientCapabilities: () => {},
  initialize: () => {},
  getState: () => ({ kind: "static" }),
  clear: () => {},
};
