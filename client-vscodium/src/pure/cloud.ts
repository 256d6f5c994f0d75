// What the server tells of the cloud tiers in its status, read from the wire; mirrors tests/golden/wire/cloudStatus.json.
import { isAmount, isOneOf, isRecord, orNull } from "./shapes";

const CLOUD_STATES = [
  "off",
  "needsKey",
  "needsConsent",
  "ready",
  "resting",
  "problem",
  "private",
] as const;
export type CloudState = (typeof CLOUD_STATES)[number];

/**
 * `message` is a sentence, `model` empty while unknown. Requests to free models that are left, null where nobody told.
 * Amounts are US dollars as decimal text, exact to what was booked.
 */
export interface CloudStatus {
  readonly state: CloudState;
  readonly message: string;
  readonly model: string;
  readonly freeLeftThisMinute: number | null;
  readonly freeLeftToday: number | null;
  readonly freePerDay: number | null;
  readonly spentTodayUsd: string;
  readonly spentMonthUsd: string;
  readonly budgetDayUsd: string;
  readonly budgetMonthUsd: string;
}

/** `undefined` when the value is no status of the cloud. */
export function readCloudStatus(value: unknown): CloudStatus | undefined {
  if (!isRecord(value)) return undefined;
  const { state, message, model } = value;
  const quota = readQuota(value);
  const spending = readSpending(value);
  if (!isOneOf(CLOUD_STATES, state) || !quota || !spending) return undefined;
  if (typeof message !== "string" || typeof model !== "string") return undefined;
  return { state, message, model, ...quota, ...spending };
}

function readQuota(value: Record<string, unknown>) {
  const freeLeftThisMinute = orNull(value["freeLeftThisMinute"], readAmount);
  const freeLeftToday = orNull(value["freeLeftToday"], readAmount);
  const freePerDay = orNull(value["freePerDay"], readAmount);
  if (freeLeftThisMinute === undefined || freeLeftToday === undefined) return undefined;
  return freePerDay === undefined ? undefined : { freeLeftThisMinute, freeLeftToday, freePerDay };
}

function readSpending(value: Record<string, unknown>) {
  const { spentTodayUsd, spentMonthUsd, budgetDayUsd, budgetMonthUsd } = value;
  if (!isUsd(spentTodayUsd) || !isUsd(spentMonthUsd)) return undefined;
  if (!isUsd(budgetDayUsd) || !isUsd(budgetMonthUsd)) return undefined;
  return { spentTodayUsd, spentMonthUsd, budgetDayUsd, budgetMonthUsd };
}

/** A decimal number as text, such as "0.0312" or "1e-7". */
export function isUsd(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
}

function readAmount(value: unknown): number | undefined {
  return isAmount(value) ? value : undefined;
}
