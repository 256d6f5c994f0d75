// A read-only page for one request, on which what the engine had already is marked.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { type ActivityDocument, documentOf, type WholeExchange } from "./pure/activity";

const SCHEME = "sansfil-activity";
const NOTHING: ActivityDocument = { text: "", markedFrom: 0, markedTo: 0 };

export class ActivityViewer implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly marks = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("diffEditor.insertedTextBackground"),
    overviewRulerColor: new vscode.ThemeColor("diffEditorOverview.insertedForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  private readonly hearing: vscode.Disposable;
  private whole: WholeExchange | undefined;
  private document = NOTHING;
  private isRaw = false;

  readonly onDidChange = this.changed.event;

  constructor(private readonly ask: (number: number) => Promise<WholeExchange | undefined>) {
    this.hearing = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.window.onDidChangeVisibleTextEditors(() => this.mark()),
      vscode.workspace.onDidChangeTextDocument(() => this.mark()),
    );
  }

  /** The number of the request that the page shows. */
  get shown(): number | undefined {
    return this.whole?.number;
  }

  async show(number: number): Promise<void> {
    this.whole = (await this.ask(number)) ?? this.whole;
    if (this.whole?.number === number) await this.write();
  }

  /** The bytes as they were sent, or what the model read. */
  async toggleRaw(): Promise<void> {
    this.isRaw = !this.isRaw;
    await this.write();
  }

  provideTextDocumentContent(): string {
    return this.document.text;
  }

  dispose(): void {
    this.hearing.dispose();
    this.marks.dispose();
    this.changed.dispose();
  }

  /** One page for all of them: it is a look, not a file to be kept open. */
  private async write(): Promise<void> {
    if (!this.whole) return;
    this.document = documentOf(l10n, this.whole, this.isRaw);
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${l10n.t("Sansfil Request")}.txt` });
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true, preserveFocus: true });
    this.mark();
  }

  private mark(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      if (document.uri.scheme !== SCHEME) continue;
      const { markedFrom, markedTo } = this.document;
      const from = document.positionAt(markedFrom);
      editor.setDecorations(this.marks, [new vscode.Range(from, document.positionAt(markedTo))]);
    }
  }
}
