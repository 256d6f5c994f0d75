// `Sansfil: Show Activity`: the list of requests that were recorded, and what is done with it.
import * as vscode from "vscode";
import { ActivityViewer } from "./activityViewer";
import { l10n } from "./localization";
import { noticeAnswer, restartServer } from "./notice";
import { ACTIVITY_REQUEST, CLEAR_ACTIVITY_COMMAND } from "./protocol";
import {
  type ActivityPage,
  type Exchange,
  readActivity,
  readWholeExchange,
  rowOf,
  type WholeExchange,
} from "./pure/activity";
import type { Server } from "./server";
import { saidByServer } from "./serverError";

const VIEW = "sansfil.activity";
const SHOWN_CONTEXT = "sansfil.showsActivity";
const PAGE = 200;
const EXPORT_PAGE = 1000;
const REFRESH_AFTER_MS = 500;

/** A request, or the way to those that are older than the last one. */
type Row = Exchange | "older";

export class Activity implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Row>;
  private readonly viewer: ActivityViewer;
  private readonly hearing: vscode.Disposable;
  private items: readonly Exchange[] = [];
  private hasOlder = false;
  private timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server) {
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this });
    this.viewer = new ActivityViewer((number) => this.whole(number));
    this.hearing = vscode.Disposable.from(
      server.onDidChange(() => this.refreshSoon()),
      this.view.onDidChangeVisibility(() => this.refreshSoon()),
    );
  }

  async show(): Promise<void> {
    await vscode.commands.executeCommand("setContext", SHOWN_CONTEXT, true);
    await vscode.commands.executeCommand(`${VIEW}.focus`);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const page = await this.asked({ limit: PAGE });
    this.view.message = messageFor(page) ?? "";
    this.take(page?.items ?? [], []);
  }

  async showOlder(): Promise<void> {
    const last = this.items.at(-1);
    const page = last && (await this.asked({ limit: PAGE, before: last.number }));
    if (page) this.take(page.items, this.items);
  }

  async open(row: unknown): Promise<void> {
    const number = numberOf(row);
    if (number !== undefined) await this.viewer.show(number);
  }

  toggleRaw(): Promise<void> {
    return this.viewer.toggleRaw();
  }

  /** The body of the row that was clicked, or of the request that is shown. */
  async copyBody(row: unknown): Promise<void> {
    const number = numberOf(row) ?? this.viewer.shown;
    const whole = number === undefined ? undefined : await this.whole(number);
    if (whole) await vscode.env.clipboard.writeText(whole.body);
  }

  async clear(): Promise<void> {
    const question = l10n.t("Forget every request that was recorded?");
    const forget = l10n.t("Forget");
    const answer = await vscode.window.showWarningMessage(question, { modal: true }, forget);
    if (answer !== forget) return;
    await this.server.execute(CLEAR_ACTIVITY_COMMAND).catch((error) => this.complain(error));
    await this.refresh();
  }

  async exportLines(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const file = await vscode.window.showSaveDialog({
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, "sansfil-activity.jsonl") } : {}),
      filters: { "JSON Lines": ["jsonl"] },
    });
    if (!file) return;
    const lines = await this.lines();
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(lines.join("")));
    await noticeAnswer(l10n.t("Requests exported: {0}", lines.length), []);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return row === "older" ? olderItem() : itemOf(row);
  }

  getChildren(row?: Row): Row[] {
    if (row) return [];
    return this.hasOlder ? [...this.items, "older"] : [...this.items];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.hearing.dispose();
    this.viewer.dispose();
    this.view.dispose();
    this.changed.dispose();
  }

  /** Where nobody looks, nothing is asked. */
  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.view.visible && this.items.length <= PAGE) void this.refresh();
    }, REFRESH_AFTER_MS);
  }

  private take(page: readonly Exchange[], before: readonly Exchange[]): void {
    this.items = [...before, ...page];
    this.hasOlder = page.length === PAGE;
    this.changed.fire();
  }

  private async asked(params: object): Promise<ActivityPage | undefined> {
    return readActivity(await this.server.request(ACTIVITY_REQUEST, params).catch(() => undefined));
  }

  /** What cannot be had is said, since somebody asked for it. */
  private async whole(number: number): Promise<WholeExchange | undefined> {
    try {
      return readWholeExchange(await this.server.request(ACTIVITY_REQUEST, { number }));
    } catch (error) {
      await this.complain(error);
      return undefined;
    }
  }

  /** Every request as the server tells it, the newest first. */
  private async lines(): Promise<string[]> {
    const lines: string[] = [];
    let page = await this.asked({ limit: EXPORT_PAGE });
    while (page?.items.length) {
      for (const { number } of page.items) {
        const whole = await this.server
          .request(ACTIVITY_REQUEST, { number })
          .catch(() => undefined);
        if (whole) lines.push(`${JSON.stringify(whole)}\n`);
      }
      page = await this.asked({ limit: EXPORT_PAGE, before: page.items.at(-1)?.number });
    }
    return lines;
  }

  private complain(error: unknown): Promise<void> {
    return noticeAnswer(saidByServer(error) ?? muteSentence(), [restartServer()]);
  }
}

function messageFor(page: ActivityPage | undefined): string | undefined {
  if (!page) return muteSentence();
  if (!page.isRecording) {
    return l10n.t("Nothing is being recorded: turn on the setting sansfil.activity.record.");
  }
  return page.items.length ? undefined : l10n.t("No request was recorded yet.");
}

function itemOf(exchange: Exchange): vscode.TreeItem {
  const { label, description, tooltip, icon } = rowOf(l10n, exchange);
  const item = new vscode.TreeItem(label);
  item.id = String(exchange.number);
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = "request";
  item.command = { command: "sansfil.activity.open", title: "", arguments: [exchange] };
  return item;
}

function olderItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(l10n.t("Older ones…"));
  item.command = { command: "sansfil.activity.showOlder", title: "" };
  return item;
}

function numberOf(row: unknown): number | undefined {
  const number = typeof row === "object" && row !== null && "number" in row ? row.number : row;
  return typeof number === "number" ? number : undefined;
}

const muteSentence = () =>
  l10n.t("The record of requests could not be read: restart the server, or run Doctor.");
