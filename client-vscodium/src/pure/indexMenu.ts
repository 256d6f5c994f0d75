// The rows of the menu that tell of the code index, and lead to what can be done with it.
import { type IndexState, type IndexStatus, indexSentence, problemBeside } from "./indexStatus";
import { formatNumber, type Localization } from "./localization";
import { type MenuEntry, type MenuRow, row, separator } from "./menuRow";

const ICONS: Readonly<Record<IndexState, string>> = {
  off: "circle-slash",
  starting: "sync",
  building: "sync",
  ready: "check",
  embedding: "sync",
  problem: "warning",
};

export function indexEntries(l10n: Localization, index: IndexStatus | null): MenuEntry[] {
  if (!index) return [];
  const heading = separator(l10n.t("Code index"));
  if (index.state === "off") return [heading, stateRow(l10n, index)];
  return [
    heading,
    stateRow(l10n, index),
    row(`$(search) ${l10n.t("Search the code…")}`, "sansfil.search"),
    ...skippedRow(l10n, index),
    row(`$(type-hierarchy) ${l10n.t("Architecture map")}`, "sansfil.showMap"),
    row(`$(refresh) ${l10n.t("Rebuild the index")}`, "sansfil.rebuildIndex"),
  ];
}

/** A problem is told even where the index works in spite of it. */
function stateRow(l10n: Localization, index: IndexStatus): MenuRow {
  const icon = index.problem === null ? ICONS[index.state] : ICONS.problem;
  const detail = [problemBeside(index), indexSentence(l10n, index)].filter(Boolean).join(" ");
  return row(`$(${icon}) ${l10n.t("Index")}`, commandFor(index), detail);
}

/** What a click on the state leads to: what helps, or else what an index is for. */
function commandFor({ state, problem }: IndexStatus): string {
  if (state === "off") return "sansfil.openSettings";
  return problem === null && state !== "problem" ? "sansfil.search" : "sansfil.doctor";
}

function skippedRow(l10n: Localization, { skipped }: IndexStatus): MenuRow[] {
  if (skipped === 0) return [];
  const label = l10n.t("Files that are not searched: {0}", formatNumber(l10n, skipped));
  return [row(`$(eye-closed) ${label}`, "sansfil.showSkipped")];
}
