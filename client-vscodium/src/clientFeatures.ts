// How the client differs from the stock one: what it announces, what it leaves alone, what it keeps quiet.
import type * as vscode from "vscode";
import { LanguageClient, type StaticFeature } from "vscode-languageclient/node";
import { OUR_CAPABILITIES } from "./protocol";
import { withoutSecret } from "./pure/secret";

/** The stock client shows some failures as notifications of its own; here they are only logged. */
export class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

const NOTHING: StaticFeature = {
  fillClientCapabilities: () => {},
  initialize: () => {},
  getState: () => ({ kind: "static" }),
  clear: () => {},
};

/** The stock client would register the server's commands under the names that this extension's own commands have. */
export const ownCommandsOnly: StaticFeature = {
  ...NOTHING,
  preInitialize: (capabilities) => {
    delete capabilities.executeCommandProvider;
  },
};

export const ownCapabilities: StaticFeature = {
  ...NOTHING,
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { ...capabilities.experimental, sansfil: OUR_CAPABILITIES };
  },
};

/** The channel of the log, for the client's trace of messages: a key that is handed over stays out of it. */
export function traceOf(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const trace = (line: string, ...rest: unknown[]) => log.trace(withoutSecret(line), ...rest);
  return Object.create(log, { trace: { value: trace } });
}
