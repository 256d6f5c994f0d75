// Whether an error is a sentence of the server's for the user, or only says that the connection failed.
import { ErrorCodes, ResponseError } from "vscode-languageclient/node";

const NOT_FOR_USERS: readonly number[] = [
  ErrorCodes.MessageWriteError,
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
  // An older server, or a newer one.
  ErrorCodes.MethodNotFound,
  ErrorCodes.InvalidParams,
];

/** What the server answered in the user's own language; `undefined` where it did not answer. */
export function saidByServer(error: unknown): string | undefined {
  if (!(error instanceof ResponseError) || NOT_FOR_USERS.includes(error.code)) return undefined;
  return error.message || undefined;
}
