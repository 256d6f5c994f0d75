// What the server says beyond standard LSP; mirrors server/sansfil/entrypoints/lsp/protocol.py.

export const STATUS_NOTIFICATION = "sansfil/status";
export const LEARN_PROGRESS_TOKEN = "sansfil/learn";
export const DOCTOR_COMMAND = "sansfil.doctor";
export const RELEARN_COMMAND = "sansfil.relearn";

const STATES = ["starting", "learning", "ready", "problem"] as const;
export type ServerState = (typeof STATES)[number];

export interface LastSuggestion {
  readonly tier: string;
  readonly latencyMs: number;
  readonly characters: number;
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

export interface ServerStatus {
  readonly state: ServerState;
  readonly message: string;
  readonly lastSuggestion: LastSuggestion | null;
  readonly silence: Silence | null;
  readonly model: ModelFacts;
  readonly problems: readonly string[];
}

/** The settings the server reads, sent raw: what is wrong in them it reports itself. Unset ones are left out. */
export interface ServerSettings {
  readonly completion: { readonly enabled: unknown; readonly languages: unknown };
  readonly workspaceModel: {
    readonly enabled: unknown;
    readonly minConfidence: unknown;
    readonly maxTokens: unknown;
  };
  readonly cacheDir: unknown;
}

/** `undefined` when the value is not a status; fields this client does not know are dropped. */
export function readStatus(value: unknown): ServerStatus | undefined {
  if (!isRecord(value)) return undefined;
  const { state, message, problems } = value;
  const lastSuggestion = orNull(value["lastSuggestion"], readLastSuggestion);
  const silence = orNull(value["silence"], readSilence);
  const model = readModel(value["model"]);
  if (!isState(state) || typeof message !== "string" || !isStringList(problems)) return undefined;
  if (lastSuggestion === undefined || silence === undefined || !model) return undefined;
  return { state, message, lastSuggestion, silence, model, problems };
}

/** The markdown of the server's answer to `sansfil.doctor`; `undefined` when it sent none. */
export function readDoctorMarkdown(value: unknown): string | undefined {
  const markdown = isRecord(value) ? value["markdown"] : undefined;
  return typeof markdown === "string" ? markdown : undefined;
}

function readLastSuggestion(value: unknown): LastSuggestion | undefined {
  if (!isRecord(value)) return undefined;
  const { tier, latencyMs, characters } = value;
  if (typeof tier !== "string" || !isAmount(latencyMs) || !isAmount(characters)) return undefined;
  return { tier, latencyMs, characters };
}

function readSilence(value: unknown): Silence | undefined {
  if (!isRecord(value)) return undefined;
  const { code, message } = value;
  if (typeof code !== "string" || typeof message !== "string") return undefined;
  return { code, message };
}

function readModel(value: unknown): ModelFacts | undefined {
  if (!isRecord(value)) return undefined;
  const { files, tokens, skipped, learnedFiles, filesToLearn } = value;
  if (!isAmount(files) || !isAmount(tokens) || !isAmount(skipped)) return undefined;
  if (!isAmount(learnedFiles) || !isAmount(filesToLearn)) return undefined;
  return { files, tokens, skipped, learnedFiles, filesToLearn };
}

function orNull<T>(value: unknown, read: (value: unknown) => T | undefined): T | null | undefined {
  return value === null ? null : read(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isState(value: unknown): value is ServerState {
  return STATES.some((state) => state === value);
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && 0 <= value;
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
