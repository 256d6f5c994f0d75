// What client and server say to each other beyond standard LSP; mirrors server/sansfil/entrypoints/lsp/protocol.py.
import { type CloudStatus, readCloudStatus } from "./pure/cloud";
import { type IndexStatus, readIndexStatus } from "./pure/indexStatus";
import { isAmount, isOneOf, isRecord, isStringList, orNull } from "./pure/shapes";

export const STATUS_NOTIFICATION = "sansfil/status";
export const SUGGESTION_READY_NOTIFICATION = "sansfil/suggestionReady";
export const NEXT_EDIT_NOTIFICATION = "sansfil/nextEdit";
export const DID_MOVE_CURSOR_NOTIFICATION = "sansfil/didMoveCursor";
export const LEARN_PROGRESS_TOKEN = "sansfil/learn";
export const ENGINE_PROGRESS_TOKEN = "sansfil/engine";
export const DOCTOR_COMMAND = "sansfil.doctor";
export const RELEARN_COMMAND = "sansfil.relearn";
export const NEXT_EDIT_SKIP_COMMAND = "sansfil.nextEdit.skip";
export const NEXT_EDIT_STOP_COMMAND = "sansfil.nextEdit.stop";
export const INSTALL_ENGINE_COMMAND = "sansfil.installEngine";
export const ENGINE_OFFER_COMMAND = "sansfil.engineOffer";
export const PROPOSE_MODELS_COMMAND = "sansfil.proposeModels";
export const GPUS_COMMAND = "sansfil.gpus";
export const SUGGESTION_ACCEPTED_COMMAND = "sansfil.suggestionAccepted";
export const SUGGESTION_DISMISSED_COMMAND = "sansfil.suggestionDismissed";
export const SHOW_USAGE_COMMAND = "sansfil.showUsage";
export const CONSENT_COMMAND = "sansfil.consent";
export const CLOUD_MODELS_COMMAND = "sansfil.cloudModels";
export const SPENDING_COMMAND = "sansfil.spending";
export const ACTIVITY_REQUEST = "sansfil/activity";
export const CLEAR_ACTIVITY_COMMAND = "sansfil.clearActivity";
export const SEARCH_REQUEST = "sansfil/search";
export const INDEX_REQUEST = "sansfil/index";

/** What this client understands, under `capabilities.experimental.sansfil`. */
export const OUR_CAPABILITIES = { suggestionReady: true, nextEdit: true, secrets: true };

const STATES = ["starting", "learning", "ready", "problem"] as const;
export type ServerState = (typeof STATES)[number];

const ENGINE_STATES = ["starting", "downloading", "ready", "problem"] as const;
export type EngineState = (typeof ENGINE_STATES)[number];

/**
 * `why` are the sentences that say why it came from that tier, empty where nobody told.
 * Tokens of the prompt that the engine still had and those it read anew; null where no engine answered. Where an engine
 * does not tell what it had, only `reusedTokens` is null and `freshTokens` counts the whole prompt.
 */
export interface LastSuggestion {
  readonly tier: string;
  readonly latencyMs: number;
  readonly characters: number;
  readonly reusedTokens: number | null;
  readonly freshTokens: number | null;
  readonly why: string;
}

export interface Silence {
  readonly code: string;
  readonly message: string;
}

export interface ModelFacts {
  readonly files: number;
  readonly tokens: number;
  readonly skipped: number;
  readonly learnedFiles: number;
  readonly filesToLearn: number;
}

/** In bytes; `total` is 0 while unknown. */
export interface DownloadProgress {
  readonly done: number;
  readonly total: number;
}

/** `model` is empty while unknown; `isManaged` claims that the server has started the engine itself. */
export interface EngineStatus {
  readonly state: EngineState;
  readonly message: string;
  readonly model: string;
  readonly isManaged: boolean;
  readonly progress: DownloadProgress | null;
}

/** Of today: suggestions that were shown; of these, accepted wholly or partly; of these, kept when last looked at. */
export interface UsageToday {
  readonly shown: number;
  readonly accepted: number;
  readonly kept: number;
}

/**
 * `usage` is null where nothing is recorded.
 * `engine` is null where no engine is wanted, or none was found and none was named; `backup`, which steps in for it, where
 * none is named. `cloud` and `index` are null where the server knows none.
 */
export interface ServerStatus {
  readonly state: ServerState;
  readonly message: string;
  readonly lastSuggestion: LastSuggestion | null;
  readonly silence: Silence | null;
  readonly model: ModelFacts;
  readonly engine: EngineStatus | null;
  readonly backup: EngineStatus | null;
  readonly problems: readonly string[];
  readonly usage: UsageToday | null;
  readonly cloud: CloudStatus | null;
  readonly index: IndexStatus | null;
}

/** As in LSP: the line, and the UTF-16 units before the cursor, both counted from 0. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A better suggestion waits at this place of this version of the document. */
export interface SuggestionReady {
  readonly uri: string;
  readonly version: number;
  readonly position: Position;
}

const NEXT_EDIT_KINDS = ["rename", "argument", "look"] as const;
export type NextEditKind = (typeof NEXT_EDIT_KINDS)[number];

/**
 * A place that remains to be edited: `newText` belongs where `oldText` stands in `range`. A `look` has no text to put in;
 * `remaining` counts the places behind it, `message` says it all in a sentence.
 */
export interface NextEditOffer {
  readonly uri: string;
  readonly version: number;
  readonly range: { readonly start: Position; readonly end: Position };
  readonly newText: string;
  readonly oldText: string;
  readonly kind: NextEditKind;
  readonly remaining: number;
  readonly message: string;
}

/** The settings the server reads, sent raw: what is wrong in them it reports itself. Unset ones are left out. */
export interface ServerSettings {
  readonly completion: {
    readonly enabled: unknown;
    readonly languages: unknown;
    readonly aggressiveness: unknown;
    readonly checkImports: unknown;
  };
  readonly workspaceModel: {
    readonly enabled: unknown;
    readonly minConfidence: unknown;
    readonly maxTokens: unknown;
  };
  readonly nextEdit: { readonly enabled: unknown };
  readonly local: Readonly<Record<string, unknown>>;
  readonly usage: { readonly record: unknown };
  readonly cloud: Readonly<Record<string, unknown>>;
  readonly agent: Readonly<Record<string, unknown>>;
  readonly consent: Readonly<Record<string, unknown>>;
  readonly budget: Readonly<Record<string, unknown>>;
  readonly activity: Readonly<Record<string, unknown>>;
  readonly index: Readonly<Record<string, unknown>>;
  readonly cacheDir: unknown;
}

/** `undefined` when the value is not a status; fields this client does not know are dropped. */
export function readStatus(value: unknown): ServerStatus | undefined {
  if (!isRecord(value)) return undefined;
  const { state, message, problems } = value;
  const lastSuggestion = orNull(value["lastSuggestion"], readLastSuggestion);
  const silence = orNull(value["silence"], readSilence);
  const engine = orNull(value["engine"], readEngine);
  const backup = orNull(value["backup"], readEngine);
  const model = readModel(value["model"]);
  const usage = orNull(value["usage"], readUsage);
  const parts = readNewerParts(value);
  if (!isOneOf(STATES, state) || typeof message !== "string") return undefined;
  if (!isStringList(problems) || engine === undefined || !model) return undefined;
  if (backup === undefined || usage === undefined || !parts) return undefined;
  if (lastSuggestion === undefined || silence === undefined) return undefined;
  const engines = { model, engine, backup };
  return { state, message, lastSuggestion, silence, ...engines, problems, usage, ...parts };
}

/** Of which older servers say nothing. */
function readNewerParts(value: Record<string, unknown>) {
  const cloud = orNull(value["cloud"] ?? null, readCloudStatus);
  const index = orNull(value["index"] ?? null, readIndexStatus);
  return cloud === undefined || index === undefined ? undefined : { cloud, index };
}

/** `undefined` when the value does not name a place of a document. */
export function readSuggestionReady(value: unknown): SuggestionReady | undefined {
  if (!isRecord(value) || !isRecord(value["position"])) return undefined;
  const { uri, version } = value;
  const position = readPosition(value["position"]);
  if (typeof uri !== "string" || !isAmount(version) || !position) return undefined;
  return { uri, version, position };
}

/** The offer of the notification, null where it takes the last one back; `undefined` when it says neither. */
export function readNextEdit(value: unknown): NextEditOffer | null | undefined {
  return isRecord(value) ? orNull(value["offer"], readNextEditOffer) : undefined;
}

function readNextEditOffer(value: unknown): NextEditOffer | undefined {
  if (!isRecord(value) || !isRecord(value["range"])) return undefined;
  const { uri, version, newText, oldText, kind, remaining, message } = value;
  const start = readPosition(value["range"]["start"]);
  const end = readPosition(value["range"]["end"]);
  if (typeof uri !== "string" || !isAmount(version) || !start || !end) return undefined;
  if (typeof newText !== "string" || typeof oldText !== "string") return undefined;
  if (!isOneOf(NEXT_EDIT_KINDS, kind) || !isAmount(remaining)) return undefined;
  if (typeof message !== "string") return undefined;
  return { uri, version, range: { start, end }, newText, oldText, kind, remaining, message };
}

function readPosition(value: unknown): Position | undefined {
  if (!isRecord(value)) return undefined;
  const { line, character } = value;
  return isAmount(line) && isAmount(character) ? { line, character } : undefined;
}

/** The markdown of the server's answer to `sansfil.doctor`; `undefined` when it sent none. */
export function readDoctorMarkdown(value: unknown): string | undefined {
  return readText(value, "markdown");
}

/** The sentence of an answer to `sansfil.installEngine` or `sansfil.engineOffer`; `undefined` when the server sent none. */
export function readInstallMessage(value: unknown): string | undefined {
  return readText(value, "message");
}

/** The markdown of an answer to `sansfil.showUsage` or `sansfil.spending`; `undefined` when the server sent none. */
export function readPageMarkdown(value: unknown): string | undefined {
  return readText(value, "markdown");
}

/** The sentence of the server's answer to `sansfil.consent`; `undefined` when it sent none. */
export function readConsentMessage(value: unknown): string | undefined {
  return readText(value, "message");
}

function readText(value: unknown, key: string): string | undefined {
  const text = isRecord(value) ? value[key] : undefined;
  return typeof text === "string" ? text : undefined;
}

function readLastSuggestion(value: unknown): LastSuggestion | undefined {
  if (!isRecord(value)) return undefined;
  const { tier, latencyMs, characters, why } = value;
  const reusedTokens = orNull(value["reusedTokens"], readAmount);
  const freshTokens = orNull(value["freshTokens"], readAmount);
  if (typeof tier !== "string" || !isAmount(latencyMs) || !isAmount(characters)) return undefined;
  if (reusedTokens === undefined || freshTokens === undefined) return undefined;
  if (typeof why !== "string") return undefined;
  return { tier, latencyMs, characters, reusedTokens, freshTokens, why };
}

function readSilence(value: unknown): Silence | undefined {
  if (!isRecord(value)) return undefined;
  const { code, message } = value;
  if (typeof code !== "string" || typeof message !== "string") return undefined;
  return { code, message };
}

function readEngine(value: unknown): EngineStatus | undefined {
  if (!isRecord(value)) return undefined;
  const { state, message, model, isManaged } = value;
  const progress = orNull(value["progress"], readDownload);
  if (!isOneOf(ENGINE_STATES, state) || typeof message !== "string") return undefined;
  if (typeof model !== "string" || typeof isManaged !== "boolean") return undefined;
  if (progress === undefined) return undefined;
  return { state, message, model, isManaged, progress };
}

function readDownload(value: unknown): DownloadProgress | undefined {
  if (!isRecord(value)) return undefined;
  const { done, total } = value;
  return isAmount(done) && isAmount(total) ? { done, total } : undefined;
}

function readModel(value: unknown): ModelFacts | undefined {
  if (!isRecord(value)) return undefined;
  const { files, tokens, skipped, learnedFiles, filesToLearn } = value;
  if (!isAmount(files) || !isAmount(tokens) || !isAmount(skipped)) return undefined;
  if (!isAmount(learnedFiles) || !isAmount(filesToLearn)) return undefined;
  return { files, tokens, skipped, learnedFiles, filesToLearn };
}

function readUsage(value: unknown): UsageToday | undefined {
  if (!isRecord(value)) return undefined;
  const { shown, accepted, kept } = value;
  if (!isAmount(shown) || !isAmount(accepted) || !isAmount(kept)) return undefined;
  return { shown, accepted, kept };
}

function readAmount(value: unknown): number | undefined {
  return isAmount(value) ? value : undefined;
}
