// What the manifest promises to the editor and to its marketplace.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import {
  ACTIVITY_KEYS,
  AGENT_KEYS,
  BUDGET_KEYS,
  CLOUD_KEYS,
  CONSENT_KEYS,
  INDEX_KEYS,
  LOCAL_KEYS,
} from "../../src/pure/settingKeys";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { contributes, capabilities } = packageJson;

test("no proposed API is asked for", () => {
  expect(packageJson).not.toHaveProperty("enabledApiProposals");
});

test("the types of the editor are not newer than the oldest editor that is served", () => {
  expect(`^${packageJson.devDependencies["@types/vscode"]}`).toBe(packageJson.engines.vscode);
});

test("every command of the palette does something", () => {
  const registered = read("src/commands.ts");
  for (const { command } of contributes.commands) expect(registered).toContain(`"${command}":`);
});

test("whether imports are checked is told to the server, with its default", () => {
  const property = contributes.configuration.properties["sansfil.completion.checkImports"];
  const index = fieldsOf("CompletionSettings").indexOf("check_imports");
  expect(index).toBeGreaterThan(0);
  expect(property.default).toBe(/check_imports: bool = True\b/.test(bodyOf("CompletionSettings")));
  expect(read("src/settings.ts")).toContain('chosen("completion.checkImports")');
});

test("no folder's settings choose a program or a place to write", () => {
  const properties = contributes.configuration.properties;
  expect(properties["sansfil.interpreter"].scope).toBe("machine-overridable");
  expect(properties["sansfil.cacheDir"].scope).toBe("machine");
  expect(capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
    "sansfil.interpreter",
    "sansfil.cacheDir",
  ]);
});

describe.each([
  ["local", "LocalSettings", LOCAL_KEYS],
  ["cloud", "CloudSettings", CLOUD_KEYS],
  ["agent", "AgentSettings", AGENT_KEYS],
  ["consent", "ConsentSettings", CONSENT_KEYS],
  ["budget", "BudgetSettings", BUDGET_KEYS],
  ["activity", "ActivitySettings", ACTIVITY_KEYS],
  ["index", "IndexSettings", INDEX_KEYS],
])("the settings of %s", (group, dataclass, sent) => {
  const settings = Object.entries(contributes.configuration.properties).filter(([key]) =>
    key.startsWith(`sansfil.${group}.`),
  ) as [string, { scope?: string; default: unknown }][];
  const keys = settings.map(([key]) => key.replace(`sansfil.${group}.`, ""));

  test("are the user's own choice, which no folder can make", () => {
    for (const [key, { scope }] of settings) expect([key, scope]).toEqual([key, "machine"]);
  });

  test("are those that the server reads, and all of them are sent", () => {
    expect(keys.map(snakeCase)).toEqual(fieldsOf(dataclass));
    expect(sent).toEqual(keys);
    const sending = `${group}: chosenGroup("${group}", ${group.toUpperCase()}_KEYS)`;
    expect(read("src/settings.ts")).toContain(sending);
  });

  test("have the server's defaults", () => {
    for (const [index, [key, setting]] of settings.entries()) {
      expect([key, setting.default]).toEqual([key, defaultsOf(dataclass)[index]]);
    }
  });
});

/** The fields of a dataclass of the server's settings, in order. */
function fieldsOf(dataclass: string): string[] {
  return [...bodyOf(dataclass).matchAll(/^ {4}(\w+): /gm)].map(([, name]) => name ?? "");
}

/** Their defaults, as JSON has them. */
function defaultsOf(dataclass: string): unknown[] {
  const call = /^ {4}\w+: .+? = (?:\w+\((?:default=)?)?("[^"]*"|[\d._]+|True|False|\(\))/gm;
  return [...bodyOf(dataclass).matchAll(call)].map(([, literal]) => jsonOf(literal ?? ""));
}

function jsonOf(literal: string): unknown {
  if (literal === "()") return [];
  if (literal.startsWith('"')) return JSON.parse(literal);
  return JSON.parse(literal.replaceAll("_", "").toLowerCase());
}

function bodyOf(dataclass: string): string {
  const [, body = ""] = read("../server/sansfil/settings/__init__.py").split(
    `class ${dataclass}:\n`,
  );
  return body.split("\n@dataclass", 1)[0] ?? "";
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

test("the settings of the index stand together, in the order in which they are read", () => {
  const orders = Object.entries(contributes.configuration.properties)
    .filter(([key]) => key.startsWith("sansfil.index."))
    .map(([, setting]) => (setting as { order: number }).order);
  expect(orders).toEqual(orders.map((_, index) => (orders[0] ?? 0) + index));
});

test("keys are taken only inside an editor, and never Tab or Ctrl+I", () => {
  for (const { key, when } of contributes.keybindings) {
    expect(when).toContain("editorTextFocus");
    expect(key).not.toMatch(/(^|\+)tab$|^ctrl\+i$/);
  }
});

test("Escape is taken only from ghost text, or while a next edit is offered and nothing else would hear it", () => {
  const escapes = contributes.keybindings.filter(({ key }) => /(^|\+)escape$/.test(key));
  expect(escapes.map(({ command }) => command).sort()).toEqual([
    "sansfil.dismissSuggestion",
    "sansfil.nextEdit.stop",
  ]);
  for (const { when } of escapes.filter(({ command }) => command === "sansfil.nextEdit.stop")) {
    expect(when).toMatch(/^sansfil\.hasNextEdit && /);
    for (const other of ["inlineSuggestionVisible", "suggestWidgetVisible", "vim.active"]) {
      expect(when).toContain(`!${other}`);
    }
  }
});

test("the lock file names no registry", () => {
  expect(read("package-lock.json")).not.toMatch(/"resolved"|https?:\/\/[^"]*registry/);
});
