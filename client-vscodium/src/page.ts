// A read-only page of markdown in an editor tab, written anew each time it is shown.
import * as vscode from "vscode";

export class ReadOnlyPage implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly uri: vscode.Uri;
  private readonly registration: vscode.Disposable;
  private text = "";

  readonly onDidChange = this.changed.event;

  /** `scheme` belongs to this page alone; `title` is the name of its tab. */
  constructor(scheme: string, title: string) {
    this.uri = vscode.Uri.from({ scheme, path: `/${title}.md` });
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  async show(markdown: string): Promise<void> {
    this.text = markdown;
    this.changed.fire(this.uri);
    await vscode.window.showTextDocument(this.uri, { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
