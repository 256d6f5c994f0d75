// Shows places of files while one is chosen, and goes back to where the user was if none is.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { noticeAnswer } from "./notice";
import type { Range } from "./pure/search";

/** What the user has opened meanwhile would close when it loses the keyboard. */
const KEEPING_FOCUS = true;

export interface PlaceInFile {
  readonly uri: string;
  readonly range: Range;
}

export class Places {
  private readonly origin = vscode.window.activeTextEditor;
  private readonly originSelection = this.origin?.selection;
  private looked: string | undefined;
  private turn: Promise<void> = Promise.resolve();

  /** Lets see the place; the keyboard stays where it is. What cannot be shown is left out. */
  look(place: PlaceInFile): Promise<void> {
    return this.inTurn(async () => {
      this.looked = place.uri;
      await show(place, { preview: true, preserveFocus: true });
    });
  }

  /** Opens the place, its lines selected. */
  open(place: PlaceInFile): Promise<void> {
    return this.inTurn(async () => {
      await show(place, { preview: false }).catch(() => noticeAnswer(goneSentence(), []));
    });
  }

  /** As if nobody had looked anywhere. */
  goBack(): Promise<void> {
    return this.inTurn(async () => {
      if (this.looked === undefined) return;
      await this.showOrigin();
      const left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
      const closing = left.filter((tab) => this.isOnlyLookedAt(tab));
      await vscode.window.tabGroups.close(closing, KEEPING_FOCUS);
    });
  }

  private async showOrigin(): Promise<void> {
    const { origin, originSelection: selection } = this;
    if (!origin || !selection) return;
    const column = origin.viewColumn ?? vscode.ViewColumn.Active;
    await vscode.window.showTextDocument(origin.document, { viewColumn: column, selection });
  }

  private isOnlyLookedAt({ isPreview, input }: vscode.Tab): boolean {
    if (!isPreview || !(input instanceof vscode.TabInputText)) return false;
    const uri = input.uri.toString();
    return uri === this.looked && uri !== this.origin?.document.uri.toString();
  }

  /** One after the other, or the last to open would not be the last that was asked for. */
  private inTurn(step: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(step).catch(() => {});
    return this.turn;
  }
}

async function show(
  { uri, range }: PlaceInFile,
  options: vscode.TextDocumentShowOptions,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  const editor = await vscode.window.showTextDocument(document, options);
  const { start, end } = range;
  const first = new vscode.Position(start.line, start.character);
  // The cursor stands at the beginning, where reading begins.
  editor.selection = new vscode.Selection(new vscode.Position(end.line, end.character), first);
  // A list of places covers the upper half of the editor.
  editor.revealRange(new vscode.Range(first, first), vscode.TextEditorRevealType.InCenter);
}

const goneSentence = () =>
  l10n.t("This file cannot be opened: it may be gone, or no text. Search again in a moment.");
