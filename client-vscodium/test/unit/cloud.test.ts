// The cloud tiers in the status, the menu and the tooltip: sparse where they are not used, exact where they are.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { readStatus } from "../../src/protocol";
import { type CloudStatus, readCloudStatus } from "../../src/pure/cloud";
import { cloudEntries } from "../../src/pure/cloudMenu";
import {
  formatUsd,
  quotaSentence,
  spentMonthSentence,
  spentTodaySentence,
} from "../../src/pure/cloudSentences";
import { consentPicks } from "../../src/pure/consent";
import { menuEntries } from "../../src/pure/menu";
import { statusItem } from "../../src/pure/statusItem";
import { CLOUD, ENGLISH, FRENCH, FROM_ENGINE, READY, running, withCloud } from "./fixtures";

const GOLDEN = JSON.parse(
  readFileSync(new URL("../../../tests/golden/wire/cloudStatus.json", import.meta.url), "utf8"),
);
const STATES = ["off", "needsKey", "needsConsent", "ready", "resting", "problem", "private"];

describe("the golden status of the cloud", () => {
  test("is read whole, alone and in a status", () => {
    expect(readCloudStatus(GOLDEN)).toEqual(GOLDEN);
    expect(readStatus({ ...READY, cloud: GOLDEN })?.cloud).toEqual(GOLDEN);
  });

  test.each(Object.keys(GOLDEN))("is none without %s", (field) => {
    const { [field]: _dropped, ...rest } = GOLDEN;
    expect(readCloudStatus(rest)).toBeUndefined();
  });

  test.each(STATES)("may be in the state %s", (state) => {
    expect(readCloudStatus({ ...GOLDEN, state })?.state).toBe(state);
  });

  test("may leave open what nobody told", () => {
    const untold = { freeLeftThisMinute: null, freeLeftToday: null, freePerDay: null };
    expect(readCloudStatus({ ...GOLDEN, ...untold })).toEqual({ ...GOLDEN, ...untold });
  });

  test.each([
    ["a state of its own", { state: "raining" }],
    ["money that is no amount", { spentTodayUsd: "much" }],
    ["money that is no text", { budgetDayUsd: 1 }],
    ["no money", { spentMonthUsd: "" }],
    ["a negative number of requests", { freeLeftToday: -1 }],
  ])("is none with %s", (_, change) => {
    expect(readCloudStatus({ ...GOLDEN, ...change })).toBeUndefined();
  });
});

test("an older server has no cloud, and a broken cloud is no status", () => {
  const { cloud: _unknown, ...older } = READY;
  expect(readStatus(older)?.cloud).toBeNull();
  expect(readStatus({ ...READY, cloud: {} })).toBeUndefined();
});

const rowsOf = (changes: Partial<CloudStatus>) =>
  cloudEntries(ENGLISH, { ...CLOUD, ...changes }).flatMap((entry) =>
    entry.kind === "row" ? [entry] : [],
  );

describe("the menu", () => {
  test("says nothing of a cloud that the server does not know", () => {
    expect(cloudEntries(ENGLISH, null)).toEqual([]);
    const labels = menuEntries(ENGLISH, running(READY)).map(({ label }) => label);
    expect(labels).not.toContain("Cloud");
  });

  test.each([
    ["off", "$(circle-slash) Cloud models are off", "sansfil.cloudConsent"],
    ["needsKey", "$(key) Set the OpenRouter key…", "sansfil.setKey"],
    ["needsConsent", "$(question) Decide what may leave this machine…", "sansfil.cloudConsent"],
  ] as const)("has one row while the cloud is %s, which leads on", (state, label, command) => {
    const rows = rowsOf({ state });
    expect(rows).toEqual([{ kind: "row", label, command, detail: CLOUD.message }]);
  });

  test("has model, quota, spending, activity, choice and consent where the cloud is in use", () => {
    expect(rowsOf({}).map(({ label }) => label)).toEqual([
      "$(cloud) devstral:free",
      "$(dashboard) Free requests left: 42 of 50 today, 18 this minute",
      "$(credit-card) Spent today: $0.031 of $1.00",
      "$(history) Show activity",
      "$(symbol-misc) Choose a model for a tier…",
      "$(shield) Cloud consent…",
    ]);
    expect(rowsOf({})[2]?.detail).toBe("This month: $0.41 of $10.00");
  });

  test("leads from the state to what it cost, and from a problem to doctor", () => {
    expect(rowsOf({})[0]?.command).toBe("sansfil.showSpending");
    expect(rowsOf({ state: "resting" })[0]?.command).toBe("sansfil.showSpending");
    expect(rowsOf({ state: "problem" })[0]).toMatchObject({
      label: "$(warning) devstral:free",
      command: "sansfil.doctor",
    });
  });

  test("names the cloud where no model is known yet", () => {
    expect(rowsOf({ model: "" })[0]?.label).toBe("$(cloud) Cloud models");
  });

  test("says that private mode is on, and still shows what was sent before", () => {
    expect(rowsOf({ state: "private" }).map(({ label }) => label)).toEqual([
      "$(lock) Private mode: on",
      "$(history) Show activity",
    ]);
  });

  test("stands between the engine's rows and Sansfil's own", () => {
    const separators = menuEntries(ENGLISH, running(withCloud())).flatMap((entry) =>
      entry.kind === "separator" ? [entry.label] : [],
    );
    expect(separators).toEqual(["Suggestions", "Local engine", "Cloud", "Sansfil"]);
  });

  test("runs commands of the palette only", () => {
    const palette = packageJson.contributes.commands.map(({ command }) => command);
    for (const state of STATES as CloudStatus["state"][]) {
      const used = rowsOf({ state }).map(({ command }) => command);
      expect(palette).toEqual(expect.arrayContaining(used));
    }
  });

  test("speaks French", () => {
    const french = cloudEntries(FRENCH, CLOUD).map(({ label }) => label);
    expect(french).toContain("$(history) Afficher l'activité");
    expect(french.join()).toContain("Dépensé aujourd'hui : 0,031\u00a0$ sur 1,00\u00a0$");
  });
});

describe("free requests that are left", () => {
  test.each<[string | undefined, Partial<CloudStatus>]>([
    ["Free requests left: 42 of 50 today, 18 this minute", {}],
    ["Free requests left: 42 today, 18 this minute", { freePerDay: null }],
    ["Free requests left: 42 of 50 today", { freeLeftThisMinute: null }],
    ["Free requests left: 18 this minute", { freeLeftToday: null }],
    ["Free requests left: 0 of 50 today, 18 this minute", { freeLeftToday: 0 }],
    [undefined, { freeLeftToday: null, freeLeftThisMinute: null }],
  ])("%s", (expected, changes) => {
    expect(quotaSentence(ENGLISH, { ...CLOUD, ...changes })).toBe(expected);
  });
});

describe("money", () => {
  test.each([
    ["0", "$0.00"],
    ["1.2", "$1.20"],
    ["0.0312", "$0.031"],
    ["0.00004", "$0.00004"],
    ["1e-7", "$0.0000001"],
    ["12.345", "$12.35"],
    ["1234.5", "$1,234.50"],
  ])("%s is %s", (usd, shown) => {
    expect(formatUsd(ENGLISH, usd)).toBe(shown);
  });

  test("without a budget, paid models are off, and it says so", () => {
    const none = { ...CLOUD, spentTodayUsd: "0", budgetDayUsd: "0", budgetMonthUsd: "0.00" };
    expect(spentTodaySentence(ENGLISH, none)).toBe("Spent today: $0.00, paid models are off");
    expect(spentMonthSentence(ENGLISH, none)).toBe("This month: $0.41, paid models are off");
  });
});

describe("the status item", () => {
  const tooltip = (changes: Partial<CloudStatus>) =>
    statusItem(ENGLISH, running(withCloud(changes))).tooltip.split("\n");
  const text = (changes: Partial<CloudStatus>) =>
    statusItem(ENGLISH, running(withCloud(changes))).text;

  test.each(["off", "needsKey"] as const)("keeps quiet while the cloud is %s", (state) => {
    expect(tooltip({ state })).not.toContain(CLOUD.message);
  });

  test.each(["needsConsent", "ready", "resting", "problem", "private"] as const)(
    "tells of the cloud while it is %s",
    (state) => {
      expect(tooltip({ state })).toContain(CLOUD.message);
    },
  );

  test("warns of a problem of the cloud alone, told once", () => {
    expect(text({ state: "problem" })).toBe("$(warning) Sansfil 3 ms");
    expect(text({ state: "resting" })).toBe("$(zap) Sansfil 3 ms");
    const twice = { ...withCloud({ state: "problem" }), problems: [CLOUD.message] };
    const lines = statusItem(ENGLISH, running(twice)).tooltip.split("\n");
    expect(lines.filter((line) => line === CLOUD.message)).toHaveLength(1);
  });

  test("names the cloud as the tier of the last suggestion", () => {
    const last = { ...FROM_ENGINE, tier: "cloud" };
    const { tooltip } = statusItem(ENGLISH, running({ ...READY, lastSuggestion: last }));
    expect(tooltip).toContain("Last suggestion: cloud, 42 ms");
  });
});

describe("consent", () => {
  test("offers three answers and to forget them, each with its words", () => {
    expect(consentPicks(ENGLISH).map(({ choice }) => choice)).toEqual([
      "allow",
      "withoutTraining",
      "never",
      "forget",
    ]);
    for (const { label, detail } of consentPicks(ENGLISH)) {
      expect([label, detail]).not.toContain("");
    }
  });

  test("says plainly what free models need", () => {
    const [allow] = consentPicks(ENGLISH);
    expect(allow?.detail).toMatch(/train on prompts or publish them/);
  });
});
