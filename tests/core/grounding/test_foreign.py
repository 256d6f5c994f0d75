"""What only another language can say is refused, and what the file's own can say is not."""

from collections.abc import Sequence

import pytest

from sansfil.core.grounding import Judgement, foreign, foreign_at
from sansfil.core.suggest import Progress, Shown, Silence, Site, shaped

FOREIGN = {
    "python": {
        "JavaScript": (
            "class A extends B {",
            "xs.map(x => x + 1)",
            "m = new Map()",
            "const x = 1",
            "let x: number",
            "function f(a, b) {",
            "import x from 'y'",
            "import { x } from 'y'",
            "export default f",
            "if a === b:",
            "x = `a ${b}`",
            "x = a?.b",
            "f(...xs)",
            "interface A {",
            "return <div>",
            "return null;",
            "typeof x",
        ),
        "C": (
            "} catch (e) {",
            "try {",
            "if (a) {",
            "} else if (a) {",
            "// comment",
            "/* comment */",
            "if !a:",
            "a && b",
            "i++;",
            "for (let i = 0; i < 3; i++)",
            "x = a ? b : c",
            "int x = 3",
            "void f() {",
        ),
        "Java": ("public class A {", "System.out.println(1)", "package a.b;"),
        "Dart": ("final x = 1", "const Text('a')", "..add(1)"),
        "Kotlin": ("fun f() {", "val x = 1"),
        "Swift": ("func f(a: Int) -> Int {", "guard let x = y else {"),
        "Rust": ("let mut x = 1", "fn f() {"),
    },
    "dart": {
        "Python": (
            "def f():",
            "def f(): return 1",
            "elif a:",
            "self.a = 1",
            "x = None",
            "x = [y for y in ys]",
            "if a and b:",
            "x = not a",
            "raise ValueError('a')",
            "f'a {b}'",
            "with open(a) as b:",
            "try:\n    pass",
            "# a comment",
            "lambda x: x",
            "import os",
            "from os import path",
        ),
        "Java": (
            "public void f() {",
            "@Override",
            "x instanceof A",
            "xs.map(A::b)",
            "xs.forEach(x -> f(x));",
            "int[] xs = a;",
            "boolean a = b;",
        ),
        "C#": ("using System;", "Console.WriteLine(a);", "string a = b;", "foreach (var a in b)"),
        "Kotlin": ("fun f() {", "val x = 1", "data class A(", "a ?: b"),
        "Swift": ("func f() {", "if let x = y {", "x = nil"),
        "JavaScript": (
            "console.log(a);",
            "function f() {",
            "a === b",
            "xs.map(x => x + 1);",
            "import { x } from 'y';",
            "export default f;",
            "interface A {",
            "const x: string = a;",
            "const x = `a`;",
        ),
    },
    "typescript": {
        "Python": (
            "def f():",
            "elif a:",
            "x = None",
            "for x in range(3):",
            "with open(a) as b:",
            "raise ValueError('a')",
            "lambda x: x",
            "# a comment",
        ),
        "Java": ("System.out.println(a);", "public class A {", "private final A a;"),
        "Dart": ("final x = 1;", "String x = a;", "void f() async {", "@override", "..add(1)"),
        "C++": ("int x = 3;", "#include <a>"),
        "Go": ("x := 1", "if err != nil {"),
    },
    "javascript": {
        "TypeScript": (
            "interface A {",
            "type A = string",
            "enum A {",
            "let x: string = a",
            "function f(a: string) {",
            "const f = (a: string): void => {",
            "import type { A } from 'a'",
            "const x = y as const;",
            "class A implements B {",
            "private a: string",
            "declare module 'a'",
        ),
        "Python": ("def f(self):", "elif a:"),
    },
}
OWN = {
    "python": (
        "x = (\n    a\n    // b\n)",
        "x = a // b",
        "match x:\n    case 1:",
        "type A = int",
        "def f[T](a: T, /, *, b: int = 1) -> T:",
        "x = a if b in {1} else {}",
        "x = a[b::c]",
        "from ..a import b",
        "new = 1\nconst = new",
        "print(not a, -(-b), a != b)",
        "@override\ndef f(): ...",
        "lambda x=1: {x: 2}",
        "async with a as b, c: pass",
        "x: int = 3",
        "int(x)",
        "function(a, b)",
        "f'{a!r} => {b}' '`'",
        "# => && || ?.",
        "assert a < b <= c",
        "class A(B, metaclass=C): x = {}",
    ),
    "dart": (
        "final x = switch (a) { 1 => 2, _ => 3 };",
        "final self = this;\nself.a = 1;",
        "return a!();",
        "x = a ?? b?.c;",
        "print('${a.join(' -> ')} and ${b ? 'or' : 'not'}');",
        "case final x?:",
        "List<int> xs = [for (final x in ys) if (x > 1) x];",
        "const A({super.key, required this.b});",
        "int get a => 1;",
        "(a, b) => a;",
        "enum A { b, c }",
        "typedef A = void Function(int);",
        "static const x = 1;",
        "late final String a;",
        "abstract interface class A {",
        "if (a is! B) return;",
        "a..b()..c = 1;",
    ),
    "typescript": (
        "const x = y as const;",
        "interface A { b: string }",
        "for (const x of y) {",
        "void f();",
        "const self = this;\nself.a = 1",
        "abstract class A<T> implements B {",
        "@Component({})\nclass A {}",
        "class A { #b = 1; static #c() {} }",
        "case 1:\ndefault:",
        "const { a, ...b } = c;",
        "x = a ? (b) : c => d",
        "import a, { type B } from 'c'",
        "declare module 'a' {",
    ),
    "javascript": (
        "import type from 'a'",
        "import { a as B } from 'c'",
        "x = a ? (b) : (c) => d",
        "const f = async (a) => {}",
        "f({ a, b: C, d })",
        "type = 1",
        "switch (a) {\n  case f(b): try {",
        "x = { default: 1, if: 2 }",
    ),
}


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        (language, name, text)
        for language, names in FOREIGN.items()
        for name, texts in names.items()
        for text in texts
    ],
)
def test_what_only_another_language_says_is_told(language: str, name: str, text: str) -> None:
    assert foreign(language, text) == name


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in OWN.items() for text in texts]
)
def test_what_the_language_says_itself_is_left_alone(language: str, text: str) -> None:
    assert foreign(language, text) == ""


def test_a_line_that_goes_on_with_a_division_is_no_comment_of_another_language() -> None:
    assert foreign_at("python", "// b", is_in_brackets=True) is None
    assert foreign_at("python", "x = a \\\n    // b") is None


def test_what_the_file_has_elsewhere_is_at_home_there() -> None:
    assert foreign_at("javascript", "type B = string", "type A = number") is None
    assert foreign_at("javascript", "type B = string", "// @flow") is None
    assert foreign_at("dart", "self.state", "(ref, self) {") is None


def after(before: str, raw: str) -> Shown | Silence:
    def ground(_text: str, _start: int) -> Sequence[Judgement]:
        return ()

    *above, line = before.split("\n")
    site = Site("python", tuple(above), line, "", (), "    ", "\n", ground=ground)
    found = shaped(raw, site, Progress.WHOLE, (), None)
    assert isinstance(found, Shown | Silence)
    return found


def test_prose_of_a_long_string_is_no_code_wherever_its_beginning_lies() -> None:
    docstring = '"""Of a `thing`.\n\n    More of it'
    assert isinstance(after(f"def f():\n    {docstring}", ", new Map() => `x`."), Shown)


def test_code_behind_the_end_of_a_string_is_judged() -> None:
    found = after('def f():\n    """A thing', '."""\n    const x = new Map();\n')
    assert isinstance(found, Shown)
    assert "const" not in found.text
