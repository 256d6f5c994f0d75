// Whether a better suggestion that arrives later may still be shown, and how the editor is brought to show it.
import type { Position } from "../protocol";

/** A cursor in one version of one document. */
export interface Place {
  readonly uri: string;
  readonly version: number;
  readonly position: Position;
}

/** The last thing that the editor asked. */
export interface Question {
  readonly place: Place;
  /** It came while typing. What a key asked for, the editor answers from memory when asked once more. */
  readonly isAutomatic: boolean;
  /** A row of the suggest widget was selected: ghost text must not compete with it. */
  readonly isSuggestWidgetOpen: boolean;
  /** The answer held a suggestion. */
  readonly isAnswered: boolean;
}

/** `front` is where the one cursor of the active editor stands; `undefined` with a selection or more cursors. */
export function isStillWanted(
  ready: Place,
  asked: Question | undefined,
  front: Place | undefined,
): boolean {
  if (!asked?.isAutomatic || asked.isSuggestWidgetOpen) return false;
  return isSamePlace(ready, asked.place) && isSamePlace(ready, front);
}

/** What was asked, as long as the cursor is still there: who moves away and back has lost interest. */
export function stillAsked(
  asked: Question | undefined,
  front: Place | undefined,
): Question | undefined {
  return asked && isSamePlace(asked.place, front) ? asked : undefined;
}

export function isSamePlace(one: Place, other: Place | undefined): boolean {
  return (
    one.uri === other?.uri &&
    one.version === other.version &&
    one.position.line === other.position.line &&
    one.position.character === other.position.character
  );
}

/** One of the editor's commands; `asksAnew` makes it ask although nothing has changed since it was told. */
export interface Step {
  readonly command: string;
  readonly asksAnew: boolean;
}

const TRIGGER = { command: "editor.action.inlineSuggest.trigger", asksAnew: true };
const SHOW_NEXT = { command: "editor.action.inlineSuggest.showNext", asksAnew: false };

/**
 * What brings the editor to show the new suggestion without a blink.
 *
 * A triggered request keeps the ghost text that is on the screen and puts the new one behind it, so the second step goes
 * on to that. The old one would come back at the next key that fits both; the third step asks once more, which keeps
 * what is shown now and drops everything else.
 */
export function stepsToShow(isSomethingShown: boolean): readonly Step[] {
  return isSomethingShown ? [TRIGGER, SHOW_NEXT, TRIGGER] : [TRIGGER];
}
