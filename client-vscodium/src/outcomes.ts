// Tells the server what became of a suggestion, where the editor lets an extension know: accepted, or sent away.
import * as vscode from "vscode";
import { frontPlace } from "./documents";
import { SUGGESTION_ACCEPTED_COMMAND, SUGGESTION_DISMISSED_COMMAND } from "./protocol";
import { acceptedNumber, dismissalAt } from "./pure/outcomes";
import type { Server } from "./server";

/** The editor runs this command when the item that carries it is accepted. */
export function hearOfAccepts(server: Server): vscode.Disposable {
  return vscode.commands.registerCommand(SUGGESTION_ACCEPTED_COMMAND, (value: unknown) => {
    const number = acceptedNumber(value);
    if (number !== undefined) void tell(server, SUGGESTION_ACCEPTED_COMMAND, number);
  });
}

/** What Escape does to ghost text anyway; the server hears of it, too. */
export async function dismissSuggestion(server: Server): Promise<void> {
  const place = frontPlace();
  await vscode.commands.executeCommand("editor.action.inlineSuggest.hide");
  if (place) await tell(server, SUGGESTION_DISMISSED_COMMAND, dismissalAt(place));
}

/** A server that does not hear of it infers the rest. */
async function tell(server: Server, command: string, argument: unknown): Promise<void> {
  await server.executeWith(command, [argument]).catch(() => {});
}
