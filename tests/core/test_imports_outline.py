"""Definitions are shown without their bodies, cut to a limit, the same for the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfil.core.imports import definitions
from tests.core.test_imports import LANGUAGES


def check(language: str, before: str, after: str, names: tuple[str, ...] = ()) -> None:
    assert definitions(language, before, names, 4_000).text.strip() == after.strip()


def test_a_function_of_python_is_its_signature_and_what_it_says_first() -> None:
    check(
        "python",
        '''
def put(
    fruit: str, many: dict[str, int] = {"a": 1},
) -> str:
    """
    Count fruit in.

    At length.
    """
    return f"{fruit}: {many}"
''',
        '''
def put(
    fruit: str, many: dict[str, int] = {"a": 1},
) -> str:
    """Count fruit in."""
    ...
''',
    )


def test_a_class_of_python_is_its_header_fields_and_signatures() -> None:
    check(
        "python",
        '''
@dataclass(
    frozen=True
)
class Basket(Thing, metaclass=Meta):
    r"""Fruit, counted."""

    owner: str = ""
    _hidden = 1
    KINDS = {
        "apple",
    }

    def __init__(self, owner): self.owner = owner

    def __repr__(self):
        return "def no(): class no:"

    @property
    def size(self) -> int:
        # def neither(self):
        return 1

    async def load(self, *urls: str):
        def inner():
            pass

    def _private(self): ...

    class Inner:
        x = 1
''',
        '''
@dataclass(
    frozen=True
)
class Basket(Thing, metaclass=Meta):
    """Fruit, counted."""
    owner: str = ""
    KINDS = ...
    def __init__(self, owner): ...
    @property
    def size(self) -> int: ...
    async def load(self, *urls: str): ...
    class Inner: ...
''',
    )


def test_constants_of_python_keep_short_values() -> None:
    before = 'LIMIT: int = 3\nTABLE = {\n  "a": 1,\n}\ntype Alias[T] = list[T]\n_x = 1\nx[0] = 2\nelse: y\n'
    check("python", before, "LIMIT: int = 3\nTABLE = ...\ntype Alias[T] = list[T]")


def test_only_the_names_asked_for_are_shown_and_told() -> None:
    text = "def a(): 1\n\ndef b(): 2\n\n_C = 3\n"
    outline = definitions("python", text, ("_C", "b", "z"), 1_000)
    assert outline.text == "def b():\n    ...\n_C = 3\n"
    assert (outline.found, outline.first_line) == ({"_C", "b"}, 2)
    assert definitions("python", text, ("z",), 1_000).text == ""


def test_an_open_bracket_does_not_swallow_the_definitions_behind_it() -> None:
    check(
        "python",
        "x = (\ndef a(b, (\ndef c(): 1\n",
        "x = (\ndef a(b, (\n    ...\ndef c():\n    ...",
    )
    check("typescript", "const r = f(\nexport class A {\n  b() {\n}\nexport const c = 1;\n",
          "export class A {\n  b();\n}\nexport const c = 1;")  # fmt: skip


def test_functions_and_values_of_a_script() -> None:
    check(
        "typescript",
        """
// Not about what follows.
import x from "y"

/**
 * Adds up.
 * At length.
 */
export async function add(a: { n: number }, b = 2): Promise<{ n: number }> {
  return a
}
export const total = (xs: number[]): number => {
  return 1;
};
export const twice = (a: number) => a * 2
const hidden = 1
export const TABLE: Record<string, number> = {
  a: 1,
};
export type Shape =
  | { kind: "a" }
  | { kind: "b" }
export enum Color { Red, Green }
""",
        """
/** Adds up. */
export async function add(a: { n: number }, b = 2): Promise<{ n: number }>;
export const total = (xs: number[]): number => {};
export const twice = (a: number) => a * 2
export const TABLE: Record<string, number>;
export type Shape =
  | { kind: "a" }
  | { kind: "b" }
export enum Color { Red, Green }
""",
    )


def test_classes_and_interfaces_of_a_script() -> None:
    check(
        "typescript",
        """
export interface Place<T> extends Base {
  readonly line: number
  go?(there: T): void;
}
export default class Basket<T> extends Thing implements A, B {
  static count = 0
  #secret = 3;
  private hidden = 1;
  items: string[] = []

  constructor(
    private readonly owner: string,
  ) {
    super();
  }

  /** How many. */
  get size(): number { return `${"}"}`.length }
  async load<T>(url: string): Promise<T> {
    return fetch(url);
  }
  private go() {}
  on = (e: Event) => {
    e;
  }
}
""",
        """
export interface Place<T> extends Base {
  readonly line: number
  go?(there: T): void;
}
export default class Basket<T> extends Thing implements A, B {
  static count = 0
  items: string[] = []
  constructor(
    private readonly owner: string,
  );
  get size(): number;
  async load<T>(url: string): Promise<T>;
  on = (e: Event) => {};
}
""",
    )


def test_a_default_export_answers_to_default() -> None:
    text = "class A {}\nfunction b() {}\nexport default A\n"
    assert definitions("javascript", text, ("default",), 999).text == "class A {\n}\n"
    text = "export default function () {}\n"
    assert definitions("javascript", text, ("default",), 999).found == {"default"}


def test_a_dart_library() -> None:
    check(
        "dart",
        '''
import 'package:a/b.dart';
part 'x.g.dart';

/// The answer,
/// at length.
const answer = 42;
final Map<String, int> table = {
  'a': 1,
};
typedef Maker<T> = T Function(int);
int add(int a, [int b = 2]) => a + b;
Future<void> go() async {
  await x("""}""", r'}');
}
String get name => 'x';
int _hidden() => 1;
@immutable
class Basket extends StatelessWidget with A implements B {
  const Basket({super.key, required this.a, this.b = 1});
  Basket._();
  Basket.named(this.a) : b = 2, super();
  factory Basket.of(int x) { return Basket._(); }
  final int a;
  final int _b;
  static const int c = 3;
  late final Foo foo = Foo(
    1,
  );
  @override
  Widget build(BuildContext context) {
    return Text('${a}');
  }
  set x(int v) { }
  void _private() {}
}
enum Color { red, green; int get v => 1; }
mixin M on Basket { void m() {} }
extension E on String { bool get blank => isEmpty; }
abstract interface class I { void f(); }
''',
        """
/// The answer,
const answer = 42;
final Map<String, int> table;
typedef Maker<T> = T Function(int);
int add(int a, [int b = 2]);
Future<void> go();
String get name;
@immutable
class Basket extends StatelessWidget with A implements B {
  const Basket({super.key, required this.a, this.b = 1});
  Basket.named(this.a) : b = 2, super();
  factory Basket.of(int x);
  final int a;
  static const int c = 3;
  late final Foo foo;
  @override
  Widget build(BuildContext context);
  set x(int v);
}
enum Color { red, green; int get v => 1; }
mixin M on Basket {
  void m();
}
extension E on String {
  bool get blank;
}
abstract interface class I {
  void f();
}
""",
    )


@pytest.mark.parametrize("language", ["python", "typescript", "dart"])
def test_line_ends_make_no_difference(language: str) -> None:
    text = "class A {\n  f() {\n    x();\n  }\n}\nclass B:\n    def f(self):\n        pass\n"
    outlines = {
        definitions(language, text.replace("\n", end), (), 999) for end in ("\n", "\r\n", "\r")
    }
    assert len(outlines) == 1
    assert outlines.pop().text


def test_an_outline_that_does_not_fit_ends_with_a_whole_line() -> None:
    text = "class A:\n" + "".join(f"    field_{n}: int\n" for n in range(50))
    cut = definitions("python", text, (), 100).text
    assert cut == "class A:\n" + "".join(f"    field_{n}: int\n" for n in range(5))


def test_an_unknown_language_defines_nothing() -> None:
    assert definitions("cobol", "class A {}", (), 100).text == ""


WORDS = some.sampled_from(
    ["class A", "def f", "function g", "export ", "default ", "const x", "interface I", "final a", "get ",
     "typedef ", "enum E", "async ", "static ", "@a", "(", ")", "{", "}", "[", "]", "<", ">", ":", ";", ",",
     "=", "=>", "'", '"', "`", "'''", '"""', "/*", "*/", "//", "#", "\\", "\n", "\n    ", "\r", " ", "é", "\0"]
)  # fmt: skip
CODE = some.text() | some.lists(WORDS, max_size=60).map("".join)


@given(
    language=some.sampled_from(LANGUAGES),
    text=CODE,
    names=some.lists(some.sampled_from(["A", "f", "default", "*", "x", ""]), max_size=3),
    limit=some.integers(0, 300),
)
def test_any_text_has_an_outline_of_whole_lines_within_the_limit(
    language: str, text: str, names: list[str], limit: int
) -> None:
    outline = definitions(language, text, names, limit)
    assert outline == definitions(language, text, names, limit)
    assert len(outline.text) <= limit
    assert outline.text == "" or outline.text.endswith("\n")
    assert outline.found <= set(names)
    assert 0 <= outline.first_line <= text.count("\n") + text.count("\r")


@given(language=some.sampled_from(LANGUAGES), bits=some.lists(WORDS, min_size=1, max_size=3))
def test_a_long_file_of_any_kind_comes_to_an_end(language: str, bits: list[str]) -> None:
    assert len(definitions(language, "".join(bits) * 2_000, (), 500).text) <= 500
