// The code index in a real workbench, in an app of Dart and Python: ready by itself, searched by name and by words, rebuilt.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { ROOT } from "./code-server.mjs";
import { useWorkbench } from "./session.mjs";
import { until } from "./until.mjs";

const GENERATED = "lib/models/cart.g.dart";
const IN_CART = `import 'package:flutter/foundation.dart';

/// What a customer wants to buy.
class CartModel extends ChangeNotifier {
  final List<int> _cents = [];

  /// The sum of all prices, in cents.
  int total() {
    return _cents.fold(0, (sum, price) => sum + price);
  }

  void add(int cents) {
    _cents.add(cents);
    notifyListeners();
  }
}
`;

const session = useWorkbench({
  flags: ["--disable-workspace-trust"],
  hasPackages: true,
  files: {
    "pubspec.yaml":
      "name: shop\nenvironment:\n  sdk: ^3.5.0\ndependencies:\n  flutter:\n    sdk: flutter\n",
    "lib/models/cart.dart": IN_CART,
    [GENERATED]: `// GENERATED CODE - DO NOT MODIFY BY HAND\n\n${IN_CART}`,
    "lib/screens/checkout.dart": `import '../models/cart.dart';

/// Shows what a customer has to pay, and lets them pay it.
class CheckoutScreen {
  CheckoutScreen(this.cart);

  final CartModel cart;

  String title() => 'To pay: \${cart.total()}';
}
`,
    "backend/mailing.py": `"""Letters to customers."""


class MailQueue:
    """Letters that wait to be sent."""

    def send_reminder(self, customer: str) -> None:
        """Tell a customer that an invoice is overdue."""
        self.letters.append(f"Dear {customer}, please pay.")
`,
  },
});

async function searchFor(words) {
  await session.workbench.command("Sansfil: Search the Code");
  await session.workbench.rowsWith(/Words, names or a question/);
  await session.workbench.fillQuickPick(words);
}

function linesInFront() {
  return session.workbench.page.locator(".editor-group-container.active .view-lines");
}

/** The text of the file in front, once it is shown in the editor. */
function shownWith(words) {
  return until(`the editor shows ${words}`, async () => {
    const text = (await linesInFront().innerText()).replaceAll("\u00a0", " ");
    return text.includes(words) && text;
  });
}

function tabInFront(name) {
  return session.workbench.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
}

function selection() {
  return session.workbench.page
    .locator('.statusbar-item[id="status.editor.selection"]')
    .innerText();
}

/** Waits until the menu says that everything can be searched. */
function searchable() {
  return until("everything is searchable", async () => {
    await session.workbench.openMenu();
    await session.workbench.fillQuickPick("Index");
    const rows = await session.workbench.rowsWith(/Index/);
    await session.workbench.closeQuickPick();
    return rows.find((row) => /files in [1-9][\d,]* chunks are searchable/.test(row));
  });
}

test("the index gets ready by itself, and the menu counts what is in it", async () => {
  const row = await searchable();
  assert.match(row, /check/);
});

test("a class is found by its name, and opens with its lines selected", async () => {
  await session.workbench.openFile("order.py");
  await searchFor("CartModel");
  const rows = await session.workbench.rowsWith(/CartModel.*lib\/models\/cart\.dart:\d+/);
  assert.match(rows[0], /cart\.dart/, rows.join("\n"));
  assert.ok(!rows.some((row) => row.includes(GENERATED)), rows.join("\n"));
  await session.workbench.screenshot(path.join(ROOT, "client-vscodium/shots/search.png"));
  await session.workbench.press("Enter");
  await tabInFront("cart.dart");
  await until("lines are selected", async () => /\(\d{2,} selected\)/.test(await selection()));
});

test("words of a sentence find a method; the arrow keys show places, Escape goes back", async () => {
  await session.workbench.openFile("order.py");
  await searchFor("remind a customer of an overdue invoice");
  const rows = await session.workbench.rowsWith(/backend\/mailing\.py/);
  assert.match(rows[0], /mailing\.py.*words/, rows.join("\n"));
  await session.workbench.press("ArrowDown");
  await session.workbench.press("ArrowUp");
  await tabInFront("mailing.py");
  await shownWith("send_reminder");
  await session.workbench.press("Escape");
  await tabInFront("order.py");
  const tabs = session.workbench.page.locator('.tab[data-resource-name="mailing.py"]');
  await until("what was only looked at is gone", async () => (await tabs.count()) === 0);
});

test("what is typed is found before it is saved", async () => {
  await until("it is typed", async () => {
    // A list that closes late may take the keyboard away once.
    await session.workbench.openFile("order.py");
    await session.workbench.press("Control+End");
    await session.workbench.insert(
      "\ndef celebrate_anniversary(guests):\n    return len(guests)\n",
    );
    return (await linesInFront().innerText()).includes("celebrate_anniversary");
  });
  await until("it is found", async () => {
    await searchFor("celebrate anniversary");
    const rows = await session.workbench.rowsWith(/order\.py|Nothing was found/);
    await session.workbench.press("Escape");
    return rows.some((row) => /order\.py/.test(row));
  });
});

test("what is not searched is listed, with the reason", async () => {
  await session.workbench.command("Sansfil: Show Skipped Files");
  const text = await shownWith(`- ${GENERATED}`);
  assert.match(text, /# Files that are not searched: \d+/);
  assert.match(text, /## .+: \d+/);
});

test("the architecture map names what the rest leans on", async () => {
  await session.workbench.command("Sansfil: Show Architecture Map");
  await shownWith("CartModel");
});

test("rebuilding finds everything again", async () => {
  await session.workbench.command("Sansfil: Rebuild Index");
  await searchable();
  await searchFor("checkout screen");
  const rows = await session.workbench.rowsWith(/lib\/screens\/checkout\.dart/);
  assert.match(rows[0], /CheckoutScreen/, rows.join("\n"));
  await session.workbench.press("Escape");
});
