// Every golden status of the server is one this client understands, and nothing else is.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readDoctorMarkdown, readStatus } from "../../src/protocol";
import { READY } from "./fixtures";

const WIRE = new URL("../../../tests/golden/wire/", import.meta.url);
const goldenStatuses = readdirSync(WIRE).filter((name) => /^status.*\.json$/.test(name));

test("there are golden statuses to read", () => {
  expect(goldenStatuses.length).toBeGreaterThan(2);
});

describe.each(goldenStatuses)("%s", (name) => {
  const golden = JSON.parse(readFileSync(new URL(name, WIRE), "utf8"));

  test("is read whole", () => {
    expect(readStatus(golden)).toEqual(golden);
  });

  test.each(Object.keys(golden))("is no status without %s", (field) => {
    const { [field]: _dropped, ...rest } = golden;
    expect(readStatus(rest)).toBeUndefined();
  });
});

test("a field of a newer server does no harm", () => {
  expect(readStatus({ ...READY, spentToday: 3 })).toEqual(READY);
});

test.each([
  ["nothing", undefined],
  ["a list", [READY]],
  ["an unknown state", { ...READY, state: "dreaming" }],
  ["a message that is no text", { ...READY, message: 3 }],
  ["a negative latency", { ...READY, lastSuggestion: { tier: "x", latencyMs: -1, characters: 1 } }],
  ["a silence without reason", { ...READY, silence: { code: "unsure" } }],
  ["problems that are not sentences", { ...READY, problems: [{}] }],
  ["a model that counts in words", { ...READY, model: { ...READY.model, files: "many" } }],
])("%s is no status", (_, value) => {
  expect(readStatus(value)).toBeUndefined();
});

test("the doctor's page is the markdown of the answer", () => {
  expect(readDoctorMarkdown({ markdown: "# Sansfil Doctor", report: {} })).toBe("# Sansfil Doctor");
  expect(readDoctorMarkdown(null)).toBeUndefined();
  expect(readDoctorMarkdown({ markdown: 1 })).toBeUndefined();
});
