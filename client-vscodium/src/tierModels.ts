// `Sansfil: Choose Model for a Tier`: the tier, then the models that it asks, in the order in which they are ticked.
import * as vscode from "vscode";
import { l10n } from "./localization";
import { chooseModel } from "./modelChoice";
import { noticeProblem, openDoctor } from "./notice";
import { CLOUD_MODELS_COMMAND } from "./protocol";
import {
  type CloudModels,
  type CloudTier,
  type ModelPick,
  modelPicks,
  nextOrder,
  OWN_LIST,
  orderSentence,
  readCloudModels,
} from "./pure/cloudModels";
import type { Server } from "./server";
import { saidByServer } from "./serverError";
import { chooseTierModels, tierModels } from "./settings";

/** The list comes over the net when it is not cached. */
const LISTING_DEADLINE_MS = 20_000;

interface TierItem extends vscode.QuickPickItem {
  readonly tier: "local" | CloudTier;
}

interface ModelItem extends vscode.QuickPickItem {
  readonly id: string;
}

export async function chooseTier(server: Server): Promise<void> {
  const placeHolder = l10n.t("Which tier shall get another model?");
  const chosen = await vscode.window.showQuickPick(tierItems(), { placeHolder });
  if (!chosen) return;
  await (chosen.tier === "local" ? chooseModel(server) : chooseCloudModels(server, chosen.tier));
}

function tierItems(): TierItem[] {
  return [
    {
      tier: "local",
      label: `$(server-process) ${l10n.t("Local engine")}`,
      detail: l10n.t("Completes code on this machine"),
    },
    {
      tier: "completion",
      label: `$(cloud) ${l10n.t("Cloud")}`,
      detail: l10n.t("Completes code and answers questions, with your consent"),
    },
    {
      tier: "agent",
      label: `$(tools) ${l10n.t("Agent")}`,
      detail: l10n.t("Calls tools, with your consent"),
    },
  ];
}

async function chooseCloudModels(server: Server, tier: CloudTier): Promise<void> {
  const pick = vscode.window.createQuickPick<ModelItem>();
  const closed = new Promise<undefined>((resolve) => pick.onDidHide(() => resolve(undefined)));
  try {
    showWaiting(pick);
    const answer = await server.executeWith(CLOUD_MODELS_COMMAND, [tier], LISTING_DEADLINE_MS);
    const found = readCloudModels(answer);
    if (!found) throw new Error("the answer is no list of models");
    showModels(pick, tier, found);
    const order = await Promise.race([closed, orderTicked(pick, tierModels(tier))]);
    if (order) await chooseTierModels(tier, order);
  } catch (error) {
    void noticeProblem(saidByServer(error) ?? muteSentence(), [openDoctor()]);
  } finally {
    pick.dispose();
  }
}

function showWaiting(pick: vscode.QuickPick<ModelItem>): void {
  pick.busy = true;
  pick.placeholder = l10n.t("Asking which models there are…");
  pick.show();
}

function showModels(pick: vscode.QuickPick<ModelItem>, tier: CloudTier, found: CloudModels): void {
  pick.busy = false;
  pick.placeholder = found.message;
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = modelPicks(l10n, tier, found, tierModels(tier)).map(item);
}

/** The models in the order in which they were ticked, once that is accepted; none for the product's own list. */
function orderTicked(
  pick: vscode.QuickPick<ModelItem>,
  chosen: readonly string[],
): Promise<readonly string[]> {
  let order: readonly string[] = [];
  const show = (next: readonly string[]) => {
    order = next;
    pick.title = orderSentence(l10n, order);
    pick.selectedItems = pick.items.filter(({ id, kind }) => !kind && order.includes(id));
  };
  show(nextOrder([], chosen));
  pick.onDidChangeSelection((items) => {
    const ticked = items.map(({ id }) => id);
    const next = nextOrder(order, ticked);
    // Setting the ticks is a change of them too.
    if (next.join() !== order.join() || next.length !== ticked.length) show(next);
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => resolve(order.filter((id) => id !== OWN_LIST)));
  });
}

function item({ kind, id, label, description, detail }: ModelPick): ModelItem {
  if (kind === "separator") return { label, kind: vscode.QuickPickItemKind.Separator, id };
  return { label, description, detail, id };
}

const muteSentence = () =>
  l10n.t("The server told no models: set the OpenRouter key, check the network, or run Doctor.");
