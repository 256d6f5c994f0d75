// What the index answers to `sansfil/search`, read from the wire, and the rows of the quick pick that shows it.
import type { Position } from "../protocol";
import {
  type IndexStatus,
  indexSentence,
  isIndexAtWork,
  problemBeside,
  readIndexStatus,
} from "./indexStatus";
import type { Localization } from "./localization";
import { isAmount, isRecord, isStringList } from "./shapes";
import type { ServerPhase } from "./situation";

export const MOST_HITS = 40;

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** `path` is for people, `uri` for the editor; `symbol` and `language` may be empty; `why` are short
 * sentences without full stops. */
export interface Hit {
  readonly uri: string;
  readonly path: string;
  readonly range: Range;
  readonly symbol: string;
  readonly language: string;
  readonly score: number;
  readonly text: string;
  readonly why: readonly string[];
}

/** The best first. */
export interface SearchAnswer {
  readonly hits: readonly Hit[];
  readonly status: IndexStatus;
}

/** `hit` is `undefined` where the row only tells something. */
export interface SearchRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly hit: Hit | undefined;
}

/** `undefined` when the value is no answer to a search; fields this client does not know are dropped. */
export function readSearch(value: unknown): SearchAnswer | undefined {
  if (!isRecord(value) || !Array.isArray(value["hits"])) return undefined;
  const hits = value["hits"].map(readHit);
  const status = readIndexStatus(value["status"]);
  if (!status || !hits.every((hit) => hit !== undefined)) return undefined;
  return { hits, status };
}

/** The hits in the server's order; where the index is still at work, or has none, a row that says so. */
export function searchRows(l10n: Localization, { hits, status }: SearchAnswer): SearchRow[] {
  const rows = hits.map((hit) => hitRow(hit));
  if (rows.length > 0 && !isIndexAtWork(status)) return rows;
  const label = hits.length === 0 ? l10n.t("Nothing was found") : l10n.t("There may be more");
  return [...rows, toldRow("info", label, indexSentence(l10n, status))];
}

/** What stands there before anything was typed: how far the index is. */
export function waitingRows(l10n: Localization, server: ServerPhase): SearchRow[] {
  if (server.kind === "stopped") return [problemRow(server.problem)];
  if (server.kind === "starting") return [toldRow("sync", l10n.t("Sansfil is starting."), "")];
  const { index } = server.status;
  if (!index) return [problemRow(l10n.t("The server tells nothing of a code index."))];
  const problem = problemBeside(index);
  const rows = problem === undefined ? [] : [problemRow(problem)];
  const label = l10n.t("Words, names or a question");
  return [...rows, toldRow("info", label, indexSentence(l10n, index))];
}

export function problemRow(sentence: string): SearchRow {
  return toldRow("warning", sentence, "");
}

/** "lib/cart.dart:12", counted from 1 as editors show it. */
export function placeOf({ path, range }: Hit): string {
  return `${path}:${range.start.line + 1}`;
}

function hitRow(hit: Hit): SearchRow {
  const name = hit.symbol || (hit.path.split("/").at(-1) ?? hit.path);
  const icon = hit.symbol ? "symbol-misc" : "file";
  return {
    label: `$(${icon}) ${name}`,
    description: placeOf(hit),
    detail: hit.why.join(" · "),
    hit,
  };
}

function toldRow(icon: string, label: string, detail: string): SearchRow {
  return { label: `$(${icon}) ${label}`, description: "", detail, hit: undefined };
}

function readHit(value: unknown): Hit | undefined {
  if (!isRecord(value)) return undefined;
  const { uri, path, symbol, language, score, text, why } = value;
  const range = readRange(value["range"]);
  if (typeof uri !== "string" || typeof path !== "string" || !range) return undefined;
  if (typeof symbol !== "string" || typeof language !== "string") return undefined;
  if (!isAmount(score) || typeof text !== "string" || !isStringList(why)) return undefined;
  return { uri, path, range, symbol, language, score, text, why };
}

function readRange(value: unknown): Range | undefined {
  if (!isRecord(value)) return undefined;
  const [start, end] = [readPosition(value["start"]), readPosition(value["end"])];
  return start && end && { start, end };
}

function readPosition(value: unknown): Position | undefined {
  if (!isRecord(value)) return undefined;
  const { line, character } = value;
  return isAmount(line) && isAmount(character) ? { line, character } : undefined;
}
