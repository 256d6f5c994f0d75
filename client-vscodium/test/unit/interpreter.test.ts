// Which Pythons are tried, in which order, and what is said about each.
import { describe, expect, test } from "vitest";
import {
  acceptedInterpreter,
  type Candidate,
  commandLine,
  interpreterCandidates,
  isRelativePath,
  judgeProbe,
  refused,
  refusedSetting,
  type Surroundings,
  type Verdict,
  verdictSentence,
} from "../../src/pure/interpreter";
import { ENGLISH, FRENCH } from "./fixtures";

const LINUX: Surroundings = {
  setting: "",
  isTrusted: true,
  platform: "linux",
  homeDir: "/home/ada",
};
const WINDOWS: Surroundings = { ...LINUX, platform: "win32" };

const commandLines = (surroundings: Surroundings) =>
  interpreterCandidates(surroundings).map(commandLine);

describe("the order of the candidates", () => {
  test("python3, python, then uv without letting it download anything", () => {
    expect(commandLines(LINUX)).toEqual([
      "python3",
      "python",
      "uv run --no-project --no-python-downloads --python >=3.11 python",
    ]);
  });

  test("on Windows the launcher comes before uv", () => {
    expect(commandLines(WINDOWS).slice(0, 3)).toEqual(["python3", "python", "py -3"]);
  });

  test("the setting comes first", () => {
    expect(commandLines({ ...LINUX, setting: " /opt/py/bin/python " })[0]).toBe(
      "/opt/py/bin/python",
    );
  });

  test("a setting under the home folder is found there", () => {
    expect(commandLines({ ...LINUX, setting: "~/venv/bin/python" })[0]).toBe(
      "/home/ada/venv/bin/python",
    );
  });

  test("an untrusted workspace chooses no program", () => {
    const untrusted = { ...LINUX, isTrusted: false, setting: "/evil/python" };
    expect(commandLines(untrusted)).toEqual(commandLines(LINUX));
  });
});

test("a path that depends on the current folder is told from a name and from an absolute path", () => {
  expect(isRelativePath("venv/bin/python")).toBe(true);
  expect(isRelativePath("python3")).toBe(false);
  expect(isRelativePath("/usr/bin/python3")).toBe(false);
});

describe("the verdict on what a probe printed", () => {
  test("a new enough Python is accepted by its own path", () => {
    expect(judgeProbe('[3, 11, 0, "/usr/bin/python3.11"]\n')).toEqual({
      kind: "accepted",
      interpreter: { version: [3, 11, 0], executable: "/usr/bin/python3.11" },
    });
  });

  test("what a launcher prints before does not matter", () => {
    expect(judgeProbe('Using CPython 3.13\n[3, 13, 1, "/x/python"]\n').kind).toBe("accepted");
  });

  test("a Python that is too old is refused with its version", () => {
    const verdict = judgeProbe('[3, 10, 14, "/usr/bin/python3"]');
    expect(verdict).toEqual(refused({ reason: "tooOld", version: [3, 10, 14] }));
  });

  test("Python 2 and Python 4 are on different sides of 3.11", () => {
    expect(judgeProbe('[2, 12, 0, "/usr/bin/python2"]').kind).toBe("refused");
    expect(judgeProbe('[4, 0, 0, "/usr/bin/python4"]').kind).toBe("accepted");
  });

  test.each(["", "Python 3.12.1", "null", '["3", 12, 0, "/x"]', '[3, 12, 0, ""]', "[3, 12"])(
    "%j is no answer of a Python",
    (printed) => {
      expect(judgeProbe(printed)).toMatchObject({ refusal: { reason: "failed" } });
    },
  );
});

describe("what the user is told", () => {
  const tooOld = refused({ reason: "tooOld", version: [3, 8, 10] });

  test.each<[string, Verdict]>([
    ["there is no such program", refused({ reason: "notFound" })],
    ["a path must be absolute", refused({ reason: "relativePath" })],
    ["it did not answer within 10 s", refused({ reason: "tooSlow", deadlineMs: 10_000 })],
    ["it is Python 3.8.10, and 3.11 or newer is needed", tooOld],
    ["it did not work: boom", refused({ reason: "failed", detail: "boom" })],
    ["Python 3.12.1, used: /x/python", judgeProbe('[3, 12, 1, "/x/python"]')],
  ])("%s", (sentence, verdict) => {
    expect(verdictSentence(ENGLISH, verdict)).toBe(sentence);
  });

  test("the same in French", () => {
    expect(verdictSentence(FRENCH, tooOld)).toBe(
      "c'est Python 3.8.10, et il faut 3.11 ou plus récent",
    );
  });
});

describe("after the trials", () => {
  const chosen: Candidate = { origin: "setting", command: "/opt/py2", args: [] };
  const found: Candidate = { origin: "path", command: "python3", args: [] };
  const refusedTrial = { candidate: chosen, verdict: refused({ reason: "notFound" }) };
  const acceptedTrial = { candidate: found, verdict: judgeProbe('[3, 12, 1, "/x/python"]') };

  test("the accepted interpreter is the one that runs the server", () => {
    expect(acceptedInterpreter([refusedTrial, acceptedTrial])?.executable).toBe("/x/python");
    expect(acceptedInterpreter([refusedTrial])).toBeUndefined();
  });

  test("a refused choice of the user is not passed over in silence", () => {
    expect(refusedSetting([refusedTrial, acceptedTrial])).toBe(refusedTrial);
    expect(refusedSetting([acceptedTrial])).toBeUndefined();
  });
});
