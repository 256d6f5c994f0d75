// Draws the place that is to be edited next, and goes there, takes it, skips it or stops at a key.
import * as vscode from "vscode";
import { cursorOf } from "./documents";
import { l10n } from "./localization";
import { NEXT_EDIT_SKIP_COMMAND, NEXT_EDIT_STOP_COMMAND, type NextEditOffer } from "./protocol";
import { withDeadline } from "./pure/deadline";
import { type Front, fits, ghostText, hintAt, nextStep } from "./pure/nextEdit";

const NEXT_OFFER_DEADLINE_MS = 1_000;
const CONTEXT_KEY = "sansfil.hasNextEdit";
const GHOST = new vscode.ThemeColor("editorGhostText.foreground");

export interface NextEditHost {
  /** Whether nothing is to be offered in this language now. */
  readonly isPaused: (languageId: string) => boolean;
  /** Tells the server one of its commands; rejects where it does not run. */
  readonly tell: (command: string) => Promise<unknown>;
}

export class NextEdits implements vscode.Disposable {
  private offer: NextEditOffer | undefined;
  private spoken: vscode.Disposable | undefined;
  private turn: Promise<void> = Promise.resolve();
  private resume: () => void = () => {};
  private readonly struck = vscode.window.createTextEditorDecorationType({
    textDecoration: "line-through",
    opacity: "0.6",
  });
  private readonly ghost = vscode.window.createTextEditorDecorationType({});
  private readonly mark = vscode.window.createTextEditorDecorationType({
    borderColor: GHOST,
    borderStyle: "dashed",
    borderWidth: "1px",
  });
  private readonly hint = vscode.window.createTextEditorDecorationType({});
  private readonly listeners = [
    vscode.window.onDidChangeTextEditorSelection(() => this.draw()),
    vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => this.changed(document)),
  ];

  constructor(private readonly host: NextEditHost) {}

  /** `null` takes the last offer back. */
  show(offer: NextEditOffer | null): void {
    const uri = offer && vscode.Uri.parse(offer.uri).toString();
    this.offer = offer && uri ? { ...offer, uri } : undefined;
    this.resume();
    void vscode.commands.executeCommand("setContext", CONTEXT_KEY, this.offer !== undefined);
    this.say();
    this.draw();
  }

  /** First to the place, then the edit itself; a key pressed twice in a row waits for the first to be done. */
  take(): Promise<void> {
    this.turn = this.turn.then(() => this.takeNow()).catch(() => {});
    return this.turn;
  }

  async skip(): Promise<void> {
    if (this.offer) await this.tell(NEXT_EDIT_SKIP_COMMAND);
  }

  async stop(): Promise<void> {
    if (!this.offer) return;
    this.show(null);
    await this.tell(NEXT_EDIT_STOP_COMMAND);
  }

  dispose(): void {
    const { struck, ghost, mark, hint, listeners } = this;
    for (const part of [struck, ghost, mark, hint, ...listeners]) part.dispose();
    this.spoken?.dispose();
  }

  private async takeNow(): Promise<void> {
    const { offer } = this;
    if (!offer) return;
    const editor = vscode.window.activeTextEditor;
    const step = nextStep(offer, editor && frontOf(editor));
    if (step === "jump") await jumpTo(offer);
    else await this.goOn(step === "take" && editor ? put(editor, offer) : Promise.resolve(false));
  }

  /** What could not be put in is skipped; the key may be pressed again once the server has said what comes next. */
  private async goOn(put: Promise<boolean>): Promise<void> {
    const next = new Promise<void>((resolve) => {
      this.resume = resolve;
    });
    if (!(await put)) await this.skip();
    await withDeadline(next, NEXT_OFFER_DEADLINE_MS).catch(() => {});
  }

  /** A server that is gone offers nothing more. */
  private async tell(command: string): Promise<void> {
    await this.host.tell(command).catch(() => this.show(null));
  }

  /** The server tells the place anew for the version that is there now. */
  private changed(document: vscode.TextDocument): void {
    if (this.offer?.uri === document.uri.toString()) this.draw();
  }

  /** For screen readers, and for whoever looks there: the status bar says what is offered. */
  private say(): void {
    this.spoken?.dispose();
    this.spoken = this.offer && vscode.window.setStatusBarMessage(`$(edit) ${this.offer.message}`);
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) this.drawIn(editor);
  }

  private drawIn(editor: vscode.TextEditor): void {
    const offer = this.offerFor(editor.document);
    const isHere = offer !== undefined && fits(offer, identityOf(editor.document));
    const range = isHere ? rangeOf(offer) : undefined;
    const isLook = offer?.kind === "look";
    editor.setDecorations(this.struck, range && !isLook ? [range] : []);
    editor.setDecorations(this.mark, range && isLook ? [range] : []);
    editor.setDecorations(this.ghost, range && offer && !isLook ? [ghostBehind(range, offer)] : []);
    const isFront = editor === vscode.window.activeTextEditor;
    editor.setDecorations(this.hint, isFront && offer ? hintBehind(editor, offer) : []);
  }

  private offerFor(document: vscode.TextDocument): NextEditOffer | undefined {
    return this.host.isPaused(document.languageId) ? undefined : this.offer;
  }
}

function identityOf(document: vscode.TextDocument): { uri: string; version: number } {
  return { uri: document.uri.toString(), version: document.version };
}

function frontOf(editor: vscode.TextEditor): Front | undefined {
  const cursor = cursorOf(editor);
  if (!cursor) return undefined;
  const { line, character } = cursor;
  return { ...identityOf(editor.document), position: { line, character } };
}

function rangeOf({ range }: NextEditOffer): vscode.Range {
  const { start, end } = range;
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function ghostBehind(range: vscode.Range, offer: NextEditOffer): vscode.DecorationOptions {
  const after = { contentText: ghostText(offer), color: GHOST };
  return {
    range: new vscode.Range(range.end, range.end),
    hoverMessage: offer.message,
    renderOptions: { after },
  };
}

function hintBehind(editor: vscode.TextEditor, offer: NextEditOffer): vscode.DecorationOptions[] {
  const front = frontOf(editor);
  const contentText = hintAt(l10n, offer, front);
  if (!front || contentText === undefined) return [];
  const { end } = editor.document.lineAt(front.position.line).range;
  const after = { contentText, color: GHOST, fontStyle: "italic", margin: "0 0 0 2em" };
  return [{ range: new vscode.Range(end, end), renderOptions: { after } }];
}

async function jumpTo(offer: NextEditOffer): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(offer.uri));
  const editor = await vscode.window.showTextDocument(document);
  if (!fits(offer, identityOf(document))) return;
  const range = rangeOf(offer);
  editor.selection = new vscode.Selection(range.end, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** One edit, which one undo takes back; false where the document is another by now, or may not be edited. */
async function put(editor: vscode.TextEditor, offer: NextEditOffer): Promise<boolean> {
  if (!fits(offer, identityOf(editor.document))) return true;
  return editor.edit((edit) => edit.replace(rangeOf(offer), offer.newText));
}
