// Reads and writes the `sansfil.*` settings.
import * as vscode from "vscode";
import type { ServerSettings } from "./protocol";
import type { CloudTier } from "./pure/cloudModels";
import {
  type CompletionSwitches,
  isCompletionOn,
  readSwitches,
  toggleLanguage,
} from "./pure/languages";
import {
  ACTIVITY_KEYS,
  AGENT_KEYS,
  BUDGET_KEYS,
  CLOUD_KEYS,
  CONSENT_KEYS,
  INDEX_KEYS,
  LOCAL_KEYS,
} from "./pure/settingKeys";
import { isStringList } from "./pure/shapes";

const ENABLED = "completion.enabled";
const LANGUAGES = "completion.languages";
const TIER_MODELS = { completion: "cloud.models", agent: "agent.models" } as const;

export function serverSettings(): ServerSettings {
  return {
    completion: {
      enabled: chosen(ENABLED),
      languages: chosen(LANGUAGES),
      aggressiveness: chosen("completion.aggressiveness"),
      checkImports: chosen("completion.checkImports"),
    },
    workspaceModel: {
      enabled: chosen("workspaceModel.enabled"),
      minConfidence: chosen("workspaceModel.minConfidence"),
      maxTokens: chosen("workspaceModel.maxTokens"),
    },
    nextEdit: { enabled: chosen("nextEdit.enabled") },
    local: chosenGroup("local", LOCAL_KEYS),
    usage: { record: chosen("usage.record") },
    cloud: chosenGroup("cloud", CLOUD_KEYS),
    agent: chosenGroup("agent", AGENT_KEYS),
    consent: chosenGroup("consent", CONSENT_KEYS),
    budget: chosenGroup("budget", BUDGET_KEYS),
    activity: chosenGroup("activity", ACTIVITY_KEYS),
    index: chosenGroup("index", INDEX_KEYS),
    cacheDir: chosen("cacheDir"),
  };
}

function chosenGroup(group: string, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, chosen(`${group}.${key}`)]));
}

/** What somebody has set; a mere default stays unsaid, so that it does not override `sansfil.toml`. */
function chosen(key: string): unknown {
  const settings = vscode.workspace.getConfiguration("sansfil");
  const found = settings.inspect(key);
  const isSet =
    found?.globalValue !== undefined ||
    found?.workspaceValue !== undefined ||
    found?.workspaceFolderValue !== undefined;
  return isSet ? settings.get(key) : undefined;
}

/** Which engine and model are used from now on, for every folder of this machine. */
export async function chooseEngine(chosen: {
  readonly engine: string;
  readonly url: string;
  readonly model: string;
}): Promise<void> {
  const settings = vscode.workspace.getConfiguration("sansfil");
  for (const key of ["url", "model", "engine"] as const) {
    const value = chosen[key] || undefined;
    await settings.update(`local.${key}`, value, vscode.ConfigurationTarget.Global);
  }
}

/** The models of a tier in the order in which they are asked; none where the product's own list is used. */
export function tierModels(tier: CloudTier): readonly string[] {
  const models = vscode.workspace.getConfiguration("sansfil").get<unknown>(TIER_MODELS[tier]);
  return isStringList(models) ? models : [];
}

/** For every folder of this machine; none chooses the product's own list. */
export async function chooseTierModels(tier: CloudTier, models: readonly string[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration("sansfil");
  const value = models.length === 0 ? undefined : models;
  await settings.update(TIER_MODELS[tier], value, vscode.ConfigurationTarget.Global);
}

export function interpreterSetting(): string {
  const value = vscode.workspace.getConfiguration("sansfil").get<unknown>("interpreter");
  return typeof value === "string" ? value : "";
}

export function completionSwitches(): CompletionSwitches {
  const settings = vscode.workspace.getConfiguration("sansfil");
  return readSwitches(settings.get(ENABLED), settings.get(LANGUAGES));
}

export async function toggleCompletion(languageId: string): Promise<void> {
  const before = completionSwitches();
  const after = toggleLanguage(before, languageId);
  if (after.isEnabled !== before.isEnabled) await toggleCompletionEverywhere();
  await writeLanguage(languageId, isCompletionOn(after, languageId));
}

export async function toggleCompletionEverywhere(): Promise<void> {
  const settings = vscode.workspace.getConfiguration("sansfil");
  const isSetHere = settings.inspect(ENABLED)?.workspaceValue !== undefined;
  await settings.update(ENABLED, !completionSwitches().isEnabled, target(isSetHere));
}

async function writeLanguage(languageId: string, isOn: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration("sansfil");
  const found = settings.inspect<Record<string, unknown>>(LANGUAGES);
  const isSetHere = found?.workspaceValue?.[languageId] !== undefined;
  const own = isSetHere ? found?.workspaceValue : found?.globalValue;
  await settings.update(LANGUAGES, { ...own, [languageId]: isOn }, target(isSetHere));
}

/** What the workspace itself sets would hide a change in the user's settings. */
function target(isSetByWorkspace: boolean): vscode.ConfigurationTarget {
  const { Global, Workspace } = vscode.ConfigurationTarget;
  return isSetByWorkspace ? Workspace : Global;
}
