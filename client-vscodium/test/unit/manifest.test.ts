// What the manifest promises to the editor and to its marketplace.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

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

test("no folder's settings choose a program or a place to write", () => {
  const properties = contributes.configuration.properties;
  expect(properties["sansfil.interpreter"].scope).toBe("machine-overridable");
  expect(properties["sansfil.cacheDir"].scope).toBe("machine");
  expect(capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual([
    "sansfil.interpreter",
    "sansfil.cacheDir",
  ]);
});

const localSettings = Object.entries(contributes.configuration.properties).filter(([key]) =>
  key.startsWith("sansfil.local."),
);

test("everything about the local engine is the user's own choice", () => {
  expect(localSettings.length).toBeGreaterThan(0);
  for (const [key, { scope }] of localSettings as [string, { scope?: string }][]) {
    expect([key, scope]).toEqual([key, "machine"]);
  }
});

test("the settings of the local engine are those that the server reads, and all of them are sent", () => {
  const keys = localSettings.map(([key]) => key.replace("sansfil.local.", ""));
  expect(keys.map(snakeCase)).toEqual(fieldsOf("LocalSettings"));
  for (const key of keys) expect(read("src/settings.ts")).toContain(`  "${key}",\n`);
});

/** The fields of a dataclass of the server's settings, in order. */
function fieldsOf(dataclass: string): string[] {
  const [, body = ""] = read("../server/sansfil/settings.py").split(`class ${dataclass}:\n`);
  const fields = body.split("\n@dataclass", 1)[0]?.matchAll(/^ {4}(\w+): /gm) ?? [];
  return [...fields].map(([, name]) => name ?? "");
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

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
