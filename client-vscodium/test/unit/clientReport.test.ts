// The editor's half of the doctor's page.
import { expect, test } from "vitest";
import { type ClientFacts, clientReport } from "../../src/pure/clientReport";
import { judgeProbe, refused } from "../../src/pure/interpreter";
import { ENGLISH, FRENCH } from "./fixtures";

const FACTS: ClientFacts = {
  extensionVersion: "0.1.0",
  editor: "VSCodium 1.105.0",
  platform: "linux x64",
  isTrusted: true,
  serverProblem: undefined,
  trials: [
    {
      candidate: { origin: "setting", command: "/opt/python", args: [] },
      verdict: refused({ reason: "notFound" }),
    },
    {
      candidate: { origin: "launcher", command: "py", args: ["-3"] },
      verdict: judgeProbe('[3, 12, 1, "/x/python"]'),
    },
  ],
};

test("every interpreter that was tried is listed with its verdict", () => {
  const report = clientReport(ENGLISH, FACTS);
  expect(report).toContain("1. `/opt/python` — there is no such program\n");
  expect(report).toContain("2. `py -3` — Python 3.12.1, used: /x/python\n");
});

test("extension, editor and platform are named", () => {
  const report = clientReport(ENGLISH, FACTS);
  expect(report).toContain(
    "- Extension: 0.1.0\n- Editor: VSCodium 1.105.0\n- Platform: linux x64\n",
  );
});

test("what keeps the server from running stands first", () => {
  const report = clientReport(ENGLISH, { ...FACTS, serverProblem: "No Python.", trials: [] });
  expect(report).toMatch(/^## The editor's side\n\n\*\*No Python\.\*\*\n/);
  expect(report).toContain("None yet.");
});

test("an untrusted workspace is told that its choice of a program is ignored", () => {
  const report = clientReport(ENGLISH, { ...FACTS, isTrusted: false });
  expect(report).toContain("the setting sansfil.interpreter is ignored");
});

test("the page speaks French", () => {
  expect(clientReport(FRENCH, FACTS)).toContain("1. `/opt/python` — ce programme n'existe pas");
});
