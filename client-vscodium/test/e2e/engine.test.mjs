// A real llama.cpp behind the ghost text: typed through without being asked again, and killed in the middle of a word.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";
import { FAMILIAR_LINE } from "./workspace.mjs";

// Only the engine knows the class, and how a handler ends that the workspace has begun eight times.
const KNOWN = `class Granary:
    def settle(self, harvest):
        surplus = harvest.weighed + harvest.gleaned - harvest.spoiled
        return surplus

    def winter_left(self):
        bushels = self.stored - self.milled
        return bushels


def show_harvest(request, response):
${FAMILIAR_LINE}
        audit_log.record_access(request.user, request.path)
        response.send_json(cursor.fetch_everything())
        granary.close_the_gate(cursor)
`;

// Much longer than what is typed into it.
const BARNS = Array.from({ length: 12 }, (_, number) => `barn_${number} = Barn(${number})\n`);

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  knownByHeart: KNOWN,
  files: {
    "typed.py": `${BARNS.join("")}\n\nclass Granary:\n    def settle(self, harvest):\n`,
    "words.py": "class Granary:\n    def winter_left(self):\n",
    "visited.py": "class Granary:\n    def winter_left(self):\n",
    "later.py": "def show_later(request, response):\n",
    "killed.py": "def show_last(request, response):\n",
  },
});

async function engineIsIdle() {
  await until("the engine is idle", () => !session.engine.isBusy());
}

test("the status item and its menu name the engine and its model", async () => {
  await session.workbench.statusSaying(/local engine is ready/);
  const rows = await session.workbench.readMenu();
  assert.ok(
    rows.some((row) => /Local engine, .*by-heart/.test(row)),
    rows.join("\n"),
  );
  assert.ok(!rows.some((row) => row.includes("Install the local engine")), rows.join("\n"));
});

test("ghost text of the engine is typed through without asking the engine again", async () => {
  const { workbench, engine } = session;
  await workbench.openFile("typed.py");
  await workbench.press("Control+End");
  const isAllBeforeTheCursor = /harvest\):\n(<\|fim_suffix\|><\|fim_middle\|>)?$/;
  await until(
    "the engine has read ahead all that stands before the cursor",
    () => isAllBeforeTheCursor.test(engine.lastReadAhead()) && !engine.isBusy(),
  );
  await workbench.type("        surplus = har");
  await workbench.ghostTextWith("vest.weighed + harvest.gleaned - harvest.spoiled");
  await engineIsIdle();
  const asked = engine.asked();
  const seen = await workbench.watchGhostText();
  for (const letter of "vest.weighed + har") {
    await workbench.type(letter);
    await engineIsIdle();
  }
  await workbench.ghostTextWith("vest.gleaned - harvest.spoiled");
  assert.equal(engine.asked(), asked);
  assert.ok(!(await seen()).includes(""), "the ghost text vanished in between");
});

test("the status item tells how many tokens the engine had to read anew", async () => {
  const pattern = /Last suggestion: local engine, .* (\d+) tokens reused, (\d+) new/;
  const label = await session.workbench.statusSaying(pattern);
  const [, reused, fresh] = label.match(pattern);
  assert.ok(Number(fresh) < Number(reused), label);
});

test("words and lines of the engine's ghost text are accepted one at a time", async () => {
  const { workbench, workspace } = session;
  await workbench.openFile("words.py");
  await workbench.typeAtEnd("        bushels = se");
  await workbench.ghostTextWith("lf.stored - self.milled");
  await workbench.press("Control+ArrowRight");
  await workbench.ghostTextWith("stored - self.milled");
  await workbench.press("Alt+End");
  await workbench.press("Escape");
  await workbench.save();
  await until("the line is on disk", () =>
    /^ {8}bushels = self\.stored - self\.milled$/m.test(workspace.read("words.py")),
  );
});

test("the engine reads ahead where the cursor goes, before a key is pressed", async () => {
  const { workbench, engine } = session;
  await engineIsIdle();
  const before = engine.readAhead();
  await workbench.openFile("visited.py");
  await until("the engine has read ahead", () => before < engine.readAhead());
});

test("what the engine adds later takes the place of the workspace model's ghost text without a blink", async () => {
  const { workbench, engine } = session;
  await workbench.openFile("later.py");
  await workbench.press("Control+End");
  engine.hold();
  await workbench.insert("    with request.");
  const first = await workbench.ghostTextWith("connection.transaction(");
  assert.ok(!first.includes("close_the_gate"), first);
  const seen = await workbench.watchGhostText();
  engine.release();
  await workbench.ghostTextWith("close_the_gate");
  await workbench.statusSaying(/Last suggestion: local engine/);
  assert.ok(!(await seen()).includes(""), "the ghost text vanished in between");
  const seenSince = await workbench.watchGhostText();
  await workbench.type("connection.trans");
  const texts = await seenSince();
  assert.deepEqual(
    texts.filter((text) => !text.includes("close_the_gate")),
    [],
  );
});

test("an engine killed in mid-answer leaves the workspace model's ghost text, and the status item says why", async () => {
  const { workbench, engine } = session;
  await workbench.openFile("killed.py");
  const killed = engine.killInMidAnswer();
  await workbench.typeAtEnd("    with request.");
  await killed;
  await workbench.ghostTextWith("connection.transaction(");
  await workbench.statusSaying(/Last suggestion: workspace model/);
  await workbench.statusSaying(/ broke off | no longer | answers at /);
  const rows = await workbench.readMenu();
  for (const expected of ["Local engine, ", "Install the local engine"]) {
    assert.ok(
      rows.some((row) => row.includes(expected)),
      rows.join("\n"),
    );
  }
});

test("without its engine the workspace model goes on", async () => {
  const { workbench, workspace } = session;
  await workbench.focusEditor();
  await workbench.press("Control+End");
  await workbench.type("\n");
  await workbench.press("Home");
  await workbench.type("def show_more(request, response):\n    with request.");
  await workbench.ghostTextWith("connection.transaction() as cursor:");
  await workbench.press("Tab");
  await workbench.save();
  await until("the line is on disk", () => workspace.read("killed.py").includes(FAMILIAR_LINE));
});
