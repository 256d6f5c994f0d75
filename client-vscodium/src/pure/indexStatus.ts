// What the server tells of the code index, read from the wire, and in words; mirrors tests/golden/wire/indexStatus.json.
import { formatNumber, formatPercent, type Localization } from "./localization";
import { isAmount, isOneOf, isRecord, orNull } from "./shapes";

const INDEX_STATES = ["off", "starting", "building", "ready", "embedding", "problem"] as const;
export type IndexState = (typeof INDEX_STATES)[number];

/**
 * `message` and `problem` are sentences; a problem may stand beside an index that works. `backend` is embedded, server,
 * memory or owner, empty while unknown. `vectors` of the `chunks` are found by meaning too; `skipped` counts files.
 * `done` of `total` are files, or chunks while embedding; 0 of 0 where nothing goes on or nobody knows.
 */
export interface IndexStatus {
  readonly state: IndexState;
  readonly message: string;
  readonly backend: string;
  readonly files: number;
  readonly chunks: number;
  readonly vectors: number;
  readonly skipped: number;
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
  readonly problem: string | null;
}

/** `undefined` when the value is no status of the index; fields this client does not know are dropped. */
export function readIndexStatus(value: unknown): IndexStatus | undefined {
  if (!isRecord(value)) return undefined;
  const { state, message, backend } = value;
  const counts = readCounts(value);
  const secondsLeft = orNull(value["secondsLeft"], (each) => (isAmount(each) ? each : undefined));
  const problem = orNull(value["problem"], (each) => (typeof each === "string" ? each : undefined));
  if (!isOneOf(INDEX_STATES, state) || typeof message !== "string") return undefined;
  if (typeof backend !== "string" || !counts) return undefined;
  if (secondsLeft === undefined || problem === undefined) return undefined;
  return { state, message, backend, ...counts, secondsLeft, problem };
}

/** Whether files or chunks are still to come. */
export function isIndexAtWork({ state }: IndexStatus): boolean {
  return state === "starting" || state === "building" || state === "embedding";
}

/** What the server says of the index (counts, time left, where it is kept), and what it leaves out: per cent, vectors. */
export function indexSentence(l10n: Localization, index: IndexStatus): string {
  const facts = isIndexAtWork(index) ? percentFacts(l10n, index) : vectorFacts(l10n, index);
  return [index.message, ...facts].filter(Boolean).join(" ");
}

/** What is wrong though the index works, or `undefined`; what the message itself says is not said twice. */
export function problemBeside({ message, problem }: IndexStatus): string | undefined {
  return problem === null || message.includes(problem) ? undefined : problem;
}

function percentFacts(l10n: Localization, { done, total }: IndexStatus): string[] {
  return total === 0 ? [] : [formatPercent(l10n, Math.min(1, done / total))];
}

function vectorFacts(l10n: Localization, { vectors }: IndexStatus): string[] {
  if (vectors === 0) return [];
  return [l10n.t("Found by meaning too: {0}", formatNumber(l10n, vectors))];
}

function readCounts(value: Record<string, unknown>) {
  const { files, chunks, vectors, skipped, done, total } = value;
  if (!isAmount(files) || !isAmount(chunks) || !isAmount(vectors)) return undefined;
  if (!isAmount(skipped) || !isAmount(done) || !isAmount(total)) return undefined;
  return { files, chunks, vectors, skipped, done, total };
}
