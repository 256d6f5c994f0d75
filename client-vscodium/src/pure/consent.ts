// What may leave the machine from this workspace: the answers one can give, in plain words.
import type { Localization } from "./localization";

/** The argument of the server's command `sansfil.consent`. */
export type ConsentChoice = "allow" | "withoutTraining" | "never" | "forget";

export interface ConsentPick {
  readonly choice: ConsentChoice;
  readonly label: string;
  readonly detail: string;
}

export function consentPicks(l10n: Localization): ConsentPick[] {
  return [
    {
      choice: "allow",
      label: `$(cloud-upload) ${l10n.t("Allow, free models too")}`,
      detail: l10n.t(
        "Free models need your account to let providers train on prompts or publish them.",
      ),
    },
    {
      choice: "withoutTraining",
      label: `$(shield) ${l10n.t("Allow, but nobody may train on it")}`,
      detail: l10n.t("Only providers that do not train on what they get; few of them are free."),
    },
    {
      choice: "never",
      label: `$(circle-slash) ${l10n.t("Never from this workspace")}`,
      detail: l10n.t("Suggestions come from this machine alone."),
    },
    {
      choice: "forget",
      label: `$(discard) ${l10n.t("Forget my answer")}`,
      detail: l10n.t("Nothing is sent until you are asked again and have said yes."),
    },
  ];
}

/** What would leave, and what never does. */
export function leavingSentence(l10n: Localization): string {
  return l10n.t("Sent: code around the cursor, what you ask about. Never: secrets, ignored files.");
}
