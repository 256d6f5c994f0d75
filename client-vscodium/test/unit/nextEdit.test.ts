// What is shown of a place that remains to be edited, and what the key for it does.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type NextEditOffer, readNextEdit } from "../../src/protocol";
import { fits, ghostText, hintAt, nextStep } from "../../src/pure/nextEdit";
import { ENGLISH } from "./fixtures";

const WIRE = new URL("../../../tests/golden/wire/", import.meta.url);
const golden = (name: string) => JSON.parse(readFileSync(new URL(name, WIRE), "utf8"));
const OFFER: NextEditOffer = {
  uri: "file:///a.py",
  version: 7,
  range: { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } },
  newText: "amount",
  oldText: "total",
  kind: "rename",
  remaining: 2,
  message: "Rename to `amount` here (2 more)",
};
const front = (line: number, character: number, uri = OFFER.uri) => ({
  uri,
  version: 7,
  position: { line, character },
});

describe("on the wire", () => {
  test.each(["rename", "argument", "look"])("an offer of the kind %s is read whole", (kind) => {
    const sent = golden(`next-edit-${kind}.json`);
    expect(readNextEdit(sent)).toEqual(sent.offer);
  });

  test("nothing to offer is null", () => {
    expect(readNextEdit(golden("next-edit-none.json"))).toBeNull();
  });

  test.each(Object.keys(OFFER))("is no offer without %s", (field) => {
    const { [field]: _dropped, ...rest } = OFFER as unknown as Record<string, unknown>;
    expect(readNextEdit({ offer: rest })).toBeUndefined();
  });

  test("something else is not heeded", () => {
    expect(readNextEdit(undefined)).toBeUndefined();
    expect(readNextEdit({})).toBeUndefined();
    expect(readNextEdit({ offer: { ...OFFER, kind: "guess" } })).toBeUndefined();
    expect(readNextEdit({ offer: { ...OFFER, range: { start: { line: 1 } } } })).toBeUndefined();
  });
});

describe("the key", () => {
  test.each([
    ["without a cursor", undefined],
    ["on another line", front(4, 4)],
    ["before the place", front(3, 3)],
    ["behind the place", front(3, 10)],
    ["in another document", front(3, 5, "file:///b.py")],
  ])("%s jumps to the place", (_, place) => {
    expect(nextStep(OFFER, place)).toBe("jump");
  });

  test.each([4, 6, 9])("at the place, column %d, takes it", (character) => {
    expect(nextStep(OFFER, front(3, character))).toBe("take");
  });

  test("goes on where there is nothing to put in", () => {
    expect(nextStep({ ...OFFER, kind: "look" }, front(3, 4))).toBe("skip");
  });
});

test("an offer for another version or document is not drawn", () => {
  expect(fits(OFFER, { uri: OFFER.uri, version: 7 })).toBe(true);
  expect(fits(OFFER, { uri: OFFER.uri, version: 8 })).toBe(false);
  expect(fits(OFFER, { uri: "file:///b.py", version: 7 })).toBe(false);
});

describe("the hint behind the cursor's line", () => {
  test("counts the places while the next one is elsewhere", () => {
    expect(hintAt(ENGLISH, OFFER, front(9, 0))).toBe("→ 3 places left: Alt+Enter");
    expect(hintAt(ENGLISH, { ...OFFER, remaining: 0 }, front(3, 0, "file:///b.py"))).toBe(
      "→ 1 place left: Alt+Enter",
    );
  });

  test("says at the place what the key does there", () => {
    expect(hintAt(ENGLISH, OFFER, front(3, 9))).toBe("→ Alt+Enter takes it");
    expect(hintAt(ENGLISH, { ...OFFER, kind: "look" }, front(3, 4))).toBe("→ Alt+Enter goes on");
  });

  test("still counts beside the place, on its line", () => {
    expect(hintAt(ENGLISH, OFFER, front(3, 0))).toBe("→ 3 places left: Alt+Enter");
  });

  test("is silent without a cursor", () => {
    expect(hintAt(ENGLISH, OFFER, undefined)).toBeUndefined();
  });
});

test("spaces at the ends of a decoration are kept", () => {
  expect(ghostText({ ...OFFER, newText: "a, b " })).toBe("a,\u00a0b\u00a0");
});
