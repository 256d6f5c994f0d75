// The GPUs as the server has measured them, read from the wire.
import { isRecord } from "./shapes";

/** Sentences for the user: one on the GPU, one on each process that has some of its memory. */
export interface LiveGpu {
  readonly message: string;
  readonly processes: readonly string[];
}

/** `undefined` when the value is not an answer to `sansfil.gpus`. */
export function readGpus(value: unknown): readonly LiveGpu[] | undefined {
  if (!isRecord(value) || !Array.isArray(value["gpus"])) return undefined;
  const gpus = value["gpus"].map(readGpu);
  return gpus.every((gpu) => gpu !== undefined) ? gpus : undefined;
}

function readGpu(value: unknown): LiveGpu | undefined {
  if (!isRecord(value) || !Array.isArray(value["processes"])) return undefined;
  const processes = value["processes"].map(messageOf);
  const message = messageOf(value);
  if (message === undefined || !processes.every((each) => each !== undefined)) return undefined;
  return { message, processes };
}

function messageOf(value: unknown): string | undefined {
  const message = isRecord(value) ? value["message"] : undefined;
  return typeof message === "string" ? message : undefined;
}
