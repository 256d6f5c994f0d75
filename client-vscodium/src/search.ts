// `Sansfil: Search the Code`: a quick pick that asks the server as one types, and shows the places it finds.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { Places } from "./places";
import { INDEX_REQUEST, SEARCH_REQUEST } from "./protocol";
import { AsYouType } from "./pure/asYouType";
import { isIndexAtWork } from "./pure/indexStatus";
import {
  type Hit,
  MOST_HITS,
  problemRow,
  readSearch,
  type SearchAnswer,
  type SearchRow,
  searchRows,
  waitingRows,
} from "./pure/search";
import { runningStatus } from "./pure/situation";
import type { Server } from "./server";
import { saidByServer } from "./serverError";

/** Fingers that type rest for longer between words, and for less within one. */
const TYPING_PAUSE_MS = 120;
/** An arrow key that is held down passes over many places. */
const LOOKING_PAUSE_MS = 100;

interface SearchItem extends vscode.QuickPickItem {
  readonly hit: Hit | undefined;
}

export function searchCode(server: Server): void {
  new SearchPick(server).show();
}

class SearchPick {
  private readonly pick = vscode.window.createQuickPick<SearchItem>();
  private readonly places = new Places();
  private readonly asking: AsYouType<SearchAnswer>;
  private readonly hearing: vscode.Disposable;
  private looking: NodeJS.Timeout | undefined;
  private isAtWork = false;
  private hasMoved = false;
  private isAccepted = false;

  constructor(private readonly server: Server) {
    this.asking = new AsYouType(TYPING_PAUSE_MS, {
      ask: (question, signal) => this.ask(question, signal),
      show: (answer) => this.answered(answer),
      fail: (error) => this.draw([problemRow(saidByServer(error) ?? muteSentence())]),
    });
    this.hearing = vscode.Disposable.from(
      this.pick,
      server.onDidChange(() => this.heard()),
      this.pick.onDidChangeValue((value) => this.typed(value)),
      this.pick.onDidChangeActive(([item]) => this.moved(item)),
      this.pick.onDidAccept(() => this.accept()),
      this.pick.onDidHide(() => this.end()),
    );
  }

  show(): void {
    this.pick.placeholder = l10n.t("Search the code: words, names or a question");
    // The order is the server's; editors that know no such property sort a name that matches first.
    Object.assign(this.pick, { sortByLabel: false });
    this.typed("");
    this.pick.show();
    // An index that slept begins to work; its status comes by itself.
    void this.server.request(INDEX_REQUEST, { action: "status" }).catch(() => {});
  }

  private typed(value: string): void {
    this.hasMoved = false;
    this.isAtWork = false;
    const question = value.trim();
    this.pick.busy = question !== "";
    if (question) this.asking.typed(question);
    else this.wait();
  }

  private wait(): void {
    this.asking.giveUp();
    this.draw(waitingRows(l10n, this.server.phase));
  }

  private async ask(question: string, signal: AbortSignal): Promise<SearchAnswer> {
    const params = { query: question, limit: MOST_HITS };
    const answer = readSearch(await this.server.requestWhile(signal, SEARCH_REQUEST, params));
    if (!answer) throw new Error("the answer is no list of places");
    return answer;
  }

  private answered(answer: SearchAnswer): void {
    this.isAtWork = isIndexAtWork(answer.status);
    this.draw(searchRows(l10n, answer));
  }

  private draw(rows: readonly SearchRow[]): void {
    this.pick.busy = false;
    this.hasMoved = false;
    this.pick.items = rows.map(item);
  }

  /** The beginning tells how far the index is; once that is done, what was found before may not be all. */
  private heard(): void {
    const { value } = this.pick;
    if (!value.trim()) this.wait();
    else if (this.isAtWork && !this.hasMoved && this.isIndexDone()) this.typed(value);
  }

  private isIndexDone(): boolean {
    const index = runningStatus(this.server.phase)?.index;
    return !!index && !isIndexAtWork(index);
  }

  /** The editor lights up the first row by itself; only what somebody goes to is shown. */
  private moved(item: SearchItem | undefined): void {
    clearTimeout(this.looking);
    if (!item?.hit || (item === this.pick.items[0] && !this.hasMoved)) return;
    this.hasMoved = true;
    const { hit } = item;
    this.looking = setTimeout(() => void this.places.look(hit), LOOKING_PAUSE_MS);
  }

  private accept(): void {
    const hit = this.pick.activeItems[0]?.hit;
    if (!hit) return;
    this.isAccepted = true;
    this.pick.hide();
    void this.places.open(hit);
  }

  private end(): void {
    clearTimeout(this.looking);
    this.asking.giveUp();
    this.hearing.dispose();
    if (!this.isAccepted) void this.places.goBack();
  }
}

/** What the server has found is shown, whether the editor sees the typed words in it or not. */
function item({ label, description, detail, hit }: SearchRow): SearchItem {
  return { label, description, detail, hit, alwaysShow: true };
}

const muteSentence = () =>
  l10n.t("The code index does not answer: restart the server, or run Doctor.");
