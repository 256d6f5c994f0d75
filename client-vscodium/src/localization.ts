// The editor's own language, in the form the modules under pure/ take.
import * as vscode from "vscode";
import type { Localization } from "./pure/localization";

export const l10n: Localization = {
  t: (message, ...args) => vscode.l10n.t(message, ...args),
  locale: vscode.env.language,
};
