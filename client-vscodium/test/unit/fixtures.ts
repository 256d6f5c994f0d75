// The values that the tests start from: a ready server, a Python file in front, English and French.
import french from "../../l10n/bundle.l10n.fr.json" with { type: "json" };
import type { EngineStatus, LastSuggestion, ServerStatus } from "../../src/protocol";
import type { CloudStatus } from "../../src/pure/cloud";
import type { IndexStatus } from "../../src/pure/indexStatus";
import type { Localization } from "../../src/pure/localization";
import type { Situation } from "../../src/pure/situation";
import { AWAKE } from "../../src/pure/snooze";

export const ENGLISH: Localization = { t: fill, locale: "en" };

export const FRENCH: Localization = {
  t: (message, ...args) => fill((french as Record<string, string>)[message] ?? message, ...args),
  locale: "fr",
};

export const NOON_MS = Date.UTC(2026, 0, 15, 12, 0, 0);

export const FROM_WORKSPACE: LastSuggestion = {
  tier: "workspace",
  latencyMs: 2.7,
  characters: 24,
  reusedTokens: null,
  freshTokens: null,
  why: "",
};

export const FROM_ENGINE: LastSuggestion = {
  tier: "local",
  latencyMs: 41.5,
  characters: 30,
  reusedTokens: 2041,
  freshTokens: 2,
  why: "",
};

export const READY: ServerStatus = {
  state: "ready",
  message: "Ready: 120 files, 45,210 tokens learned.",
  lastSuggestion: FROM_WORKSPACE,
  silence: null,
  model: { files: 120, tokens: 45210, skipped: 3, learnedFiles: 0, filesToLearn: 0 },
  engine: null,
  usage: null,
  backup: null,
  problems: [],
  cloud: null,
  index: null,
};

export const INDEX: IndexStatus = {
  state: "ready",
  message: "The index is ready.",
  backend: "embedded",
  files: 3120,
  chunks: 21408,
  vectors: 0,
  skipped: 42,
  done: 0,
  total: 0,
  secondsLeft: null,
  problem: null,
};

export const BUILDING: IndexStatus = {
  ...INDEX,
  state: "building",
  message: "The index is being built.",
  files: 1310,
  chunks: 9408,
  done: 1310,
  total: 3120,
  secondsLeft: 7.4,
};

/** A ready server whose index differs from a ready one in `changes`. */
export const withIndex = (changes: Partial<IndexStatus> = {}): ServerStatus => ({
  ...READY,
  index: { ...INDEX, ...changes },
});

export const CLOUD: CloudStatus = {
  state: "ready",
  message: "The cloud is ready: devstral.",
  model: "devstral:free",
  freeLeftThisMinute: 18,
  freeLeftToday: 42,
  freePerDay: 50,
  spentTodayUsd: "0.0312",
  spentMonthUsd: "0.4108",
  budgetDayUsd: "1",
  budgetMonthUsd: "10",
};

/** A ready server whose cloud differs from a ready one in `changes`. */
export const withCloud = (changes: Partial<CloudStatus> = {}): ServerStatus => ({
  ...READY,
  cloud: { ...CLOUD, ...changes },
});

const ENGINE: EngineStatus = {
  state: "ready",
  message: "The local engine is ready: qwen2.5-coder.",
  model: "qwen2.5-coder",
  isManaged: true,
  progress: null,
};

export const ENGINE_READY: ServerStatus = {
  ...READY,
  lastSuggestion: FROM_ENGINE,
  engine: ENGINE,
};

export const DOWNLOADING: ServerStatus = {
  ...READY,
  engine: {
    ...ENGINE,
    state: "downloading",
    message: "Downloading the model.",
    model: "",
    progress: { done: 420, total: 1000 },
  },
};

export const ENGINE_PROBLEM: ServerStatus = {
  ...READY,
  engine: { ...ENGINE, state: "problem", message: "The engine no longer answers.", model: "" },
};

export const UNSURE: ServerStatus = {
  ...READY,
  silence: { code: "unsure", message: "The workspace model is not sure enough." },
};

export const LEARNING: ServerStatus = {
  ...READY,
  state: "learning",
  message: "Learning the workspace: 30 of 120 files.",
  model: { files: 30, tokens: 9000, skipped: 0, learnedFiles: 30, filesToLearn: 120 },
};

export const SITUATION: Situation = {
  server: { kind: "running", status: READY },
  switches: { isEnabled: true, languages: { "*": true } },
  snoozes: AWAKE,
  language: { id: "python", name: "Python" },
  clientProblems: [],
  nowMs: NOON_MS,
};

export function running(status: ServerStatus): Situation {
  return { ...SITUATION, server: { kind: "running", status } };
}

function fill(message: string, ...args: (string | number)[]): string {
  return message.replace(/\{(\d+)\}/g, (_, index) => String(args[Number(index)]));
}
