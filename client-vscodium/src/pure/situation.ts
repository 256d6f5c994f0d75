// Everything the status item, its tooltip and its menu are drawn from, and the one state it amounts to.
import type { EngineStatus, ModelFacts, ServerStatus } from "../protocol";
import { type CompletionSwitches, isCompletionOn } from "./languages";
import { type Snoozes, snoozedUntilMs } from "./snooze";

export type ServerPhase =
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly status: ServerStatus }
  | { readonly kind: "stopped"; readonly problem: string };

/** The language of the document in front, by id and by the name people know. */
export interface FrontLanguage {
  readonly id: string;
  readonly name: string;
}

export interface Situation {
  readonly server: ServerPhase;
  readonly switches: CompletionSwitches;
  readonly snoozes: Snoozes;
  readonly language: FrontLanguage | undefined;
  /** What the editor's side found wrong, one sentence each. */
  readonly clientProblems: readonly string[];
  readonly nowMs: number;
}

export type DisplayState =
  | { readonly kind: "starting" }
  | { readonly kind: "problem"; readonly message: string }
  | { readonly kind: "off" }
  | { readonly kind: "snoozed"; readonly untilMs: number }
  | { readonly kind: "learning"; readonly status: ServerStatus }
  | { readonly kind: "ready"; readonly status: ServerStatus }
  | { readonly kind: "silent"; readonly status: ServerStatus };

/** A problem outranks a pause, and a pause outranks what the server is doing. */
export function displayState(situation: Situation): DisplayState {
  return serverProblem(situation.server) ?? pause(situation) ?? activity(situation.server);
}

/** Off or snoozed: nothing is asked of the server for this language. */
export function pause(
  situation: Pick<Situation, "switches" | "snoozes" | "language" | "nowMs">,
): Extract<DisplayState, { kind: "off" | "snoozed" }> | undefined {
  const languageId = situation.language?.id;
  if (!isCompletionOn(situation.switches, languageId)) return { kind: "off" };
  const untilMs = snoozedUntilMs(situation.snoozes, languageId, situation.nowMs);
  return untilMs === undefined ? undefined : { kind: "snoozed", untilMs };
}

export function runningStatus(server: ServerPhase): ServerStatus | undefined {
  return server.kind === "running" ? server.status : undefined;
}

/** `undefined` where no engine is wanted, and while no server runs. */
export function engineStatus(server: ServerPhase): EngineStatus | undefined {
  return runningStatus(server)?.engine ?? undefined;
}

/** All but those of the engine, the cloud and the index, which are told in lines of their own. */
export function problemsElsewhere(situation: Situation): readonly string[] {
  const status = runningStatus(situation.server);
  const toldElsewhere = [
    status?.engine?.message,
    status?.cloud?.message,
    status?.index?.message,
    status?.index?.problem,
  ];
  const found = [...situation.clientProblems, ...(status?.problems ?? [])];
  return found.filter((problem) => !toldElsewhere.includes(problem));
}

export function isSomethingToMend(situation: Situation): boolean {
  const status = runningStatus(situation.server);
  const states = [status?.engine?.state, status?.cloud?.state, status?.index?.state];
  return states.includes("problem") || 0 < problemsElsewhere(situation).length;
}

/** Between 0 and 1; `undefined` as long as nobody knows how much there is to learn. */
export function learnedRatio(model: ModelFacts): number | undefined {
  if (model.filesToLearn === 0) return undefined;
  return Math.min(1, model.learnedFiles / model.filesToLearn);
}

function serverProblem(server: ServerPhase): DisplayState | undefined {
  if (server.kind === "stopped") return { kind: "problem", message: server.problem };
  const status = runningStatus(server);
  if (status?.state !== "problem") return undefined;
  return { kind: "problem", message: status.message };
}

function activity(server: ServerPhase): DisplayState {
  const status = runningStatus(server);
  if (!status || status.state === "starting") return { kind: "starting" };
  if (status.state === "learning") return { kind: "learning", status };
  return { kind: status.silence ? "silent" : "ready", status };
}
