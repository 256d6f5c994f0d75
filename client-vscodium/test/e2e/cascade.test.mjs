// Two real engines: one that keeps its answers back, one that is killed by hand; nobody waits, and the menu says why.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";

const DEADLINE_MS = 2_000;
const KNOWN = `class Granary:
    def settle(self, harvest):
        surplus = harvest.weighed + harvest.gleaned - harvest.spoiled
        return surplus

    def winter_left(self):
        bushels = self.stored - self.milled
        return bushels
`;

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  settings: {
    "sansfil.local.deadlineMs": DEADLINE_MS,
    "sansfil.completion.aggressiveness": "eager",
  },
  knownByHeart: KNOWN,
  hasBackup: true,
  files: {
    "slow.py": "class Granary:\n    def settle(self, harvest):\n",
    "killed.py": "def show_last(request, response):\n",
  },
});

async function whyOfLastSuggestion() {
  const rows = await session.workbench.readMenu();
  return rows.find((row) => row.includes("Where it came from")) ?? rows.join("\n");
}

/** The status item says from where the suggestion came, and how long that took. */
async function lastSuggestionIsFrom(tier) {
  await session.workbench.statusSaying(new RegExp(`Last suggestion: ${tier}, <?[\\d,]+ ms`));
}

test("both engines have a row in the menu", async () => {
  await session.workbench.statusSaying(/local engine is ready/);
  const rows = await until("both are open", async () => {
    const all = await session.workbench.readMenu();
    return all.some((row) => /Backup engine, .*by-heart/.test(row)) && all;
  });
  assert.ok(rows.some((row) => /Local engine, .*by-heart/.test(row)));
});

test("where the first engine keeps its answer back the second one gives it before the deadline", async () => {
  const { workbench, engine } = session;
  engine.hold();
  await workbench.openFile("slow.py");
  await workbench.typeAtEnd("        surplus = har");
  await workbench.ghostTextWith("vest.weighed + harvest.gleaned - harvest.spoiled");
  await lastSuggestionIsFrom("local engine");
  assert.match(await whyOfLastSuggestion(), /because llama\.cpp \(.+\) had not answered/);
});

test("once the second one is killed too the workspace model answers, and the menu says why", async () => {
  const { workbench, backup } = session;
  await backup.kill();
  await workbench.openFile("killed.py");
  await workbench.typeAtEnd("    with request.");
  await workbench.ghostTextWith("connection.transaction(");
  await lastSuggestionIsFrom("workspace model");
  assert.match(await whyOfLastSuggestion(), /workspace model/);
  const rows = await session.workbench.readMenu();
  assert.ok(
    rows.some((row) => /Backup engine, /.test(row)),
    rows.join("\n"),
  );
});
