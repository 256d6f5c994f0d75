// Which languages get suggestions: arithmetic over `sansfil.completion.languages`.

/** The key that stands for every language the map does not name. */
export const EVERY_LANGUAGE = "*";

export type LanguageSwitches = Readonly<Record<string, boolean>>;

export interface CompletionSwitches {
  readonly isEnabled: boolean;
  readonly languages: LanguageSwitches;
}

/** Reads the two raw settings; what is not a boolean counts as not set. */
export function readSwitches(enabled: unknown, languages: unknown): CompletionSwitches {
  const entries = typeof languages === "object" && languages !== null ? languages : {};
  const booleans = Object.entries(entries).filter(([, isOn]) => typeof isOn === "boolean");
  return { isEnabled: enabled !== false, languages: Object.fromEntries(booleans) };
}

export function isLanguageOn(languages: LanguageSwitches, languageId: string): boolean {
  return languages[languageId] ?? languages[EVERY_LANGUAGE] ?? true;
}

/** Without a language (no text editor is open) only the switch for everything counts. */
export function isCompletionOn(
  switches: CompletionSwitches,
  languageId: string | undefined,
): boolean {
  if (!switches.isEnabled) return false;
  return languageId === undefined || isLanguageOn(switches.languages, languageId);
}

/** The switches after one press on "toggle for this language": on for certain, or off for it alone. */
export function toggleLanguage(
  switches: CompletionSwitches,
  languageId: string,
): CompletionSwitches {
  const isOn = !isCompletionOn(switches, languageId);
  const languages = { ...switches.languages, [languageId]: isOn };
  return { isEnabled: switches.isEnabled || isOn, languages };
}
