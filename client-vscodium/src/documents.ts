// The documents that the server follows, and where the cursor stands in the one in front.
import * as vscode from "vscode";
import type { Place } from "./pure/laterSuggestion";

export const FOLLOWED = [{ scheme: "file" }, { scheme: "untitled" }];

export function isFollowed(document: vscode.TextDocument): boolean {
  return FOLLOWED.some(({ scheme }) => scheme === document.uri.scheme);
}

/** The only cursor of an editor; `undefined` when something is selected or there are several. */
export function cursorOf(editor: vscode.TextEditor): vscode.Position | undefined {
  const [only, ...others] = editor.selections;
  return only?.isEmpty && others.length === 0 ? only.active : undefined;
}

export function placeIn(document: vscode.TextDocument, position: vscode.Position): Place {
  const { line, character } = position;
  return {
    uri: document.uri.toString(),
    version: document.version,
    position: { line, character },
  };
}

/** `undefined` without an active editor, or where `cursorOf` gives none. */
export function frontPlace(): Place | undefined {
  const editor = vscode.window.activeTextEditor;
  const cursor = editor && cursorOf(editor);
  return cursor && placeIn(editor.document, cursor);
}
