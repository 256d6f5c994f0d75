"""Imports are found where they stand, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.grounding import LANGUAGES, imports_in


def modules(language: str, text: str) -> list[str]:
    return [each.module for each in imports_in(language, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b as c, d\n", ["a.b", "d"]),
        ("from . import x\nfrom ..a import (\n  b,  # one (of two)\n  c,\n)\n", [".", "..a"]),
        ("def f():\n    import late\n", ["late"]),
        ("try: import quick\nexcept ImportError: quick = None\n", ["quick"]),
        ("import a; import b\n", ["a", "b"]),
        ('"""Say\nimport nothing\nfrom here import there\n"""\nimport real\n', ["real"]),
        ("x = '''\nimport no\n'''\n# import no\n", []),
        ("from the server we import nothing here\n", []),
        ("importlib.import_module('x')\n__import__(\"y\")\n", ["x", "y"]),
        ("loader.import_module('x')\n# import_module('x')\n'import_module(\"x\")'\n", []),
        ("class A: import a\nwith open('x') as f: import b\ny = 'z'; import c\n", ["a", "b", "c"]),
        ("a = {'x': 1}  # see: import no\nb = 'c; import no'\n", []),
    ],
)
def test_python_is_read_by_its_statements(text: str, expected: list[str]) -> None:
    assert modules("python", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import 'dart:io';\nexport 'src/a.dart' show A;\n", ["dart:io", "src/a.dart"]),
        ("import 'a.dart'\n  if (dart.library.io) 'b.dart';\n", ["a.dart", "b.dart"]),
        ("part 'x.g.dart';\npart of 'y.dart';\npart of some.library;\n", ["x.g.dart", "y.dart"]),
        ("/* \nimport 'no.dart';\n*/\n", []),
        ("library a; import 'b.dart';\n/* c */ import r'd.dart';\n", ["b.dart", "d.dart"]),
        ("// a; import 'no.dart';\nfinal b = 'c; import \"no\";';\n", []),
        ("const code = '''\nimport 'no.dart';\n''';\n", []),
    ],
)
def test_dart_is_read_by_its_directives(text: str, expected: list[str]) -> None:
    assert modules("dart", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import a, { b as c } from "x"\nimport "y"\n', ["x", "y"]),
        ('import type { A } from "x"\nexport * from "./z"\n', ["x", "./z"]),
        ("import {\n  a,\n  b,\n} from 'x';\n", ["x"]),
        ("const fs = require('fs')\nconst m = await import('./m')\n", ["fs", "./m"]),
        ("const t = `\nimport a from 'no'\n`\n", []),
        ("// require('no')\n/**\n * import('no')\n */\n", []),
        ("let a = 1; import b from 'x'\n// c; import d from 'no'\n", ["x"]),
        ("obj.require('no')\nexport const a = 'b'\n", []),
    ],
)
def test_script_is_read_in_all_its_forms(text: str, expected: list[str]) -> None:
    assert modules("typescript", text) == expected


def test_a_span_holds_the_whole_statement() -> None:
    text = "x = 1\nfrom a import (\n    b,\n)\ny = 2\n"
    (found,) = imports_in("python", text)
    assert text[found.start : found.end] == "from a import (\n    b,\n)"
    assert found.names == ("b",)


@given(st.text(max_size=300), st.sampled_from(sorted(LANGUAGES)))
def test_any_text_is_read_and_spans_lie_within_it(text: str, language: str) -> None:
    for found in imports_in(language, text):
        assert 0 <= found.start < found.end <= len(text)
