// Everything the user reads exists in French, and nothing in French is left over.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import bundle from "../../l10n/bundle.l10n.fr.json" with { type: "json" };
import packageJson from "../../package.json" with { type: "json" };
import packageFrench from "../../package.nls.fr.json" with { type: "json" };
import packageEnglish from "../../package.nls.json" with { type: "json" };

const SOURCE = new URL("../../src/", import.meta.url);
const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);

/** The first argument of every `t(…)`, where it is a text. */
function messagesIn(code: string): string[] {
  const calls = code.matchAll(/\bt\(\s*("(?:[^"\\]|\\.)*")/g);
  return [...calls].map(([, literal]) => JSON.parse(literal ?? '""'));
}

/** The calls of `t(…)` whose first argument is no plain text, and therefore cannot be translated. */
function untranslatableIn(code: string): string[] {
  return code.match(/\bl10n\.t\((?!\s*"|message\b)/g) ?? [];
}

const sources = files.map((name) => readFileSync(new URL(name, SOURCE), "utf8"));
const spoken = [...new Set(sources.flatMap(messagesIn))].sort();
const places = (sentence: string) => [...(sentence.match(/\{\w+\}/g) ?? [])].sort();

describe("what the code says", () => {
  test("there is something to translate", () => {
    expect(spoken.length).toBeGreaterThan(30);
  });

  test("is in the French bundle, all of it and nothing else", () => {
    expect(Object.keys(bundle).sort()).toEqual(spoken);
  });

  test("is never put together at run time", () => {
    expect(sources.flatMap(untranslatableIn)).toEqual([]);
  });

  test.each(Object.entries(bundle))("%j keeps its places in French", (english, french) => {
    expect(places(french)).toEqual(places(english));
  });
});

describe("what package.json says", () => {
  test("is in both languages", () => {
    expect(Object.keys(packageFrench).sort()).toEqual(Object.keys(packageEnglish).sort());
  });

  test("uses every text, and every text it uses is there", () => {
    const used = [...JSON.stringify(packageJson).matchAll(/"%([^%]+)%"/g)].map(([, key]) => key);
    expect([...new Set(used)].sort()).toEqual(Object.keys(packageEnglish).sort());
  });
});
