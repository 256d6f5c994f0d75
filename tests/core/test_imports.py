"""What a file imports is found, with the places where it may lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfil.core.imports import (
    Import,
    Place,
    imports_of,
    may_import,
    packages_of,
    places_of,
    speaks,
)
from sansfil.core.text import split_lines

LANGUAGES = ("python", "javascript", "typescript", "typescriptreact", "javascriptreact", "dart")


def imported(language: str, text: str) -> list[Import]:
    return list(imports_of(language, split_lines(text)))


def paths(wanted: Import, path: str, language: str) -> list[str]:
    return [place.path for place in places_of(wanted, path, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os", [Import("os")]),
        ("import os.path as p, json", [Import("os.path"), Import("json")]),
        ("from a.b import c, d as e  # f", [Import("a.b", ("c", "d"))]),
        ("from a import (b,\n  c as d, # (x\n)\n", [Import("a", ("b", "c"))]),
        ("from a import b, \\\n  c\n", [Import("a", ("b", "c"))]),
        ("from . import a", [Import("", ("a",), 1)]),
        ("from ...a.b import c", [Import("a.b", ("c",), 3)]),
        ("from.a import b", [Import("a", ("b",), 1)]),
        ("from a import *", [Import("a", ("*",))]),
        ("if TYPE_CHECKING:\n    from a import b\r\n", [Import("a", ("b",))]),
        ("import a; from b import c", [Import("a"), Import("b", ("c",))]),
        ("import a\nimport a\n", [Import("a")]),
        ("from a import (b,\n", [Import("a", ("b",))]),
        ("important = 1\nfromage = 2\nfrom\nimport\nfrom a import\nfrom import b", []),
        ("print('import os')", []),
    ],
)
def test_imports_of_python(text: str, expected: list[Import]) -> None:
    assert imported("python", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import a from "./a";', [Import("./a", ("default",))]),
        ("import { a, b as c } from './a'", [Import("./a", ("a", "b"))]),
        (
            "import a, { type B, default as d } from './a'",
            [Import("./a", ("default", "B", "default"))],
        ),
        ("import type { T } from './t'", [Import("./t", ("T",))]),
        ("import type T from './t'", [Import("./t", ("default",))]),
        ("import type from './t'", [Import("./t", ("default",))]),
        ("import * as a from './a'", [Import("./a", ("*",))]),
        ("import {\n  a,\r\n  b,\n} from './a'\n", [Import("./a", ("a", "b"))]),
        ("export { a, b as c } from './a'", [Import("./a", ("a", "b"))]),
        ("export * from './a'", [Import("./a", ("*",))]),
        ("export * as a from './a'", [Import("./a", ("*",))]),
        ("const { a, b: c } = require('./a')", [Import("./a", ("a", "b"))]),
        ("const a = require('./a')", [Import("./a", ("*",))]),
        ("  const a = await import('./a')", [Import("./a", ("*",))]),
        ("import a = require('./a')", [Import("./a", ("*",))]),
        ("import './style'\nimport('./lazy')\nexport const a = 1\nconst b = 'from \"./x\"'", []),
        ("import { a } from `./a`\nimport from './a", []),
    ],
)
def test_imports_of_scripts(text: str, expected: list[Import]) -> None:
    assert imported("typescript", text) == imported("javascript", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import 'a.dart';", [Import("a.dart")]),
        ('import "package:a/b.dart" as c;', [Import("package:a/b.dart")]),
        ("import 'a.dart'\n    show A, B\n    hide C;", [Import("a.dart", ("A", "B"))]),
        (
            "import 'a.dart' hide A;\nexport 'b.dart' show B;",
            [Import("a.dart"), Import("b.dart", ("B",))],
        ),
        ("part 'a.g.dart';", [Import("a.g.dart")]),
        ("import 'dart:io';\nimport 'a.dart", []),
    ],
)
def test_imports_of_dart(text: str, expected: list[Import]) -> None:
    assert imported("dart", text) == expected


def test_an_unknown_language_imports_nothing() -> None:
    assert not speaks("cobol")
    assert imported("cobol", "import a") == []
    assert places_of(Import("a"), "m.cob", "cobol") == ()


def test_python_looks_beside_the_file_then_further_up_then_under_src() -> None:
    found = paths(Import("a.b"), "pkg/deep/m.py", "python")
    assert found[:4] == [
        "pkg/deep/a/b.py",
        "pkg/deep/a/b/__init__.py",
        "pkg/deep/src/a/b.py",
        "pkg/deep/src/a/b/__init__.py",
    ]
    assert found.index("pkg/a/b.py") < found.index("a/b.py") < found.index("src/a/b.py")


def test_python_counts_the_dots_of_a_relative_import() -> None:
    assert places_of(Import("a", ("B",), 2), "pkg/deep/m.py", "python") == (
        Place("pkg/a.py", ("B",)),
        Place("pkg/a/__init__.py", ("B",)),
        Place("pkg/a/B.py", (), "B"),
        Place("pkg/a/B/__init__.py", (), "B"),
    )
    assert places_of(Import("a", ("B",), 4), "pkg/deep/m.py", "python") == ()


def test_a_name_from_the_package_itself_may_be_its_submodule() -> None:
    assert places_of(Import("", ("a",), 1), "pkg/m.py", "python") == (
        Place("pkg/__init__.py", ("a",)),
        Place("pkg/a.py", (), "a"),
        Place("pkg/a/__init__.py", (), "a"),
    )


def test_scripts_try_every_suffix_then_the_index_of_a_folder() -> None:
    found = paths(Import("../a", ("b",)), "web/x/m.ts", "typescript")
    assert found[0] == "web/a.ts"
    assert {"web/a.d.ts", "web/a.jsx", "web/a/index.ts", "web/a/index.js"} <= set(found)


def test_the_suffix_of_what_is_built_stands_for_its_source() -> None:
    assert paths(Import("./a.js"), "m.ts", "typescript") == ["a.ts", "a.tsx", "a.js"]


def test_the_usual_alias_means_the_source_folder() -> None:
    found = paths(Import("@/ui/a"), "web/src/x/m.ts", "typescript")
    assert "web/src/ui/a.ts" in found and "src/ui/a.ts" in found


def test_packages_from_elsewhere_have_no_place() -> None:
    for module in ("react", "@scope/thing", "node:fs", "/etc/passwd", "https://host/a.js"):
        assert paths(Import(module), "m.ts", "typescript") == []


def test_dart_finds_files_beside_it_and_packages_of_the_workspace() -> None:
    manifests = {"app/pubspec.yaml": "name: garden\nversion: 1", "pubspec.yaml": "# none"}
    packages = packages_of(manifests)
    assert packages == {"garden": "app/"}
    own, foreign = Import("package:garden/src/bed.dart"), Import("package:http/http.dart")
    assert places_of(own, "app/test/m.dart", "dart", packages) == (Place("app/lib/src/bed.dart"),)
    assert places_of(foreign, "app/test/m.dart", "dart", packages) == ()
    assert paths(Import("../bed.dart"), "app/lib/ui/m.dart", "dart") == ["app/lib/bed.dart"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_import_leads_out_of_the_workspace(language: str) -> None:
    for module in ("../../a", "..", "./../../a.dart", "@/../../a", "package:own/../../../a"):
        for path in paths(Import(module), "pkg/m", language):
            assert not path.startswith(("/", ".."))


def test_a_line_that_may_import_is_noticed() -> None:
    assert may_import("python", ["    from a import b\n"])
    assert may_import("typescript", ["} from './a'\n"])
    assert not may_import("python", ["x = 1\n"])
    assert not may_import("cobol", ["import a\n"])


WORDS = some.sampled_from(
    ["import", "from", "export", "const", "part", "type", "require(", "show", "hide", "as", "*", "a",
     "./b", "..", ".", "{", "}", "(", ")", ",", ";", "=", "'", '"', "\\", "#", "\n", "\r", "\t", "é", "\0"]
)  # fmt: skip
TEXTS = some.text() | some.lists(WORDS).map(" ".join) | some.lists(WORDS).map("".join)


@given(language=some.sampled_from(LANGUAGES), text=TEXTS, path=some.text("ab/._"))
def test_any_text_has_imports_and_places_without_end_or_error(
    language: str, text: str, path: str
) -> None:
    found = imported(language, text)
    assert found == imported(language, text)
    assert len(found) <= 64
    for wanted in found:
        places = places_of(wanted, path, language, {"a": "x/"})
        assert len(places) <= 120
        assert not any(".." in place.path.split("/") for place in places)


def test_a_file_of_nothing_but_imports_is_cut_short() -> None:
    assert len(imported("python", "".join(f"import m{n}\n" for n in range(9_999)))) == 64
