// What the snooze picker offers: three spans, for the language in front and for all.
import { EVERY_LANGUAGE } from "./languages";
import type { Localization } from "./localization";
import type { FrontLanguage } from "./situation";
import { HOUR_MS, QUARTER_HOUR_MS, UNTIL_RESTART_MS } from "./snooze";

export interface SnoozeChoice {
  readonly label: string;
  /** A language id, or `*` for all. */
  readonly scope: string;
  readonly durationMs: number;
}

export function snoozeChoices(
  l10n: Localization,
  language: FrontLanguage | undefined,
): readonly SnoozeChoice[] {
  const forLanguage = language ? languageChoices(l10n, language) : [];
  return [
    { label: l10n.t("For 15 minutes"), scope: EVERY_LANGUAGE, durationMs: QUARTER_HOUR_MS },
    { label: l10n.t("For 1 hour"), scope: EVERY_LANGUAGE, durationMs: HOUR_MS },
    { label: l10n.t("Until restart"), scope: EVERY_LANGUAGE, durationMs: UNTIL_RESTART_MS },
    ...forLanguage,
  ];
}

function languageChoices(l10n: Localization, { id, name }: FrontLanguage): SnoozeChoice[] {
  return [
    { label: l10n.t("{0} for 15 minutes", name), scope: id, durationMs: QUARTER_HOUR_MS },
    { label: l10n.t("{0} for 1 hour", name), scope: id, durationMs: HOUR_MS },
    { label: l10n.t("{0} until restart", name), scope: id, durationMs: UNTIL_RESTART_MS },
  ];
}
