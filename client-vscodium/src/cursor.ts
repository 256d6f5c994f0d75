// Tells the server where the cursor went without an edit, so that it can prepare for the place.
import * as vscode from "vscode";
import { cursorOf, placeIn } from "./documents";
import { SYSTEM_CLOCK } from "./pure/clock";
import { type CursorMove, CursorMoves } from "./pure/cursorMoves";

/** `isHeeded` tells whether suggestions may appear in a document at all. */
export function followCursor(
  isHeeded: (document: vscode.TextDocument) => boolean,
  send: (move: CursorMove) => void,
): vscode.Disposable[] {
  const moves = new CursorMoves(SYSTEM_CLOCK, send);
  const look = (editor: vscode.TextEditor | undefined) => {
    const cursor = editor && isHeeded(editor.document) && cursorOf(editor);
    if (cursor) moves.moved(placeIn(editor.document, cursor));
  };
  return [
    moves,
    vscode.window.onDidChangeActiveTextEditor(look),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      // Without a kind a program moved it: an edit, another extension, the editor itself.
      if (kind !== undefined && textEditor === vscode.window.activeTextEditor) look(textEditor);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // Saving is told as a change without content.
      if (0 < contentChanges.length) moves.edited(document.uri.toString());
    }),
  ];
}
