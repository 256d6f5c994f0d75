// What is shown of a place that remains to be edited, and what the key for it does.
import type { NextEditOffer, Position } from "../protocol";
import type { Localization } from "./localization";

export const TAKE_KEY = "Alt+Enter";

/** A document as it is now, and the line and column of the one cursor in it, if it has the keyboard. */
export interface Front {
  readonly uri: string;
  readonly version: number;
  readonly position: Position;
}

/** `jump` goes to the place, `take` puts its text in, `skip` goes on where there is nothing to put in. */
export type NextStep = "jump" | "take" | "skip";

export function nextStep(offer: NextEditOffer, front: Front | undefined): NextStep {
  if (!front || front.uri !== offer.uri || !isWithin(offer, front.position)) return "jump";
  return offer.kind === "look" ? "skip" : "take";
}

/** An offer for another version than the one on the screen must not be drawn: it may lie elsewhere. */
export function fits(offer: NextEditOffer, document: { uri: string; version: number }): boolean {
  return offer.uri === document.uri && offer.version === document.version;
}

/** What stands behind the cursor's line: how many places are left, and at the place what the key does there. */
export function hintAt(
  l10n: Localization,
  offer: NextEditOffer,
  front: Front | undefined,
): string | undefined {
  if (!front) return undefined;
  const step = nextStep(offer, front);
  if (step === "take") return l10n.t("→ {0} takes it", TAKE_KEY);
  if (step === "skip") return l10n.t("→ {0} goes on", TAKE_KEY);
  const left = offer.remaining + 1;
  return left === 1
    ? l10n.t("→ 1 place left: {0}", TAKE_KEY)
    : l10n.t("→ {0} places left: {1}", left, TAKE_KEY);
}

/** Text for a decoration, which would drop spaces at its ends. */
export function ghostText(offer: NextEditOffer): string {
  return offer.newText.replaceAll(" ", "\u00a0");
}

function isWithin({ range }: NextEditOffer, position: Position): boolean {
  return isBeforeOrAt(range.start, position) && isBeforeOrAt(position, range.end);
}

function isBeforeOrAt(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.character <= other.character);
}
