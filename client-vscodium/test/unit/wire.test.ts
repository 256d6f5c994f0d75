// Every golden status of the server is one this client understands, and nothing else is.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  readDoctorMarkdown,
  readInstallMessage,
  readStatus,
  readSuggestionReady,
} from "../../src/protocol";
import { DOWNLOADING, ENGINE_READY, FROM_ENGINE, READY } from "./fixtures";

const WIRE = new URL("../../../tests/golden/wire/", import.meta.url);
const goldenStatuses = readdirSync(WIRE).filter((name) => /^status.*\.json$/.test(name));

test("there are golden statuses to read", () => {
  expect(goldenStatuses.length).toBeGreaterThan(6);
});

describe.each(goldenStatuses)("%s", (name) => {
  const golden = JSON.parse(readFileSync(new URL(name, WIRE), "utf8"));

  test("is read whole", () => {
    expect(readStatus(golden)).toEqual({ cloud: null, index: null, ...golden });
  });

  // Older servers know no cloud, and no index.
  const fields = Object.keys(golden).filter((field) => field !== "cloud" && field !== "index");

  test.each(fields)("is no status without %s", (field) => {
    const { [field]: _dropped, ...rest } = golden;
    expect(readStatus(rest)).toBeUndefined();
  });
});

test("an engine in every state it can be in is among them", () => {
  const engines = goldenStatuses.map(
    (name) => JSON.parse(readFileSync(new URL(name, WIRE), "utf8")).engine?.state,
  );
  expect(engines).toEqual(
    expect.arrayContaining([undefined, "starting", "downloading", "ready", "problem"]),
  );
});

test("a field of a newer server does no harm", () => {
  expect(readStatus({ ...READY, spentToday: 3 })).toEqual(READY);
});

test.each([
  ["nothing", undefined],
  ["a list", [READY]],
  ["an unknown state", { ...READY, state: "dreaming" }],
  ["a message that is no text", { ...READY, message: 3 }],
  ["a negative latency", { ...READY, lastSuggestion: { ...FROM_ENGINE, latencyMs: -1 } }],
  ["half a count of tokens", { ...READY, lastSuggestion: { ...FROM_ENGINE, freshTokens: "2" } }],
  ["an engine that dreams", { ...READY, engine: { ...ENGINE_READY.engine, state: "dreaming" } }],
  ["an engine without a model", { ...READY, engine: { ...ENGINE_READY.engine, model: undefined } }],
  ["a download of no size", { ...READY, engine: { ...DOWNLOADING.engine, progress: { done: 1 } } }],
  ["a silence without reason", { ...READY, silence: { code: "unsure" } }],
  ["problems that are not sentences", { ...READY, problems: [{}] }],
  ["an index that is no status", { ...READY, index: { state: "ready" } }],
  ["a model that counts in words", { ...READY, model: { ...READY.model, files: "many" } }],
])("%s is no status", (_, value) => {
  expect(readStatus(value)).toBeUndefined();
});

test("the doctor's page is the markdown of the answer", () => {
  expect(readDoctorMarkdown({ markdown: "# Sansfil Doctor", report: {} })).toBe("# Sansfil Doctor");
  expect(readDoctorMarkdown(null)).toBeUndefined();
  expect(readDoctorMarkdown({ markdown: 1 })).toBeUndefined();
});

test("what the installation says is the message of the answer", () => {
  expect(readInstallMessage({ message: "Installed." })).toBe("Installed.");
  expect(readInstallMessage(null)).toBeUndefined();
});

describe("a better suggestion", () => {
  const ready = { uri: "file:///a.py", version: 7, position: { line: 2, character: 9 } };

  test("is told with its document, version and position", () => {
    expect(readSuggestionReady({ ...ready, tier: "local" })).toEqual(ready);
  });

  test.each([
    ["nothing", undefined],
    ["no document", { ...ready, uri: undefined }],
    ["no version", { ...ready, version: null }],
    ["no position", { ...ready, position: null }],
    ["a position above the text", { ...ready, position: { line: -1, character: 0 } }],
  ])("told with %s is not heeded", (_, value) => {
    expect(readSuggestionReady(value)).toBeUndefined();
  });
});
