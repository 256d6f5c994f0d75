// The provider's key, as far as no editor is needed: what is no key, under which name it is kept, and that no trace shows it.
import type { Localization } from "./localization";
import { isRecord } from "./shapes";
import type { ServerPhase } from "./situation";

export const SECRET_NAME = "openrouter";
export const SET_SECRET_REQUEST = "sansfil/setSecret";
export const SECRET_ORIGIN_REQUEST = "sansfil/secretOrigin";

/**
 * A value belongs to `origin` alone; null forgets it. A server that wants a key for another origin by then must refuse it,
 * since settings may change between question and answer.
 */
export interface SecretParams {
  readonly name: typeof SECRET_NAME;
  readonly value: string | null;
  readonly origin: string;
}

export interface SecretAnswer {
  readonly origin: string;
  readonly message: string;
}

const NAME_PREFIX = `${SECRET_NAME}@`;
const OPENROUTER_ORIGIN = "https://openrouter.ai";
const OPENROUTER_KEYS = "sk-or-";

export function secretParams(origin: string, value: string | null): SecretParams {
  return { name: SECRET_NAME, value, origin };
}

/** The name in the editor's secret storage: a key for one origin is never found for another. */
export function secretNameFor(origin: string): string {
  return NAME_PREFIX + origin;
}

export function isSecretName(name: string): boolean {
  return name.startsWith(NAME_PREFIX);
}

/** Why `typed` cannot be a key, with what to do; `undefined` where it may be one, or is empty. */
export function keyProblem(l10n: Localization, typed: string, origin: string): string | undefined {
  const key = typed.trim();
  if (key === "") return undefined;
  if (/^https?:\/\//i.test(key)) {
    return l10n.t("This is an address; paste the key itself.");
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    return l10n.t("A key has no spaces and no accents; paste it alone.");
  }
  if (origin === OPENROUTER_ORIGIN && !key.startsWith(OPENROUTER_KEYS)) {
    return l10n.t("OpenRouter's keys begin with sk-or-; this one would go to the wrong place.");
  }
  return undefined;
}

/** `undefined` when the value names no origin, a scheme and a host. */
export function readSecretOrigin(value: unknown): string | undefined {
  const origin = isRecord(value) ? value["origin"] : undefined;
  return typeof origin === "string" && /^https?:\/\/[^/]+$/.test(origin) ? origin : undefined;
}

export function readSecretAnswer(value: unknown): SecretAnswer | undefined {
  const origin = readSecretOrigin(value);
  const message = isRecord(value) ? value["message"] : undefined;
  return origin !== undefined && typeof message === "string" ? { origin, message } : undefined;
}

/** Whether a server that has become `after` may lack the key that is kept for it. */
export function mayLackKey(before: ServerPhase, after: ServerPhase): boolean {
  if (after.kind !== "running") return false;
  if (before.kind !== "running") return true;
  const wantsKey = after.status.cloud?.state === "needsKey";
  return wantsKey && before.status.cloud?.state !== "needsKey";
}

/** A line of the client's trace, without the contents of a message that hands over a key. */
export function withoutSecret(line: string): string {
  if (!line.includes(SET_SECRET_REQUEST)) return line;
  return `'${SET_SECRET_REQUEST}': what it says is not logged.`;
}
