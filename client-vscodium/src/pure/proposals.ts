// The models that the server proposes, read from the wire, and the rows of the quick pick that shows them.
import type { Localization } from "./localization";
import { isAmount, isOneOf, isRecord, isStringList } from "./shapes";

const KINDS = ["answers", "onDisk", "download"] as const;
export type ChoiceKind = (typeof KINDS)[number];

/**
 * One model; `engine`, `url` and `model` are the settings below `sansfil.local` that choose it. `size` and `licence` are
 * sentences, empty where there is nothing to download or to know; `needsEngine` claims that what starts it is missing.
 */
export interface Choice {
  readonly name: string;
  readonly kind: ChoiceKind;
  readonly title: string;
  readonly why: string;
  readonly size: string;
  readonly licence: string;
  readonly downloadBytes: number;
  readonly engine: string;
  readonly url: string;
  readonly model: string;
  readonly command: string;
  readonly needsEngine: boolean;
}

/** The first choice is the recommendation; `remarks` say what is not proposed, and why. */
export interface Proposal {
  readonly choices: readonly Choice[];
  readonly remarks: readonly string[];
}

/** What choosing a row leads to: a proposed model, doctor's page, a file or server of the user's own, or the settings. */
export type ModelRow =
  | { readonly kind: "separator"; readonly label: string }
  | {
      readonly kind: "model";
      readonly label: string;
      readonly description: string;
      readonly detail: string;
      readonly choice: Choice;
    }
  | {
      readonly kind: "doctor" | "file" | "address" | "settings";
      readonly label: string;
      readonly detail: string;
    };

/** `undefined` when the value is not a proposal; fields this client does not know are dropped. */
export function readProposal(value: unknown): Proposal | undefined {
  if (!isRecord(value) || !Array.isArray(value["choices"])) return undefined;
  const choices = value["choices"].map(readChoice);
  if (!choices.every((choice) => choice !== undefined)) return undefined;
  const remarks = value["remarks"];
  return isStringList(remarks) ? { choices, remarks } : undefined;
}

/** Proposed models by kind, the recommendation first and marked, then the user's own file or address. */
export function modelRows(l10n: Localization, proposal: Proposal | undefined): ModelRow[] {
  const choices = proposal?.choices ?? [];
  const remarks = proposal?.remarks ?? [l10n.t("The server proposed nothing.")];
  return [
    ...KINDS.flatMap((kind) => rowsOfKind(l10n, kind, choices)),
    { kind: "separator", label: l10n.t("Something else") },
    ...remarks.map((detail) => remarkRow(l10n, detail)),
    { kind: "file", label: `$(file) ${l10n.t("Another GGUF file…")}`, detail: "" },
    { kind: "address", label: `$(plug) ${l10n.t("A server's address…")}`, detail: "" },
    { kind: "settings", label: `$(gear) ${l10n.t("All settings of the engine")}`, detail: "" },
  ];
}

/** What is asked before anything is downloaded. */
export function downloadQuestion(l10n: Localization, choice: Choice): string {
  return l10n.t("Download {0}?", choice.title);
}

export function downloadDetail(
  l10n: Localization,
  { size, licence, model, engine }: Choice,
): string {
  const where =
    engine === "ollama"
      ? l10n.t("Ollama downloads {0}.", model)
      : l10n.t(
          "{0} comes from Hugging Face into its ordinary cache. No code of yours is sent.",
          model,
        );
  return sentences(size, licence, where);
}

function rowsOfKind(l10n: Localization, kind: ChoiceKind, choices: readonly Choice[]): ModelRow[] {
  const ofKind = choices.filter((choice) => choice.kind === kind);
  if (ofKind.length === 0) return [];
  const label = kindLabel(l10n, kind);
  return [{ kind: "separator", label }, ...ofKind.map((each) => row(l10n, each, choices[0]))];
}

function row(l10n: Localization, choice: Choice, best: Choice | undefined): ModelRow {
  const isBest = choice === best;
  return {
    kind: "model",
    label: `$(${isBest ? "star-full" : "symbol-misc"}) ${choice.title}`,
    description: isBest ? l10n.t("recommended") : "",
    // The editor cuts a long line at its end.
    detail: sentences(choice.size, choice.licence, choice.why),
    choice,
  };
}

function remarkRow(l10n: Localization, detail: string): ModelRow {
  return { kind: "doctor", label: `$(info) ${l10n.t("What to know")}`, detail };
}

function kindLabel(l10n: Localization, kind: ChoiceKind): string {
  if (kind === "answers") return l10n.t("Answers now");
  return kind === "onDisk" ? l10n.t("On this disk") : l10n.t("To download");
}

function sentences(...told: readonly string[]): string {
  return told.filter((each) => each !== "").join(" ");
}

function readChoice(value: unknown): Choice | undefined {
  if (!isRecord(value)) return undefined;
  const { name, kind, title, why, downloadBytes, engine, url, model, command, needsEngine } = value;
  if (!isOneOf(KINDS, kind) || !isAmount(downloadBytes)) return undefined;
  if (typeof needsEngine !== "boolean") return undefined;
  const texts = [name, title, why, engine, url, model, command];
  if (!isStringList(texts)) return undefined;
  const size = textOrNothing(value["size"]);
  const licence = textOrNothing(value["licence"]);
  if (size === undefined || licence === undefined) return undefined;
  const [a, b, c, d, e, f, g] = texts as [string, string, string, string, string, string, string];
  const named = { name: a, title: b, why: c, engine: d, url: e, model: f, command: g };
  return { ...named, kind, downloadBytes, needsEngine, size, licence };
}

function textOrNothing(value: unknown): string | undefined {
  if (value === null) return "";
  return typeof value === "string" ? value : undefined;
}
