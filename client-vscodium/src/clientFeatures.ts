// How the client differs from the stock one: what it announces, what it leaves alone, what it keeps quiet.
import { LanguageClient, type StaticFeature } from "vscode-languageclient/node";
import { OUR_CAPABILITIES } from "./protocol";

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
