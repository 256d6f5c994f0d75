// How modules without an editor speak the user's language: a translator and a locale, given by the caller.

export interface Localization {
  /** English text with {0}, {1} … as places for the arguments. */
  readonly t: (message: string, ...args: (string | number)[]) => string;
  /** A BCP 47 tag, such as "fr" or "pt-br". */
  readonly locale: string;
}

export function formatNumber(l10n: Localization, value: number): string {
  return new Intl.NumberFormat(l10n.locale).format(value);
}

export function formatPercent(l10n: Localization, ratio: number): string {
  return new Intl.NumberFormat(l10n.locale, { style: "percent" }).format(ratio);
}

/** The time of day on the user's clock. */
export function formatTime(l10n: Localization, epochMs: number): string {
  return new Intl.DateTimeFormat(l10n.locale, { timeStyle: "short" }).format(epochMs);
}
