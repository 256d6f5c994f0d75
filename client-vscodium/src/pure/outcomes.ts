// What the server is told of a suggestion: which one was accepted, and where one was sent away.
import type { Place } from "./laterSuggestion";

/** As LSP names a place in one version of a document. */
export interface Dismissal {
  readonly textDocument: { readonly uri: string; readonly version: number };
  readonly position: Place["position"];
}

export function dismissalAt({ uri, version, position }: Place): Dismissal {
  return { textDocument: { uri, version }, position };
}

/** The number that the server gave the item; `undefined` where something else runs the command. */
export function acceptedNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
