// The models and GPUs that the server tells of: every golden answer is read, and the rows say what a person must know.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readGpus } from "../../src/pure/gpus";
import {
  type Choice,
  downloadDetail,
  downloadQuestion,
  modelRows,
  readProposal,
} from "../../src/pure/proposals";
import { ENGLISH, FRENCH } from "./fixtures";

function golden(name: string) {
  const place = new URL(`../../../tests/golden/wire/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(place, "utf8"));
}

const PROPOSED = golden("models-proposed");
const proposal = readProposal(PROPOSED);
const choices: readonly Choice[] = proposal?.choices ?? [];
const rows = modelRows(ENGLISH, proposal);

const rowOf = (words: string) =>
  rows.find((row) => row.kind !== "separator" && row.label.includes(words));

describe("a proposal", () => {
  test("is read whole", () => {
    expect(choices.map(({ name }) => name)).toEqual(
      PROPOSED.choices.map(({ name }: { name: string }) => name),
    );
    expect(proposal?.remarks).toEqual(PROPOSED.remarks);
  });

  test("without choices is one with a reason", () => {
    expect(readProposal(golden("models-none"))?.choices).toEqual([]);
    expect(readProposal(golden("models-none"))?.remarks).not.toEqual([]);
  });

  test.each(Object.keys(PROPOSED))("is none without %s", (field) => {
    const { [field]: _dropped, ...rest } = PROPOSED;
    expect(readProposal(rest)).toBeUndefined();
  });

  // Those are for the command line.
  const unread = ["toml", "how"];

  test.each(Object.keys(PROPOSED.choices[0]).filter((field) => !unread.includes(field)))(
    "is none where a choice has no %s",
    (field) => {
      const { [field]: _dropped, ...rest } = PROPOSED.choices[0];
      expect(readProposal({ ...PROPOSED, choices: [rest] })).toBeUndefined();
    },
  );
});

describe("the quick pick", () => {
  test("has the recommendation first, marked, and no other", () => {
    const models = rows.flatMap((row) => (row.kind === "model" ? [row] : []));
    expect(models[0]).toMatchObject({
      label: "$(star-full) qwen2.5-coder:1.5b",
      description: "recommended",
    });
    expect(models.slice(1).map(({ description }) => description)).toEqual(
      models.slice(1).map(() => ""),
    );
  });

  test("groups what answers, what lies here, what is to be downloaded, and the rest", () => {
    expect(rows.filter((row) => row.kind === "separator").map(({ label }) => label)).toEqual([
      "Answers now",
      "On this disk",
      "To download",
      "Something else",
    ]);
  });

  test("says how large and under which licence before it says why", () => {
    const row = rowOf("Qwen2.5-Coder 7B Q8_0");
    expect(row).toMatchObject({
      detail: expect.stringMatching(/^8,099 MB to download\. Licence: Apache-2\.0\. Fits: needs /),
    });
  });

  test("tells what is not proposed", () => {
    expect(rowOf("What to know")).toMatchObject({
      kind: "doctor",
      detail: expect.stringContaining("llama3.1:8b"),
    });
  });

  test("offers a file, an address and the settings even where the server says nothing", () => {
    const kinds = modelRows(ENGLISH, undefined).map(({ kind }) => kind);
    expect(kinds).toEqual(["separator", "doctor", "file", "address", "settings"]);
  });

  test("speaks French", () => {
    expect(modelRows(FRENCH, proposal).map(({ label }) => label)).toContain("Sur ce disque");
  });
});

describe("the question before a download", () => {
  const download = choices.find(({ kind }) => kind === "download") as Choice;

  test("names the model, its size, its licence and where it comes from", () => {
    expect(downloadQuestion(ENGLISH, download)).toBe("Download Qwen2.5-Coder 7B Q8_0?");
    expect(downloadDetail(ENGLISH, download)).toBe(
      "8,099 MB to download. Licence: Apache-2.0. " +
        "ggml-org/Qwen2.5-Coder-7B-Q8_0-GGUF/qwen2.5-coder-7b-q8_0.gguf comes from Hugging Face into its " +
        "ordinary cache. No code of yours is sent.",
    );
  });

  test("says that Ollama downloads its own", () => {
    const pulled = { ...download, engine: "ollama", model: "qwen2.5-coder:7b-base" };
    expect(downloadDetail(ENGLISH, pulled)).toContain("Ollama downloads qwen2.5-coder:7b-base.");
  });
});

describe("the GPUs", () => {
  const gpus = golden("gpus");

  test("are read with their processes", () => {
    expect(readGpus(gpus)).toEqual([
      {
        message: gpus.gpus[0].message,
        processes: ["llama-server (process 4711) has 5,120 MiB; Sansfil started it."],
      },
      { message: gpus.gpus[1].message, processes: [] },
    ]);
    expect(readGpus({ gpus: [] })).toEqual([]);
  });

  test.each([
    ["nothing", undefined],
    ["no list", { gpus: {} }],
    ["a card without words", { gpus: [{ processes: [] }] }],
    ["a card without processes", { gpus: [{ message: "x" }] }],
    ["a process without words", { gpus: [{ message: "x", processes: [{ pid: 1 }] }] }],
  ])("%s is no answer", (_, value) => {
    expect(readGpus(value)).toBeUndefined();
  });
});
