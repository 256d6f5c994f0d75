// The requests that were recorded, read from the wire, and what the list and the viewer say of each.
import { formatNumber, formatPercent, type Localization } from "./localization";
import { isAmount, isOneOf, isRecord, orNull } from "./shapes";

/**
 * One request: times in ms and tokens null where nobody told, the cost in US dollars as decimal text, sizes in bytes.
 * `fault` is a short word, empty where it went well, `why` and `message` are sentences.
 */
export interface Exchange {
  readonly number: number;
  readonly at: string;
  readonly purpose: string;
  readonly tier: string;
  readonly origin: string;
  readonly model: string;
  readonly provider: string;
  readonly leavesMachine: boolean;
  readonly why: string;
  readonly promptTokens: number | null;
  readonly reusedTokens: number | null;
  readonly completionTokens: number | null;
  readonly firstMs: number | null;
  readonly totalMs: number | null;
  readonly costUsd: string | null;
  readonly masked: number;
  readonly fault: string;
  readonly message: string;
  readonly bodyBytes: number;
  readonly sharedBytes: number;
}

const ENCODINGS = ["utf-8", "base64"] as const;

/** A body that is no UTF-8 comes in base64. */
export interface WholeExchange extends Exchange {
  readonly body: string;
  readonly bodyEncoding: (typeof ENCODINGS)[number];
  readonly answer: string;
}

export interface ActivityPage {
  readonly isRecording: boolean;
  readonly items: readonly Exchange[];
}

/** We closed the answer because nobody needed more of it: no failure. */
const CLOSED = "closed";
/** It went out, and nobody knows yet what came of it. */
const UNFINISHED = "unfinished";

/** `undefined` when the value is no list of requests; a request that cannot be read spoils the list. */
export function readActivity(value: unknown): ActivityPage | undefined {
  if (!isRecord(value) || !Array.isArray(value["items"])) return undefined;
  const items = value["items"].map(readExchange).filter((item) => item !== undefined);
  if (items.length !== value["items"].length) return undefined;
  const { isRecording } = value;
  return typeof isRecording === "boolean" ? { isRecording, items } : undefined;
}

/** `undefined` when the value is no request with its body. */
export function readWholeExchange(value: unknown): WholeExchange | undefined {
  const exchange = readExchange(value);
  if (!exchange || !isRecord(value)) return undefined;
  const { body, bodyEncoding, answer } = value;
  if (typeof body !== "string" || typeof answer !== "string") return undefined;
  return isOneOf(ENCODINGS, bodyEncoding) ? { ...exchange, body, bodyEncoding, answer } : undefined;
}

function readExchange(value: unknown): Exchange | undefined {
  if (!isRecord(value)) return undefined;
  const texts = readTexts(value);
  const figures = readFigures(value);
  const { number, leavesMachine, masked, bodyBytes, sharedBytes } = value;
  if (!texts || !figures || typeof leavesMachine !== "boolean") return undefined;
  if (!isAmount(number) || !isAmount(masked)) return undefined;
  if (!isAmount(bodyBytes) || !isAmount(sharedBytes)) return undefined;
  return { number, leavesMachine, masked, bodyBytes, sharedBytes, ...texts, ...figures };
}

function readTexts(value: Record<string, unknown>) {
  const { at, purpose, tier, origin, model, provider, why, fault, message } = value;
  if (typeof at !== "string" || typeof purpose !== "string" || typeof tier !== "string") {
    return undefined;
  }
  if (typeof origin !== "string" || typeof model !== "string") return undefined;
  if (typeof provider !== "string" || typeof why !== "string") return undefined;
  if (typeof fault !== "string" || typeof message !== "string") return undefined;
  return { at, purpose, tier, origin, model, provider, why, fault, message };
}

function readFigures(value: Record<string, unknown>) {
  const promptTokens = orNull(value["promptTokens"], readAmount);
  const reusedTokens = orNull(value["reusedTokens"], readAmount);
  const completionTokens = orNull(value["completionTokens"], readAmount);
  const firstMs = orNull(value["firstMs"], readAmount);
  const totalMs = orNull(value["totalMs"], readAmount);
  const costUsd = orNull(value["costUsd"], readText);
  if (promptTokens === undefined || reusedTokens === undefined) return undefined;
  if (completionTokens === undefined || firstMs === undefined) return undefined;
  if (totalMs === undefined || costUsd === undefined) return undefined;
  return { promptTokens, reusedTokens, completionTokens, firstMs, totalMs, costUsd };
}

const readAmount = (value: unknown) => (isAmount(value) ? value : undefined);
const readText = (value: unknown) => (typeof value === "string" ? value : undefined);

/** One row of the list. `icon` is the name of one of the editor's own icons. */
export interface ActivityRow {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: string;
}

export function rowOf(l10n: Localization, exchange: Exchange): ActivityRow {
  const { purpose, model, why, message } = exchange;
  const shown = [model, tokens(l10n, exchange), total(l10n, exchange), cost(exchange)];
  const place = placeSentence(l10n, exchange);
  return {
    label: `${clock(l10n, exchange.at)}  ${purpose}`,
    description: [...shown, ending(l10n, exchange)].filter(Boolean).join(" · "),
    tooltip: [figuresSentence(l10n, exchange), place, why, message].filter(Boolean).join("\n\n"),
    icon: iconOf(exchange),
  };
}

/** A failure first, for that is what one looks for; then whether it left the machine. */
function iconOf({ fault, leavesMachine, purpose }: Exchange): string {
  if (fault && fault !== CLOSED && fault !== UNFINISHED) return "warning";
  if (leavesMachine) return "cloud";
  return purpose === "warm-up" ? "flame" : "vm";
}

/** All the figures that are known, in one line. */
export function figuresSentence(l10n: Localization, exchange: Exchange): string {
  const { completionTokens, masked } = exchange;
  const figures = [
    tokens(l10n, exchange),
    completionTokens === null ? "" : l10n.t("{0} written", formatNumber(l10n, completionTokens)),
    times(l10n, exchange),
    cost(exchange),
    masked ? l10n.t("{0} secrets masked", formatNumber(l10n, masked)) : "",
    ending(l10n, exchange),
  ];
  return figures.filter(Boolean).join(" · ");
}

function tokens(l10n: Localization, { promptTokens, reusedTokens }: Exchange): string {
  if (promptTokens === null) return "";
  if (reusedTokens === null) return l10n.t("{0} in the prompt", formatNumber(l10n, promptTokens));
  const fresh = Math.max(0, promptTokens - reusedTokens);
  return l10n.t(
    "{0} new / {1} reused",
    formatNumber(l10n, fresh),
    formatNumber(l10n, reusedTokens),
  );
}

function total(l10n: Localization, { totalMs }: Exchange): string {
  return totalMs === null ? "" : l10n.t("{0} ms", formatNumber(l10n, Math.round(totalMs)));
}

function times(l10n: Localization, exchange: Exchange): string {
  const { firstMs, totalMs } = exchange;
  if (firstMs === null || totalMs === null) return total(l10n, exchange);
  return l10n.t(
    "{0} ms to the first token, {1} ms in all",
    formatNumber(l10n, Math.round(firstMs)),
    formatNumber(l10n, Math.round(totalMs)),
  );
}

const cost = ({ costUsd }: Exchange) => (costUsd === null ? "" : `$${costUsd}`);

function ending(l10n: Localization, { fault }: Exchange): string {
  if (!fault) return "";
  if (fault === UNFINISHED) return l10n.t("not finished");
  return fault === CLOSED ? l10n.t("closed by Sansfil") : l10n.t("failed: {0}", fault);
}

function placeSentence(l10n: Localization, { leavesMachine, model, origin }: Exchange): string {
  return leavesMachine
    ? l10n.t("{0} at {1}: left this machine", model, origin)
    : l10n.t("{0} at {1}: stayed on this machine", model, origin);
}

function clock(l10n: Localization, at: string): string {
  return new Intl.DateTimeFormat(l10n.locale, { timeStyle: "medium" }).format(new Date(at));
}

/** A document for the viewer; what was reused stands from `markedFrom` to `markedTo`, in UTF-16 units. */
export interface ActivityDocument {
  readonly text: string;
  readonly markedFrom: number;
  readonly markedTo: number;
}

/** `isRaw` shows the bytes as they were sent, else what the model read of them. */
export function documentOf(
  l10n: Localization,
  whole: WholeExchange,
  isRaw: boolean,
): ActivityDocument {
  const sent = (isRaw ? undefined : promptIn(whole)) ?? whole.body;
  const marked = markOf(whole, sent);
  const date = new Intl.DateTimeFormat(l10n.locale, { dateStyle: "medium", timeStyle: "medium" });
  const number = formatNumber(l10n, whole.number);
  const head = [
    `${l10n.t("Request {0}", number)} · ${date.format(new Date(whole.at))} · ${whole.purpose}`,
    placeSentence(l10n, whole),
    figuresSentence(l10n, whole),
    whole.why,
    whole.message,
    markSentence(l10n, whole, marked),
  ];
  const before = `${head.filter(Boolean).join("\n")}\n\n── ${l10n.t("Sent")} ──\n`;
  const answer = `\n── ${l10n.t("Answered")} ──\n${plain(whole.answer)}\n`;
  const markedFrom = before.length;
  return { text: before + sent + answer, markedFrom, markedTo: markedFrom + marked.length };
}

interface Mark {
  readonly by: "tokens" | "bytes" | "nothing";
  readonly length: number;
  readonly share: number;
}

/** The share of the prompt that was reused: by the engine's own count, or else by what the request before began with. */
function markOf(whole: WholeExchange, sent: string): Mark {
  const { promptTokens, reusedTokens, bodyBytes, sharedBytes } = whole;
  if (promptTokens && reusedTokens !== null) {
    const share = Math.min(1, reusedTokens / promptTokens);
    return { by: "tokens", share, length: Math.round(share * sent.length) };
  }
  if (!bodyBytes || !sharedBytes) return { by: "nothing", share: 0, length: 0 };
  const share = Math.min(1, sharedBytes / bodyBytes);
  const isExact = sent === whole.body && whole.bodyEncoding === "utf-8";
  const length = isExact ? unitsOfBytes(sent, sharedBytes) : Math.round(share * sent.length);
  return { by: "bytes", share, length };
}

function markSentence(l10n: Localization, whole: WholeExchange, { by, share }: Mark): string {
  if (by === "nothing") return l10n.t("Nothing is marked: nobody told what was reused.");
  if (by === "tokens") {
    return l10n.t(
      "Marked: the {0} of the prompt that the engine had already, by its own count of tokens.",
      formatPercent(l10n, share),
    );
  }
  return l10n.t(
    "Marked: what the request before began with too, {0} bytes; the engine does not tell what it reused.",
    formatNumber(l10n, whole.sharedBytes),
  );
}

/** How many UTF-16 units of `text` its first `bytes` bytes in UTF-8 hold, whole characters only. */
export function unitsOfBytes(text: string, bytes: number): number {
  const encoded = new TextEncoder().encode(text).slice(0, bytes);
  return new TextDecoder().decode(encoded, { stream: true }).length;
}

/** What the model reads of a body in JSON, with its line breaks; `undefined` where it is none. */
function promptIn({ body, bodyEncoding }: WholeExchange): string | undefined {
  if (bodyEncoding !== "utf-8") return undefined;
  const tree = parsed(body);
  if (!isRecord(tree)) return undefined;
  if (typeof tree["prompt"] === "string") return plain(tree["prompt"]);
  const { messages } = tree;
  if (Array.isArray(messages)) return plain(messages.map(messageText).join("\n\n"));
  return JSON.stringify(tree, undefined, 2);
}

function messageText(message: unknown): string {
  if (!isRecord(message)) return JSON.stringify(message);
  const { role, content, ...more } = message;
  const rest = Object.keys(more).length ? JSON.stringify(more, undefined, 2) : "";
  return [`[${String(role)}]`, contentText(content), rest].filter(Boolean).join("\n");
}

function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return content ? JSON.stringify(content, undefined, 2) : "";
  return content
    .map((part) => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : ""))
    .join("");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The editor would make all line ends of a document alike, and every place behind them another. */
const plain = (text: string) => text.replaceAll("\r\n", "\n");
