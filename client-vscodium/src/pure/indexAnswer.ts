// What the index answers to `sansfil/index`, read from the wire, and the pages that are made of it.
import { type IndexStatus, indexSentence, readIndexStatus } from "./indexStatus";
import { formatNumber, type Localization } from "./localization";
import { isRecord, orNull } from "./shapes";

/** What is asked of the index; it answers each with its status. */
export type IndexAction = "status" | "skipped" | "map" | "rebuild" | "clear";

/** A file that is not searched; `why` is a sentence without its capital and full stop. */
export interface Skipped {
  readonly path: string;
  readonly why: string;
}

/** All but the status are null where nobody asked for them; `message` is a sentence. */
export interface IndexAnswer {
  readonly status: IndexStatus;
  readonly skipped: readonly Skipped[] | null;
  readonly map: string | null;
  readonly message: string | null;
}

/** `undefined` when the value is no answer of the index. */
export function readIndexAnswer(value: unknown): IndexAnswer | undefined {
  if (!isRecord(value)) return undefined;
  const status = readIndexStatus(value["status"]);
  const skipped = orNull(value["skipped"] ?? null, readSkipped);
  const map = orNull(value["map"] ?? null, readText);
  const message = orNull(value["message"] ?? null, readText);
  if (!status || skipped === undefined) return undefined;
  return map === undefined || message === undefined ? undefined : { status, skipped, map, message };
}

/** The files by the reason for which they are not searched, the commonest reason first. */
export function skippedPage(l10n: Localization, answer: IndexAnswer): string {
  const { status } = answer;
  const skipped = answer.skipped ?? [];
  const unlisted = status.skipped - skipped.length;
  const left = l10n.t("Not listed: {0}", formatNumber(l10n, unlisted));
  return page(
    l10n.t("Files that are not searched: {0}", formatNumber(l10n, status.skipped)),
    indexSentence(l10n, status),
    ...byReason(skipped).map(([why, paths]) => section(l10n, why, paths)),
    ...(unlisted > 0 ? [left] : []),
  );
}

/** The map as the server draws it; where there is none yet, how far the index is. */
export function mapPage(l10n: Localization, { status, map }: IndexAnswer): string {
  const title = l10n.t("Architecture map");
  const body = map?.trim() || l10n.t("There is nothing on the map yet.");
  return page(title, indexSentence(l10n, status), body);
}

function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts].join("\n\n")}\n`;
}

function byReason(skipped: readonly Skipped[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const { path, why } of skipped) {
    const paths = groups.get(why);
    if (paths) paths.push(path);
    else groups.set(why, [path]);
  }
  return [...groups].sort(([, one], [, other]) => other.length - one.length);
}

/** A name with a line break in it stays one line. */
function section(l10n: Localization, why: string, paths: readonly string[]): string {
  const lines = paths.map((path) => `- ${path.replaceAll(/[\r\n]/g, "�")}`);
  const reason = why.charAt(0).toUpperCase() + why.slice(1);
  const heading = `${reason}: ${formatNumber(l10n, paths.length)}`;
  return `## ${heading}\n\n${lines.join("\n")}`;
}

function readSkipped(value: unknown): Skipped[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.map(readSkippedFile);
  return found.every((each) => each !== undefined) ? found : undefined;
}

function readSkippedFile(value: unknown): Skipped | undefined {
  if (!isRecord(value)) return undefined;
  const { path, why } = value;
  return typeof path === "string" && typeof why === "string" ? { path, why } : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
