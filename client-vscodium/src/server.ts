// Keeps one server running: finds a Python, starts it, starts it again after a crash, gives up in one sentence.
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import {
  CancellationTokenSource,
  DidChangeConfigurationNotification,
  ExecuteCommandRequest,
  type LanguageClient,
  WorkDoneProgressCancelNotification,
} from "vscode-languageclient/node";
import { searchInterpreters } from "./interpreters";
import { l10n } from "./localization";
import {
  noticeProblem,
  type Offer,
  openDoctor,
  openSettings,
  restartServer,
  showLogs,
} from "./notice";
import { DID_MOVE_CURSOR_NOTIFICATION, LEARN_PROGRESS_TOKEN, readStatus } from "./protocol";
import { deservesRestart, recentCrashes } from "./pure/crashes";
import type { CursorMove } from "./pure/cursorMoves";
import { withDeadline } from "./pure/deadline";
import { acceptedInterpreter, type Trial } from "./pure/interpreter";
import type { ServerPhase } from "./pure/situation";
import {
  closeSession,
  onEnd,
  onStatus,
  openSession,
  type ServerHost,
  type Session,
  serverMain,
} from "./session";
import { serverSettings } from "./settings";

const START_DEADLINE_MS = 30_000;
const COMMAND_DEADLINE_MS = 10_000;

export class Server implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private currentPhase: ServerPhase = { kind: "starting" };
  private session: Session | undefined;
  private trials: readonly Trial[] = [];
  private crashes: readonly number[] = [];
  private turn: Promise<void> = Promise.resolve();

  readonly onDidChange = this.changed.event;

  constructor(private readonly host: ServerHost) {}

  get phase(): ServerPhase {
    return this.currentPhase;
  }

  get interpreterTrials(): readonly Trial[] {
    return this.trials;
  }

  /** The user has cancelled the engine's last task from its progress. */
  get isEngineTaskCancelled(): boolean {
    return this.session?.tasks.engine.isCancelled ?? false;
  }

  start(): Promise<void> {
    return this.inTurn(() => this.open());
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.close());
  }

  restart(): Promise<void> {
    return this.inTurn(async () => {
      this.crashes = [];
      this.trials = [];
      await this.close();
      await this.open();
    });
  }

  /** Rejects when the server does not run, does not answer in time, or answers with an error. */
  execute(command: string, deadlineMs = COMMAND_DEADLINE_MS): Promise<unknown> {
    return this.executeWith(command, [], deadlineMs);
  }

  executeWith(
    command: string,
    args: unknown[],
    deadlineMs = COMMAND_DEADLINE_MS,
  ): Promise<unknown> {
    if (!this.session) return Promise.reject(new Error("the server does not run"));
    const params = { command, arguments: args };
    const answer = this.session.client.sendRequest(ExecuteCommandRequest.type, params);
    return withDeadline(answer, deadlineMs);
  }

  /** A request of our own; rejects as `execute` does. */
  request(method: string, params: unknown, deadlineMs = COMMAND_DEADLINE_MS): Promise<unknown> {
    if (!this.session) return Promise.reject(new Error("the server does not run"));
    return withDeadline(this.session.client.sendRequest(method, params), deadlineMs);
  }

  /** A request that is taken back when `signal` is aborted, or when it was waited for in vain. */
  async requestWhile(signal: AbortSignal, method: string, params: unknown): Promise<unknown> {
    if (!this.session) throw new Error("the server does not run");
    const source = new CancellationTokenSource();
    const takeBack = () => source.cancel();
    signal.addEventListener("abort", takeBack);
    try {
      const answer = this.session.client.sendRequest(method, params, source.token);
      return await withDeadline(answer, COMMAND_DEADLINE_MS);
    } finally {
      signal.removeEventListener("abort", takeBack);
      takeBack();
      source.dispose();
    }
  }

  sendSettings(): Promise<void> {
    const params = { settings: { sansfil: serverSettings() } };
    return this.tell((client) =>
      client.sendNotification(DidChangeConfigurationNotification.type, params),
    );
  }

  cursorMoved({ uri, position }: CursorMove): Promise<void> {
    const params = { textDocument: { uri }, position };
    return this.tell((client) => client.sendNotification(DID_MOVE_CURSOR_NOTIFICATION, params));
  }

  stopLearning(): Promise<void> {
    const params = { token: LEARN_PROGRESS_TOKEN };
    return this.tell((client) =>
      client.sendNotification(WorkDoneProgressCancelNotification.type, params),
    );
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** Starts and stops never overlap, whatever order they are asked for in. */
  private inTurn(step: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(step).catch((error) => {
      this.host.log.error(error);
      this.giveUp(notStartedSentence(), [restartServer(), showLogs()]);
    });
    return this.turn;
  }

  /** What a server that is not there misses, it is told when it starts. */
  private async tell(send: (client: LanguageClient) => Promise<void>): Promise<void> {
    if (!this.session) return;
    await send(this.session.client).catch((error) => this.host.log.warn(String(error)));
  }

  private async open(): Promise<void> {
    this.become({ kind: "starting" });
    if (!acceptedInterpreter(this.trials)) this.trials = await searchInterpreters(this.host);
    const interpreter = acceptedInterpreter(this.trials);
    if (!interpreter) return this.giveUp(noPythonSentence(), [openDoctor(), openSettings()]);
    if (!existsSync(serverMain(this.host.extensionDir))) {
      return this.giveUp(incompleteSentence(), [openDoctor()]);
    }
    await this.begin(openSession(interpreter, this.host));
  }

  private async begin(session: Session): Promise<void> {
    this.session = session;
    onStatus(session, (value) => this.heard(session, value));
    onEnd(session, (cause) => this.ended(session, cause));
    try {
      await withDeadline(session.client.start(), START_DEADLINE_MS);
    } catch (error) {
      this.host.log.error(`the server did not start: ${error}`);
      session.child.kill("SIGKILL");
    }
  }

  private async close(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    if (session) await closeSession(session);
  }

  private heard(session: Session, value: unknown): void {
    if (session !== this.session) return;
    const status = readStatus(value);
    if (status) this.become({ kind: "running", status });
    else this.host.log.warn(`not a status: ${JSON.stringify(value)}`);
  }

  private ended(session: Session, cause: string): void {
    if (session !== this.session) return;
    this.session = undefined;
    this.host.log.error(`the server ended: ${cause}`);
    this.crashes = recentCrashes(this.crashes, Date.now());
    if (deservesRestart(this.crashes)) void this.start();
    else this.giveUp(crashedSentence(this.crashes.length), [restartServer(), showLogs()]);
  }

  private giveUp(problem: string, offers: readonly Offer[]): void {
    this.become({ kind: "stopped", problem });
    void noticeProblem(problem, offers);
  }

  private become(phase: ServerPhase): void {
    this.currentPhase = phase;
    this.changed.fire();
  }
}

const noPythonSentence = () =>
  l10n.t(
    "Sansfil found no Python 3.11 or newer: install one, or name it in the setting sansfil.interpreter.",
  );

const incompleteSentence = () =>
  l10n.t("Sansfil's server is missing from the extension: install the extension again.");

const notStartedSentence = () =>
  l10n.t("Sansfil's server could not be started: read the logs, then restart it.");

const crashedSentence = (times: number) =>
  l10n.t(
    "Sansfil's server ended {0} times within three minutes: read the logs, then restart it.",
    times,
  );
