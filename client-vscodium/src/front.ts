// The document in front, and everything the status item and the menu say about it now.
import * as vscode from "vscode";
import { isFollowed } from "./documents";
import { interpreterProblems } from "./interpreters";
import { type FrontLanguage, pause, type Situation } from "./pure/situation";
import type { Server } from "./server";
import { completionSwitches } from "./settings";
import type { Snoozer } from "./snoozer";

export function currentSituation(server: Server, snoozer: Snoozer): Situation {
  return {
    server: server.phase,
    switches: completionSwitches(),
    snoozes: snoozer.snoozes,
    language: frontLanguage(),
    clientProblems: interpreterProblems(server.interpreterTrials),
    nowMs: Date.now(),
  };
}

/** Whether a document of this language gets no suggestions now. */
export function isPaused(languageId: string, snoozer: Snoozer): boolean {
  const language = { id: languageId, name: languageId };
  const { snoozes } = snoozer;
  return (
    pause({ switches: completionSwitches(), snoozes, language, nowMs: Date.now() }) !== undefined
  );
}

/** `undefined` when what is in front is not a text that gets suggestions. */
export function frontLanguage(): FrontLanguage | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (!document || !isFollowed(document)) return undefined;
  return { id: document.languageId, name: languageName(document.languageId) };
}

/** The first alias that an extension gives the language, "Python" for "python". */
function languageName(languageId: string): string {
  const declared = vscode.extensions.all.flatMap((extension) => declaredLanguages(extension));
  const named = declared.find(({ id, aliases }) => id === languageId && aliases?.[0]);
  return named?.aliases?.[0] ?? languageId;
}

interface DeclaredLanguage {
  readonly id?: string;
  readonly aliases?: readonly string[];
}

function declaredLanguages(extension: vscode.Extension<unknown>): readonly DeclaredLanguage[] {
  const languages: unknown = extension.packageJSON?.contributes?.languages;
  return Array.isArray(languages) ? languages : [];
}
