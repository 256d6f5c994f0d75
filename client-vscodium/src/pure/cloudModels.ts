// The models that a provider has today, read from the wire, and the quick pick in which several are chosen in order.
import { isUsd } from "./cloud";
import { formatUsd } from "./cloudSentences";
import { formatNumber, type Localization } from "./localization";
import { isAmount, isRecord } from "./shapes";

/** The tiers that a provider serves; their models are two settings. */
export type CloudTier = "completion" | "agent";

/** Prices are US dollars per million tokens as text, null where there is no fixed one; `why` is a sentence or empty. */
export interface CloudModel {
  readonly id: string;
  readonly name: string;
  readonly contextTokens: number;
  readonly isFree: boolean;
  readonly hasTools: boolean;
  readonly promptUsdPerMillion: string | null;
  readonly completionUsdPerMillion: string | null;
  readonly why: string;
  /** It is asked as things are now, whether the user or the product has chosen it. */
  readonly isChosen: boolean;
}

/** A model that somebody prefers and that is not there today, with the reason. */
export interface GoneModel {
  readonly id: string;
  readonly message: string;
}

export interface CloudModels {
  readonly models: readonly CloudModel[];
  readonly gone: readonly GoneModel[];
  readonly message: string;
}

export interface ModelPick {
  readonly kind: "separator" | "model";
  /** Empty for the product's own list. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/** Stands for the product's own list among the ids. */
export const OWN_LIST = "";

/** `undefined` when the value is no list of models; fields this client does not know are dropped. */
export function readCloudModels(value: unknown): CloudModels | undefined {
  if (!isRecord(value) || typeof value["message"] !== "string") return undefined;
  const models = listOf(value["models"], readModel);
  const gone = listOf(value["gone"], readGone);
  return models && gone ? { models, gone, message: value["message"] } : undefined;
}

/**
 * The product's own list, then what costs nothing, what costs, what is gone, and what of the user's `chosen` ids is none of
 * these.
 */
export function modelPicks(
  l10n: Localization,
  tier: CloudTier,
  found: CloudModels,
  chosen: readonly string[],
): ModelPick[] {
  const usable = found.models.filter(({ hasTools }) => hasTools || tier === "completion");
  const free = usable.filter(({ isFree }) => isFree).map((each) => modelPick(l10n, each));
  const paid = usable.filter(({ isFree }) => !isFree).map((each) => modelPick(l10n, each));
  const gone = found.gone.map((each) => gonePick(l10n, each));
  const listed = new Set([OWN_LIST, ...[...free, ...paid, ...gone].map(({ id }) => id)]);
  const unlisted = chosen.filter((id) => !listed.has(id)).map((id) => unlistedPick(l10n, id));
  return [
    ownListPick(l10n),
    ...section(l10n.t("Free"), free),
    ...section(l10n.t("Paid"), paid),
    ...section(l10n.t("No longer there"), gone),
    ...section(l10n.t("Your own"), unlisted),
  ];
}

/** Models in the order in which they were ticked; the product's own list is ticked alone, or where nothing else is. */
export function nextOrder(before: readonly string[], ticked: readonly string[]): string[] {
  const added = ticked.filter((id) => !before.includes(id));
  if (added.includes(OWN_LIST)) return [OWN_LIST];
  const kept = before.filter((id) => id !== OWN_LIST && ticked.includes(id));
  const order = [...kept, ...added];
  return order.length === 0 ? [OWN_LIST] : order;
}

export function orderSentence(l10n: Localization, order: readonly string[]): string {
  const named = order.filter((id) => id !== OWN_LIST);
  if (named.length === 0) return l10n.t("Sansfil's own list is asked");
  return l10n.t("Asked in this order: {0}", named.join(", "));
}

function ownListPick(l10n: Localization): ModelPick {
  return {
    kind: "model",
    id: OWN_LIST,
    label: l10n.t("Sansfil's own list"),
    description: l10n.t("recommended"),
    detail: l10n.t(
      "Free models first, then cheap ones within your budget, of those there are today",
    ),
  };
}

function modelPick(l10n: Localization, model: CloudModel): ModelPick {
  const { id, name, why, isChosen, hasTools, contextTokens } = model;
  const context = l10n.t("context {0}", formatNumber(l10n, contextTokens));
  const tools = hasTools ? l10n.t("tools") : l10n.t("no tools");
  const facts = [priceSentence(l10n, model), context, tools].join(" · ");
  const description = isChosen ? `${id} · ${l10n.t("asked now")}` : id;
  const detail = why ? `${facts} · ${why}` : facts;
  return { kind: "model", id, label: name, description, detail };
}

function priceSentence(l10n: Localization, model: CloudModel): string {
  const { isFree, promptUsdPerMillion: prompt, completionUsdPerMillion: completion } = model;
  if (isFree) return l10n.t("free");
  if (prompt === null || completion === null) return l10n.t("price depends on the request");
  const [read, written] = [formatUsd(l10n, prompt), formatUsd(l10n, completion)];
  return l10n.t("{0} read, {1} written per million tokens", read, written);
}

function gonePick(l10n: Localization, { id, message }: GoneModel): ModelPick {
  const description = l10n.t("not there today");
  return { kind: "model", id, label: id, description, detail: message };
}

/** A model that this list leaves out stays chosen until its user says otherwise. */
function unlistedPick(l10n: Localization, id: string): ModelPick {
  return { kind: "model", id, label: id, description: l10n.t("not in the list"), detail: "" };
}

function section(label: string, picks: readonly ModelPick[]): ModelPick[] {
  if (picks.length === 0) return [];
  return [{ kind: "separator", id: "", label, description: "", detail: "" }, ...picks];
}

function listOf<T>(value: unknown, read: (value: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found = value.map(read).filter((each) => each !== undefined);
  return found.length === value.length ? found : undefined;
}

function readModel(value: unknown): CloudModel | undefined {
  if (!isRecord(value)) return undefined;
  const { id, name, contextTokens, isFree, hasTools, why, isChosen } = value;
  if (typeof id !== "string" || typeof name !== "string" || !isAmount(contextTokens)) {
    return undefined;
  }
  if (typeof isFree !== "boolean" || typeof hasTools !== "boolean") return undefined;
  if (typeof isChosen !== "boolean" || typeof why !== "string") return undefined;
  const prices = readPrices(value);
  return prices && { id, name, contextTokens, isFree, hasTools, why, isChosen, ...prices };
}

function readPrices({ promptUsdPerMillion, completionUsdPerMillion }: Record<string, unknown>) {
  if (!isPrice(promptUsdPerMillion) || !isPrice(completionUsdPerMillion)) return undefined;
  return { promptUsdPerMillion, completionUsdPerMillion };
}

function isPrice(value: unknown): value is string | null {
  return value === null || isUsd(value);
}

function readGone(value: unknown): GoneModel | undefined {
  if (!isRecord(value)) return undefined;
  const { id, message } = value;
  return typeof id === "string" && typeof message === "string" ? { id, message } : undefined;
}
