// `Sansfil: Set OpenRouter Key` and `Sansfil: Forget OpenRouter Key`; keeps the key and hands it to each server that starts.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { noticeAnswer, noticeProblem, restartServer } from "./notice";
import {
  isSecretName,
  keyProblem,
  mayLackKey,
  readSecretAnswer,
  readSecretOrigin,
  SECRET_NAME,
  SECRET_ORIGIN_REQUEST,
  SET_SECRET_REQUEST,
  secretNameFor,
  secretParams,
} from "./pure/secret";
import { isStringList } from "./pure/shapes";
import type { Server } from "./server";

/** For which origins a key was stored; the editor does not list its secrets. */
const ORIGINS = "secretOrigins";

export class ProviderKey implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  /** The value that the running server has from here, if any. */
  private handed: string | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly server: Server,
    private readonly secrets: vscode.SecretStorage,
    private readonly memory: vscode.Memento,
  ) {
    this.subscriptions = [
      this.followServer(),
      // Another window of the editor may have set or forgotten it.
      secrets.onDidChange(({ key }) => {
        if (isSecretName(key)) void this.hearOfChange();
      }),
    ];
  }

  async set(): Promise<void> {
    const origin = await this.wantedOrigin();
    if (!origin) return noticeProblem(muteSentence(), [restartServer()]);
    const typed = await askForKey(origin);
    if (typed === undefined) return;
    if (typed.trim() === "") return this.forget();
    const [isKept, said] = await this.inTurn(() => this.take(origin, typed.trim()));
    if (!isKept) return noticeProblem(notKeptSentence(), []);
    if (said === undefined) return noticeProblem(notTakenSentence(), [restartServer()]);
    await noticeAnswer(said, []);
  }

  async forget(): Promise<void> {
    const origins = this.origins;
    if (origins.length === 0) return noticeAnswer(l10n.t("No OpenRouter key is stored here."), []);
    if (!(await isForgettingMeant(origins))) return;
    const said = await this.inTurn(() => this.drop(origins));
    await noticeAnswer(said ?? l10n.t("The OpenRouter key is forgotten."), []);
  }

  /** Gives the server the key that is kept for the origin it wants one for, if any is. */
  handOver(): Promise<void> {
    return this.inTurn(async () => {
      const kept = await this.kept();
      const isNews = kept?.value !== undefined || this.handed !== undefined;
      if (kept && isNews) await this.tell(kept.origin, kept.value ?? null);
    });
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private hearOfChange(): Promise<void> {
    return this.inTurn(async () => {
      const kept = await this.kept();
      if (kept && kept.value !== this.handed) await this.tell(kept.origin, kept.value ?? null);
    });
  }

  private get origins(): readonly string[] {
    const origins = this.memory.get<unknown>(ORIGINS);
    return isStringList(origins) ? origins : [];
  }

  private followServer(): vscode.Disposable {
    let before = this.server.phase;
    return this.server.onDidChange(() => {
      const after = this.server.phase;
      const isWanted = mayLackKey(before, after);
      if (before.kind !== "running") this.handed = undefined;
      before = after;
      if (isWanted) void this.handOver();
    });
  }

  /** For the origin that the server wants a key for; without a value where none is kept, or none can be read. */
  private async kept(): Promise<{ origin: string; value: string | undefined } | undefined> {
    const origin = await this.wantedOrigin();
    if (!origin) return undefined;
    const reading = Promise.resolve(this.secrets.get(secretNameFor(origin)));
    return { origin, value: await reading.catch(() => undefined) };
  }

  private async take(origin: string, value: string) {
    return [await this.keep(origin, value), await this.tell(origin, value)] as const;
  }

  private async drop(origins: readonly string[]): Promise<string | undefined> {
    for (const origin of origins) await this.secrets.delete(secretNameFor(origin));
    await this.memory.update(ORIGINS, undefined);
    const origin = await this.wantedOrigin();
    return origin && this.tell(origin, null);
  }

  /** Whether the editor has taken the key; it can still be used until the server ends if not. */
  private async keep(origin: string, value: string): Promise<boolean> {
    try {
      await this.memory.update(ORIGINS, [...new Set([...this.origins, origin])]);
      await this.secrets.store(secretNameFor(origin), value);
      return true;
    } catch {
      return false;
    }
  }

  private async wantedOrigin(): Promise<string | undefined> {
    const params = { name: SECRET_NAME };
    const answer = await this.server.request(SECRET_ORIGIN_REQUEST, params).catch(() => undefined);
    return readSecretOrigin(answer);
  }

  /** The server's sentence; `undefined` where it did not take the value, or not for that origin. */
  private async tell(origin: string, value: string | null): Promise<string | undefined> {
    const params = secretParams(origin, value);
    const answer = await this.server.request(SET_SECRET_REQUEST, params).catch(() => undefined);
    const said = readSecretAnswer(answer);
    this.handed = said?.origin === origin ? (value ?? undefined) : undefined;
    if (said === undefined || said.origin === origin) return said?.message;
    // The settings have changed meanwhile, and this key is not for where it came to lie.
    if (value !== null) await this.tell(said.origin, null);
    return undefined;
  }

  /** What is told of keys never overlaps, so that the last word is the last one. */
  private inTurn<T>(step: () => Promise<T>): Promise<T> {
    const done = this.turn.then(step);
    this.turn = done.then(
      () => {},
      () => {},
    );
    return done;
  }
}

function askForKey(origin: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: l10n.t("The key for {0}", origin),
    prompt: l10n.t(
      "It is kept in the editor's secret storage. Empty: forget the one that is kept.",
    ),
    password: true,
    ignoreFocusOut: true,
    validateInput: (typed) => keyProblem(l10n, typed, origin),
  });
}

async function isForgettingMeant(origins: readonly string[]): Promise<boolean> {
  const forget = l10n.t("Forget");
  const question = l10n.t("Forget the OpenRouter key?");
  const detail = l10n.t(
    "It is kept for {0}. The cloud tiers are asked no more.",
    origins.join(", "),
  );
  const options = { modal: true, detail };
  return (await vscode.window.showWarningMessage(question, options, forget)) === forget;
}

const muteSentence = () =>
  l10n.t("The server does not say where a key would go: restart it, then set the key.");

const notTakenSentence = () =>
  l10n.t("The key is kept, but the server did not take it: restart the server.");

const notKeptSentence = () =>
  l10n.t(
    "The editor could not keep the key: it serves until the server ends. To keep it, set OPENROUTER_API_KEY in your environment.",
  );
