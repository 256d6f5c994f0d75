// The settings that are sent to the server as they are, by the group they stand in; mirrors server/sansfil/settings/__init__.py.

export const LOCAL_KEYS = [
  "engine",
  "url",
  "model",
  "family",
  "tokenizer",
  "layout",
  "promptTokens",
  "maxTokens",
  "deadlineMs",
  "threads",
  "backupUrl",
  "backupEngine",
  "backupModel",
];

export const CLOUD_KEYS = [
  "baseUrl",
  "models",
  "completion",
  "deadlineMs",
  "dataCollection",
  "zeroRetention",
  "maxPromptUsd",
  "maxCompletionUsd",
];

export const AGENT_KEYS = ["models"];
export const CONSENT_KEYS = ["send", "localOnly", "private"];
export const BUDGET_KEYS = ["usdPerDay", "usdPerMonth"];
export const ACTIVITY_KEYS = ["record"];

export const INDEX_KEYS = [
  "enabled",
  "history",
  "include",
  "exclude",
  "maxFiles",
  "qdrantUrl",
  "grpcPort",
  "shards",
  "replicas",
  "embedder",
  "embedderUrl",
  "embeddingModel",
  "queryPrefix",
  "textPrefix",
];
