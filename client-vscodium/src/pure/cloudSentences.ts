// The sentences about the cloud tiers: free requests that are left, and what was spent.
import type { CloudStatus } from "./cloud";
import { formatNumber, type Localization } from "./localization";

/** `undefined` where nobody told how many free requests are left. */
export function quotaSentence(l10n: Localization, cloud: CloudStatus): string | undefined {
  const { freeLeftThisMinute: minute, freeLeftToday: today, freePerDay: perDay } = cloud;
  if (today === null) {
    if (minute === null) return undefined;
    return l10n.t("Free requests left: {0} this minute", formatNumber(l10n, minute));
  }
  const ofDay =
    perDay === null
      ? l10n.t("{0} today", formatNumber(l10n, today))
      : l10n.t("{0} of {1} today", formatNumber(l10n, today), formatNumber(l10n, perDay));
  if (minute === null) return l10n.t("Free requests left: {0}", ofDay);
  return l10n.t("Free requests left: {0}, {1} this minute", ofDay, formatNumber(l10n, minute));
}

export function spentTodaySentence(l10n: Localization, cloud: CloudStatus): string {
  const spent = formatUsd(l10n, cloud.spentTodayUsd);
  if (isZero(cloud.budgetDayUsd)) return l10n.t("Spent today: {0}, paid models are off", spent);
  return l10n.t("Spent today: {0} of {1}", spent, formatUsd(l10n, cloud.budgetDayUsd));
}

export function spentMonthSentence(l10n: Localization, cloud: CloudStatus): string {
  const spent = formatUsd(l10n, cloud.spentMonthUsd);
  if (isZero(cloud.budgetMonthUsd)) {
    return l10n.t("This month: {0}, paid models are off", spent);
  }
  return l10n.t("This month: {0} of {1}", spent, formatUsd(l10n, cloud.budgetMonthUsd));
}

/** Cents where they say enough, and as many digits as a small amount needs to be seen: "$1.20", "$0.0004". */
export function formatUsd(l10n: Localization, usd: string): string {
  const amount = Number(usd);
  const isSmall = amount !== 0 && Math.abs(amount) < 0.1;
  const digits = isSmall
    ? { minimumFractionDigits: 2, maximumSignificantDigits: 2, roundingPriority: "morePrecision" }
    : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const options = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" } as const;
  return new Intl.NumberFormat(l10n.locale, { ...options, ...(digits as object) }).format(amount);
}

function isZero(usd: string): boolean {
  return Number(usd) === 0;
}
