// A genuine llama.cpp whose model knows one text by heart, behind a door that counts who comes in.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";
import { text } from "node:stream/consumers";
import { ROOT } from "./code-server.mjs";

const PYTHON = path.join(ROOT, ".venv/bin/python");
const MAIN = path.join(import.meta.dirname, "engine.py");
const START_LIMIT_MS = 60_000;

/**
 * @typedef {object} Engine
 * @property {string} url where it answers
 * @property {() => number} asked how often it was asked to write something; reading ahead does not count
 * @property {() => number} readAhead how often it was only told to read, in idle time
 * @property {() => string} lastReadAhead the prompt that it was told to read last
 * @property {() => boolean} isBusy whether it is doing anything
 * @property {() => void} hold keeps its answers back from now on
 * @property {() => void} release lets them through again
 * @property {() => Promise<void>} killInMidAnswer ends the process when its next answer has begun, before the first word
 * @property {() => Promise<void>} kill ends the process, as a person would
 * @property {() => Promise<void>} stop ends everything
 */

/**
 * Starts the engine; its model continues what is `known` wherever that is begun.
 * @param {string} known
 * @returns {Promise<Engine>}
 */
export async function startEngine(known) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sansfil-engine-"));
  fs.writeFileSync(path.join(folder, "known.txt"), known);
  const child = spawn(PYTHON, [MAIN, path.join(folder, "known.txt")], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const door = new Door(await addressOf(child));
  await once(door.server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${door.server.address().port}`,
    asked: () => door.asked,
    readAhead: () => door.readAhead,
    lastReadAhead: () => door.lastReadAhead,
    isBusy: () => door.open > 0,
    hold: () => door.hold(),
    release: () => door.release(),
    killInMidAnswer: async () => {
      await new Promise((resolve) => {
        door.atFirstWords = resolve;
      });
      await kill(child);
    },
    kill: () => kill(child),
    stop: async () => {
      door.server.closeAllConnections();
      door.server.close();
      await kill(child);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addressOf(child) {
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  const gone = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`the engine ended with status ${code}`);
  });
  const [line] = await Promise.race([once(lines, "line", { signal }), gone]);
  gone.catch(() => undefined);
  return new URL(line.split(" ")[1]);
}

/** Passes everything on as it comes, unless it is to hold answers, and hangs up on both sides when one hangs up. */
class Door {
  asked = 0;
  readAhead = 0;
  lastReadAhead = "";
  open = 0;
  /** Called in place of passing the words of an answer on. */
  atFirstWords = undefined;
  release = () => {};
  #released = Promise.resolve();

  constructor(engine) {
    this.engine = engine;
    this.server = http.createServer((request, response) => this.#serve(request, response));
  }

  hold() {
    this.#released = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  async #serve(request, response) {
    this.open += 1;
    response.once("close", () => {
      this.open -= 1;
    });
    const body = await text(request);
    const isForWords = this.#counts(request, body);
    const { method, url, headers } = request;
    const { hostname, port } = this.engine;
    const inner = http.request({ hostname, port, method, path: url, headers });
    inner.on("response", (answer) => this.#answer(answer, response, isForWords));
    inner.on("error", () => response.destroy());
    response.on("close", () => inner.destroy());
    inner.end(body);
  }

  /** A prompt that is only to be read into the cache, in idle time, asks for no words. */
  #counts({ method, url }, body) {
    if (method !== "POST" || !url.startsWith("/completion")) return false;
    const { prompt, n_predict } = JSON.parse(body);
    if (n_predict !== 0) {
      this.asked += 1;
      return true;
    }
    this.readAhead += 1;
    this.lastReadAhead = prompt;
    return false;
  }

  async #answer(answer, response, isForWords) {
    response.writeHead(answer.statusCode, answer.headers);
    response.flushHeaders();
    if (isForWords) await this.#released;
    if (isForWords && this.atFirstWords) {
      await once(answer, "readable").catch(() => undefined);
      this.atFirstWords();
      answer.on("error", () => response.destroy());
      return;
    }
    pipeline(answer, response, () => undefined);
  }
}

async function kill(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
