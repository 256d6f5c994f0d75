// Choosing models of the cloud tiers: what the pick shows of each, and in which order they are asked.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type CloudModels,
  modelPicks,
  nextOrder,
  OWN_LIST,
  orderSentence,
  readCloudModels,
} from "../../src/pure/cloudModels";
import { ENGLISH, FRENCH } from "./fixtures";

const GOLDEN = JSON.parse(
  readFileSync(new URL("../../../tests/golden/wire/cloudModels.json", import.meta.url), "utf8"),
);
const FOUND = readCloudModels(GOLDEN) as CloudModels;
const picks = modelPicks(ENGLISH, "completion", FOUND, []);
const pickOf = (id: string) => picks.find((pick) => pick.kind === "model" && pick.id === id);

describe("the golden list", () => {
  test("is read whole", () => {
    expect(readCloudModels(GOLDEN)).toEqual(GOLDEN);
  });

  test.each(Object.keys(GOLDEN))("is none without %s", (field) => {
    const { [field]: _dropped, ...rest } = GOLDEN;
    expect(readCloudModels(rest)).toBeUndefined();
  });

  test.each(Object.keys(GOLDEN.models[0]))("is none where a model has no %s", (field) => {
    const { [field]: _dropped, ...rest } = GOLDEN.models[0];
    expect(readCloudModels({ ...GOLDEN, models: [rest] })).toBeUndefined();
  });

  test.each(Object.keys(GOLDEN.gone[0]))("is none where a gone model has no %s", (field) => {
    const { [field]: _dropped, ...rest } = GOLDEN.gone[0];
    expect(readCloudModels({ ...GOLDEN, gone: [rest] })).toBeUndefined();
  });

  test("may have nothing in it but a message", () => {
    const empty = { models: [], gone: [], message: "Set the key first." };
    expect(readCloudModels({ ...empty, more: 1 })).toEqual(empty);
  });

  test("is none with a price that is no number", () => {
    const dear = { ...GOLDEN.models[0], promptUsdPerMillion: "dear" };
    expect(readCloudModels({ ...GOLDEN, models: [dear] })).toBeUndefined();
  });
});

describe("the pick", () => {
  test("begins with the product's own list, then free, paid and gone ones", () => {
    expect(picks.map(({ label }) => label)).toEqual([
      "Sansfil's own list",
      "Free",
      "Mistral: Devstral 2 (free)",
      "Paid",
      "Qwen: Qwen3 Coder",
      "Auto Router",
      "No longer there",
      "xiaomi/mimo-v2-flash:free",
    ]);
  });

  test("says of a model what it costs, how much it reads, whether it calls tools, and why", () => {
    expect(pickOf("mistralai/devstral-2512:free")).toMatchObject({
      description: "mistralai/devstral-2512:free · asked now",
      detail:
        "free · context 262,144 · tools · The first of Sansfil's own list that is there today.",
    });
    expect(pickOf("qwen/qwen3-coder")).toMatchObject({
      description: "qwen/qwen3-coder",
      detail: "$0.22 read, $0.95 written per million tokens · context 262,144 · tools",
    });
    expect(pickOf("openrouter/auto")?.detail).toBe(
      "price depends on the request · context 2,000,000 · no tools",
    );
  });

  test("says why a model is gone", () => {
    expect(pickOf("xiaomi/mimo-v2-flash:free")).toMatchObject({
      description: "not there today",
      detail: GOLDEN.gone[0].message,
    });
  });

  test("has only models with tools for the agent", () => {
    const ids = modelPicks(ENGLISH, "agent", FOUND, []).map(({ id }) => id);
    expect(ids).toContain("qwen/qwen3-coder");
    expect(ids).not.toContain("openrouter/auto");
  });

  test("keeps what its user has chosen and the list leaves out", () => {
    const chosen = modelPicks(ENGLISH, "completion", FOUND, ["me/mine", "qwen/qwen3-coder"]);
    expect(chosen.slice(-2)).toMatchObject([
      { kind: "separator", label: "Your own" },
      { id: "me/mine", description: "not in the list" },
    ]);
    expect(chosen.filter(({ id }) => id === "qwen/qwen3-coder")).toHaveLength(1);
  });

  test("speaks French", () => {
    const french = modelPicks(FRENCH, "completion", FOUND, []);
    expect(french.map(({ label }) => label)).toContain("Gratuits");
    expect(french.some(({ detail }) => detail.includes("0,22\u00a0$ lus"))).toBe(true);
  });
});

describe("the order", () => {
  test.each([
    ["nothing chosen is the product's own list", [], [], [OWN_LIST]],
    ["what is ticked first is asked first", ["b"], ["a", "b"], ["b", "a"]],
    ["what is unticked is asked no more", ["b", "a", "c"], ["c", "b"], ["b", "c"]],
    ["a model takes the place of the product's own list", [OWN_LIST], [OWN_LIST, "a"], ["a"]],
    ["the product's own list takes the place of all", ["a", "b"], ["a", "b", OWN_LIST], [OWN_LIST]],
    ["without the last model it is the product's own list", ["a"], [], [OWN_LIST]],
    ["the product's own list cannot be unticked alone", [OWN_LIST], [], [OWN_LIST]],
    ["ticking nothing new changes nothing", ["b", "a"], ["a", "b"], ["b", "a"]],
    ["what the settings say is the first order", [], ["z", "a"], ["z", "a"]],
  ])("%s", (_, before, ticked, after) => {
    expect(nextOrder(before, ticked)).toEqual(after);
  });

  test("is told", () => {
    expect(orderSentence(ENGLISH, ["b", "a"])).toBe("Asked in this order: b, a");
    expect(orderSentence(ENGLISH, [OWN_LIST])).toBe("Sansfil's own list is asked");
  });
});
