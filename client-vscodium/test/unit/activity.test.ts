// The requests that were recorded, as the server tells them and as the list and the viewer show them.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  documentOf,
  type Exchange,
  figuresSentence,
  readActivity,
  readWholeExchange,
  rowOf,
  unitsOfBytes,
  type WholeExchange,
} from "../../src/pure/activity";
import { ENGLISH } from "./fixtures";

function golden(name: string): Record<string, unknown> {
  const file = new URL(`../../../tests/golden/wire/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The client has no use for them. */
const NOT_READ = ["generation", "workspace", "session"];
const page = readActivity(golden("activity"));
const [warm, paid, local] = page?.items ?? [];
const whole = readWholeExchange(golden("activity-whole")) as WholeExchange;

const marked = (of: WholeExchange, isRaw: boolean) => {
  const { text, markedFrom, markedTo } = documentOf(ENGLISH, of, isRaw);
  return text.slice(markedFrom, markedTo);
};

describe("what the server tells", () => {
  test("is read as it goes out", () => {
    expect(page?.isRecording).toBe(true);
    expect(page?.items.map(({ number }) => number)).toEqual([44, 43, 42]);
    expect(whole.answer).toBe("return plant");
  });

  test.each(Object.keys(golden("activity-whole")).filter((key) => !NOT_READ.includes(key)))(
    "is refused where %s is nonsense",
    (key) => {
      const broken = { ...golden("activity-whole"), [key]: ["nonsense"] };
      expect(readWholeExchange(broken)).toBeUndefined();
    },
  );

  test("is refused where it is no list", () => {
    for (const nonsense of [null, [], { items: 3 }, { items: [{}], isRecording: true }]) {
      expect(readActivity(nonsense)).toBeUndefined();
    }
  });
});

describe("a row of the list", () => {
  const row = (exchange: Exchange | undefined) => rowOf(ENGLISH, exchange as Exchange);

  test("says model, tokens, time and cost", () => {
    expect(row(local).description).toBe("qwen2.5-coder-1.5b · 12 new / 1,780 reused · 84 ms");
    expect(row(paid).description).toBe(
      "vendor/model · 2,000 in the prompt · $0.00021 · failed: timeout",
    );
  });

  test("shows at a glance what failed, what left the machine and what only read ahead", () => {
    expect([warm, paid, local].map((each) => row(each).icon)).toEqual(["flame", "warning", "vm"]);
    expect(row({ ...(paid as Exchange), fault: "" }).icon).toBe("cloud");
  });

  test("has the reason and what went wrong in its tooltip", () => {
    expect(row(local).tooltip).toContain("stayed on this machine\n\nThe workspace model was sure");
    expect(row(paid).tooltip).toContain("left this machine\n\nThe engine at the other end hung up");
  });

  test("tells all figures that are known", () => {
    expect(figuresSentence(ENGLISH, local as Exchange)).toBe(
      "12 new / 1,780 reused · 5 written · 31 ms to the first token, 84 ms in all",
    );
    expect(figuresSentence(ENGLISH, warm as Exchange)).toBe("closed by Sansfil");
  });
});

describe("the viewer", () => {
  test("shows the prompt with its line breaks, and the answer", () => {
    const { text } = documentOf(ENGLISH, whole, false);
    expect(text).toContain("── Sent ──\ndef water(plant):\n    \n── Answered ──\nreturn plant\n");
    expect(documentOf(ENGLISH, whole, true).text).toContain(`── Sent ──\n${whole.body}\n`);
  });

  test("marks the share of the prompt that the engine says it reused", () => {
    const prompt = "def water(plant):\n    ";
    expect(marked(whole, false)).toBe(prompt);
    expect(marked({ ...whole, reusedTokens: 896 }, false)).toBe(prompt.slice(0, 11));
    expect(marked({ ...whole, reusedTokens: 0 }, false)).toBe("");
    expect(documentOf(ENGLISH, whole, false).text).toContain("Marked: the 99% of the prompt");
  });

  test("marks what the request before began with, where the engine tells nothing", () => {
    const secretive = { ...whole, reusedTokens: null };
    expect(marked(secretive, true)).toBe('{"prompt": "def water(p');
    expect(documentOf(ENGLISH, secretive, true).text).toContain("with too, 23 bytes");
    const first = { ...secretive, sharedBytes: 0 };
    expect(marked(first, true)).toBe("");
    expect(documentOf(ENGLISH, first, true).text).toContain("Nothing is marked");
  });

  test("reads the messages of a chat, and any other JSON", () => {
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Why?\r\nHow?" }] },
      { role: "assistant", content: null, tool_calls: [{ id: "1" }] },
    ];
    const chat = { ...whole, body: JSON.stringify({ messages }) };
    const { text } = documentOf(ENGLISH, chat, false);
    expect(text).toContain("[system]\nBe brief.\n\n[user]\nWhy?\nHow?\n\n[assistant]\n{");
    const other = { ...whole, body: '{"a":1}' };
    expect(documentOf(ENGLISH, other, false).text).toContain('{\n  "a": 1\n}');
    for (const body of ["no JSON", "[]", "null"]) {
      expect(documentOf(ENGLISH, { ...whole, body }, false).text).toContain(`──\n${body}\n`);
    }
  });

  test.each(["", "aé", "e\u0301", "🌷🌷", "a\n🌷"])("cuts %j at whole characters", (text) => {
    const size = new TextEncoder().encode(text).length;
    for (let bytes = 0; bytes <= size; bytes++) {
      const cut = text.slice(0, unitsOfBytes(text, bytes));
      expect(new TextEncoder().encode(cut).length).toBeLessThanOrEqual(bytes);
      expect(cut).not.toMatch(/[\ud800-\udbff]$/);
    }
    expect(unitsOfBytes(text, size)).toBe(text.length);
  });
});
