// The severity of one line that the server wrote to stderr ("WARNING sansfil.adapters: …").

export type Severity = "debug" | "info" | "warn" | "error";

const SEVERITIES: Readonly<Record<string, Severity>> = {
  DEBUG: "debug",
  INFO: "info",
  WARNING: "warn",
  ERROR: "error",
  CRITICAL: "error",
};

/** Lines without a level word (a traceback, an interpreter's own message) are kept as errors. */
export function severityOf(line: string): Severity {
  const word = line.split(/[\s:]/, 1)[0] ?? "";
  return SEVERITIES[word] ?? "error";
}
