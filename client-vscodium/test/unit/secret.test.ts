// The provider's key: what is refused as one, where it is kept, when it is handed over, and that no trace shows it.
import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  Trace,
  TraceFormat,
} from "vscode-languageserver-protocol/node";
import {
  isSecretName,
  keyProblem,
  mayLackKey,
  readSecretAnswer,
  readSecretOrigin,
  SECRET_ORIGIN_REQUEST,
  SET_SECRET_REQUEST,
  secretNameFor,
  secretParams,
  withoutSecret,
} from "../../src/pure/secret";
import type { ServerPhase } from "../../src/pure/situation";
import { ENGLISH, READY, withCloud } from "./fixtures";

const GOLDEN = JSON.parse(
  readFileSync(new URL("../../../tests/golden/wire/secret.json", import.meta.url), "utf8"),
);
const OPENROUTER = "https://openrouter.ai";
const KEY = GOLDEN.setSecret.params.value;

describe("what is typed", () => {
  test.each([
    ["a key of OpenRouter", "sk-or-v1-0123abcd"],
    ["a key with blanks around it", "  sk-or-v1-0123abcd\n"],
    ["nothing", "  "],
  ])("%s is taken", (_, typed) => {
    expect(keyProblem(ENGLISH, typed, OPENROUTER)).toBeUndefined();
  });

  test.each([
    ["an address", "https://openrouter.ai/keys", /address/],
    ["a sentence", "my key is sk-or-v1-0123", /no spaces/],
    ["a header", "Bearer sk-or-v1-0123", /no spaces/],
    ["an accent", "sk-or-clé", /no accents/],
    ["the key of another provider", "sk-proj-0123abcd", /sk-or-/],
  ])("%s is refused with a hint", (_, typed, hint) => {
    expect(keyProblem(ENGLISH, typed, OPENROUTER)).toMatch(hint);
  });

  test("another server's key may look as it likes", () => {
    expect(keyProblem(ENGLISH, "letmein", "http://127.0.0.1:8399")).toBeUndefined();
  });

  test("no hint repeats what was typed", () => {
    for (const typed of ["sk-proj-0123abcd", "a secret phrase", "https://secret"]) {
      expect(keyProblem(ENGLISH, typed, OPENROUTER)).not.toContain(typed);
    }
  });
});

test("a key is kept under a name that holds the origin, so that no other origin finds it", () => {
  const name = secretNameFor(OPENROUTER);
  expect(name).toContain(OPENROUTER);
  expect(isSecretName(name)).toBe(true);
  expect(isSecretName("gateway@https://openrouter.ai")).toBe(false);
  expect(secretNameFor("http://127.0.0.1:8399")).not.toBe(name);
});

test("the golden requests are those that are sent", () => {
  expect(secretParams(OPENROUTER, KEY)).toEqual(GOLDEN.setSecret.params);
  expect(secretParams(OPENROUTER, null)).toEqual(GOLDEN.forgetSecret.params);
});

describe("the golden answers", () => {
  test("are read", () => {
    expect(readSecretAnswer(GOLDEN.setSecret.result)).toEqual(GOLDEN.setSecret.result);
    expect(readSecretAnswer(GOLDEN.forgetSecret.result)).toEqual(GOLDEN.forgetSecret.result);
    expect(readSecretOrigin(GOLDEN.secretOrigin.result)).toBe(OPENROUTER);
  });

  test("hold no key", () => {
    for (const { result } of Object.values<{ result: object }>(GOLDEN)) {
      expect(JSON.stringify(result)).not.toContain(KEY);
    }
  });

  test.each([
    ["nothing", null],
    ["no text", { origin: 3, message: "" }],
    ["an address with a path", { origin: "https://openrouter.ai/api", message: "" }],
    ["a host alone", { origin: "openrouter.ai", message: "" }],
    ["no origin", { message: "" }],
  ])("with %s as their origin are none", (_, value) => {
    expect(readSecretOrigin(value)).toBeUndefined();
    expect(readSecretAnswer(value)).toBeUndefined();
  });
});

describe("the key is handed over", () => {
  const starting: ServerPhase = { kind: "starting" };
  const ready: ServerPhase = { kind: "running", status: withCloud() };
  const needsKey: ServerPhase = { kind: "running", status: withCloud({ state: "needsKey" }) };
  const older: ServerPhase = { kind: "running", status: READY };

  test.each([
    ["once a server runs", starting, ready, true],
    ["once a server runs that tells of no cloud yet", starting, older, true],
    ["when the server comes to want one", ready, needsKey, true],
    ["not twice for the same want", needsKey, needsKey, false],
    ["not while nothing changes", ready, ready, false],
    ["not to a server that is starting", ready, starting, false],
  ])("%s", (_, before, after, expected) => {
    expect(mayLackKey(before, after)).toBe(expected);
  });
});

/** What the client library traces while the key is handed over and the server answers. */
async function traced(format: TraceFormat): Promise<string[]> {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const connect = (input: PassThrough, output: PassThrough) =>
    createProtocolConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  const [client, server] = [connect(back, there), connect(there, back)];
  const lines: string[] = [];
  const log = (message: unknown, data?: string) =>
    lines.push(typeof message === "string" ? `${message} ${data ?? ""}` : JSON.stringify(message));
  server.onRequest(SET_SECRET_REQUEST, () => GOLDEN.setSecret.result);
  server.onRequest(SECRET_ORIGIN_REQUEST, () => GOLDEN.secretOrigin.result);
  server.listen();
  client.listen();
  await client.trace(Trace.Verbose, { log }, { traceFormat: format });
  await client.sendRequest(SECRET_ORIGIN_REQUEST, GOLDEN.secretOrigin.params);
  await client.sendRequest(SET_SECRET_REQUEST, GOLDEN.setSecret.params);
  client.dispose();
  server.dispose();
  return lines;
}

describe.each([
  ["words", TraceFormat.Text],
  ["JSON", TraceFormat.JSON],
])("a trace in %s", (_, format) => {
  test("would hold the key, and holds it no more", async () => {
    const lines = await traced(format);
    expect(lines.join("\n")).toContain(KEY);
    expect(lines.map(withoutSecret).join("\n")).not.toContain(KEY);
  });

  test("still tells that the message was sent, and all the others in full", async () => {
    const lines = (await traced(format)).map(withoutSecret);
    expect(lines.join("\n")).toContain(SET_SECRET_REQUEST);
    expect(lines.some((line) => line.includes(SECRET_ORIGIN_REQUEST) && /"name"/.test(line))).toBe(
      true,
    );
  });
});
