// The rows of the menu that tell of the cloud tiers: one quiet row where they are not used.
import type { CloudState, CloudStatus } from "./cloud";
import { quotaSentence, spentMonthSentence, spentTodaySentence } from "./cloudSentences";
import type { Localization } from "./localization";
import { type MenuEntry, type MenuRow, row, separator } from "./menuRow";

const ICONS: Readonly<Record<CloudState, string>> = {
  off: "circle-slash",
  needsKey: "key",
  needsConsent: "question",
  ready: "cloud",
  resting: "watch",
  problem: "warning",
  private: "lock",
};

/** What a click on the state leads to: the one thing that is missing, or else what the cloud has cost. */
const COMMANDS: Readonly<Record<CloudState, string>> = {
  off: "sansfil.cloudConsent",
  needsKey: "sansfil.setKey",
  needsConsent: "sansfil.cloudConsent",
  ready: "sansfil.showSpending",
  resting: "sansfil.showSpending",
  problem: "sansfil.doctor",
  private: "sansfil.openSettings",
};

export function cloudEntries(l10n: Localization, cloud: CloudStatus | null): MenuEntry[] {
  if (!cloud) return [];
  return [separator(l10n.t("Cloud")), stateRow(l10n, cloud), ...rowsInUse(l10n, cloud)];
}

/** Whether requests may go to the cloud, now or once it has rested. */
export function isCloudInUse({ state }: CloudStatus): boolean {
  return state === "ready" || state === "resting" || state === "problem";
}

function stateRow(l10n: Localization, cloud: CloudStatus): MenuRow {
  const label = `$(${ICONS[cloud.state]}) ${stateLabel(l10n, cloud)}`;
  return row(label, COMMANDS[cloud.state], cloud.message);
}

function stateLabel(l10n: Localization, { state, model }: CloudStatus): string {
  switch (state) {
    case "off":
      return l10n.t("Cloud models are off");
    case "needsKey":
      return l10n.t("Set the OpenRouter key…");
    case "needsConsent":
      return l10n.t("Decide what may leave this machine…");
    case "private":
      return l10n.t("Private mode: on");
    default:
      return model || l10n.t("Cloud models");
  }
}

function rowsInUse(l10n: Localization, cloud: CloudStatus): MenuRow[] {
  if (cloud.state === "private") return [activityRow(l10n)];
  if (!isCloudInUse(cloud)) return [];
  return [
    ...quotaRow(l10n, cloud),
    row(
      `$(credit-card) ${spentTodaySentence(l10n, cloud)}`,
      "sansfil.showSpending",
      spentMonthSentence(l10n, cloud),
    ),
    activityRow(l10n),
    row(`$(symbol-misc) ${l10n.t("Choose a model for a tier…")}`, "sansfil.chooseTierModel"),
    row(`$(shield) ${l10n.t("Cloud consent…")}`, "sansfil.cloudConsent"),
  ];
}

function quotaRow(l10n: Localization, cloud: CloudStatus): MenuRow[] {
  const sentence = quotaSentence(l10n, cloud);
  return sentence ? [row(`$(dashboard) ${sentence}`, "sansfil.showSpending")] : [];
}

function activityRow(l10n: Localization): MenuRow {
  return row(`$(history) ${l10n.t("Show activity")}`, "sansfil.showActivity");
}
