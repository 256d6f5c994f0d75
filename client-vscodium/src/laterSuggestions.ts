// Shows a suggestion that arrives after the answer, where nothing has changed since the editor asked.
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";
import { FOLLOWED, frontPlace, placeIn } from "./documents";
import type { SuggestionReady } from "./protocol";
import {
  isSamePlace,
  isStillWanted,
  type Place,
  type Question,
  type Step,
  stepsToShow,
  stillAsked,
} from "./pure/laterSuggestion";

type Ask = Parameters<NonNullable<Middleware["provideInlineCompletionItems"]>>[4];
type Suggestions = Awaited<ReturnType<Ask>>;

const AUTOMATIC = vscode.InlineCompletionTriggerKind.Automatic;
const SILENT: vscode.InlineCompletionItemProvider = { provideInlineCompletionItems: () => [] };

/** The server is asked once, however often the editor asks while it goes through the steps. */
interface Showing {
  readonly place: Place;
  answer?: ReturnType<Ask>;
}

export class LaterSuggestions implements vscode.Disposable {
  private asked: Question | undefined;
  private showing: Showing | undefined;
  private shown: Promise<void> = Promise.resolve();
  private readonly listeners = [
    vscode.window.onDidChangeTextEditorSelection(() => this.forgetWhatWasLeft()),
    vscode.window.onDidChangeActiveTextEditor(() => this.forgetWhatWasLeft()),
  ];

  /** Takes note of what the editor asks; what it asks on our behalf goes out as typing would ask it. */
  async provide(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
    next: Ask,
  ): Promise<Suggestions> {
    const place = placeIn(document, position);
    const { showing } = this;
    if (showing && isSamePlace(place, showing.place)) {
      showing.answer ??= next(document, position, { ...context, triggerKind: AUTOMATIC }, token);
      return showing.answer;
    }
    const question = questionAt(place, context);
    this.asked = question;
    const answer = await next(document, position, context, token);
    if (this.asked === question) this.asked = { ...question, isAnswered: isSomething(answer) };
    return answer;
  }

  /** One after the other: what was announced while another was being shown comes after it. */
  show(ready: SuggestionReady): Promise<void> {
    this.shown = this.shown.then(() => this.showNow(ready));
    return this.shown;
  }

  private async showNow({ uri, version, position }: SuggestionReady): Promise<void> {
    const place = { uri: vscode.Uri.parse(uri).toString(), version, position };
    const { asked } = this;
    if (!asked || !isStillWanted(place, asked, frontPlace())) return;
    const showing = { place };
    this.showing = showing;
    try {
      for (const step of stepsToShow(asked.isAnswered)) {
        if (isSamePlace(place, frontPlace())) await take(step);
      }
    } finally {
      this.showing = undefined;
      if (this.asked === asked) this.asked = { ...asked, isAnswered: true };
    }
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }

  private forgetWhatWasLeft(): void {
    this.asked = stillAsked(this.asked, frontPlace());
  }
}

function questionAt(place: Place, context: vscode.InlineCompletionContext): Question {
  return {
    place,
    isAutomatic: context.triggerKind === AUTOMATIC,
    isSuggestWidgetOpen: context.selectedCompletionInfo !== undefined,
    isAnswered: false,
  };
}

function isSomething(answer: Suggestions): boolean {
  const items = Array.isArray(answer) ? answer : answer?.items;
  return items !== undefined && 0 < items.length;
}

/** The editor asks anew where a provider is there that it has not asked yet. */
async function take({ command, asksAnew }: Step): Promise<void> {
  const provider = asksAnew
    ? vscode.languages.registerInlineCompletionItemProvider(FOLLOWED, SILENT)
    : undefined;
  try {
    await vscode.commands.executeCommand(command);
  } finally {
    provider?.dispose();
  }
}
