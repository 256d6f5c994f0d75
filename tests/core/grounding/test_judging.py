"""What a project has is left alone, and what it does not have is unknown."""

import pytest

from sansfil.core.grounding import (
    Defined,
    Judgement,
    ProjectFacts,
    Verdict,
    defined,
    foreign,
    judged,
    manifest_digest,
    repair,
)
from sansfil.core.grounding.dart_manifests import pubspec, resolved_packages
from sansfil.core.grounding.distributions import implied_names, import_names
from sansfil.core.grounding.facts import DartFacts, PathMap, PythonFacts, ScriptFacts
from sansfil.core.grounding.python_manifests import python_manifest
from sansfil.core.grounding.python_modules import modules_of
from sansfil.core.grounding.script_manifests import package_json, path_map
from sansfil.core.grounding.trees import Tree


def project(
    *paths: str, requires: str = "flask\npyyaml", has_manifest: bool = True
) -> ProjectFacts:
    """A project with these files, and manifests of each language."""
    names = dict[str, set[str]]()
    for path in paths:
        folder, _, name = path.rpartition("/")
        names.setdefault(folder, set()).add(name)
    tree = Tree({folder: frozenset(each) for folder, each in names.items()})
    declared = python_manifest("requirements.txt", requires).names if has_manifest else ()
    spec = pubspec("name: app\ndependencies:\n  flutter:\n    sdk: flutter\n  http: ^1.0.0\n")
    package = package_json('{"name": "web", "dependencies": {"react": "19"}}')
    assert package is not None
    python = PythonFacts(
        has_manifest=has_manifest,
        stdlib=frozenset(("os", "json", "json.decoder")),
        modules=modules_of(tree),
        declared=declared,
        provided=import_names(declared),
        implied=implied_names(declared),
    )
    if not has_manifest:
        return ProjectFacts(tree, python)
    made = PathMap(None, {"@made/*": ("src/generated/*",)})
    locked = frozenset(("@types/mdast",))
    script = ScriptFacts({"": package}, path_maps={"": made}, locked=locked)
    return ProjectFacts(tree, python, DartFacts({"": spec}), script)


def verdict(language: str, path: str, text: str, facts: ProjectFacts) -> Verdict:
    (found,) = judged(language, path, text, facts)
    return found.verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os", Verdict.OK),
        ("import json.decoder", Verdict.OK),
        ("import json.fast", Verdict.UNKNOWN),
        ("import yaml", Verdict.OK),
        ("from werkzeug import Response", Verdict.TRANSITIVE),
        ("import requests", Verdict.UNKNOWN),
        ("import app.models", Verdict.OK),
        ("import app.inventions", Verdict.UNKNOWN),
        ("from .models import User", Verdict.OK),
        ("from .inventions import User", Verdict.UNKNOWN),
        ("from ._version import version", Verdict.CANNOT_TELL),
        ("try:\n    import ujson\nexcept ImportError:\n    pass", Verdict.CANNOT_TELL),
        ("if TYPE_CHECKING:\n    import ujson", Verdict.UNKNOWN),
        ("def f(): import ujson", Verdict.UNKNOWN),
        ("import os.frob", Verdict.UNKNOWN),
    ],
)
def test_python_is_judged_by_what_is_there(text: str, expected: Verdict) -> None:
    facts = project("app/__init__.py", "app/models.py")
    assert verdict("python", "app/views.py", text, facts) is expected


def test_without_a_manifest_nobody_can_tell() -> None:
    facts = project("main.py", has_manifest=False)
    for language, text in (
        ("python", "import requests"),
        ("dart", "import 'package:http/http.dart';"),
        ("typescript", 'import "react"'),
    ):
        assert verdict(language, "main", text, facts) is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import 'dart:io';", Verdict.OK),
        ("import 'dart:network';", Verdict.UNKNOWN),
        ("import 'package:flutter/material.dart';", Verdict.OK),
        ("import 'package:http/http.dart';", Verdict.OK),
        ("import 'package:requests/requests.dart';", Verdict.UNKNOWN),
        ("import 'package:app/home.dart';", Verdict.OK),
        ("import 'package:app/nowhere.dart';", Verdict.UNKNOWN),
        ("import 'home.dart';", Verdict.OK),
        ("part 'main.g.dart';", Verdict.CANNOT_TELL),
        ("library foo; import 'package:requests/requests.dart';", Verdict.UNKNOWN),
        ("/* so */ import r'package:requests/requests.dart';", Verdict.UNKNOWN),
        ("import 'package:flutter/inventions.dart';", Verdict.UNKNOWN),
    ],
)
def test_dart_is_judged_by_its_pubspec(text: str, expected: Verdict) -> None:
    assert verdict("dart", "lib/main.dart", text, project("lib/home.dart")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import "node:fs"', Verdict.OK),
        ('import "node:network"', Verdict.UNKNOWN),
        ('import "react/jsx-runtime"', Verdict.OK),
        ('import "reakt"', Verdict.UNKNOWN),
        ('import "./home.js"', Verdict.OK),
        ('import "./parts"', Verdict.OK),
        ('import "./nowhere"', Verdict.UNKNOWN),
        ('let a = 1; import b from "reakt"', Verdict.UNKNOWN),
        ('import "fs/promises"', Verdict.OK),
        ('import "fs/floobles"', Verdict.UNKNOWN),
        ('import type { Root } from "mdast"', Verdict.TRANSITIVE),
        ('import "@made/account"', Verdict.CANNOT_TELL),
    ],
)
def test_scripts_are_judged_by_their_package(text: str, expected: Verdict) -> None:
    facts = project("src/home.ts", "src/parts/index.tsx")
    assert verdict("typescript", "src/main.ts", text, facts) is expected


def test_the_paths_of_a_configuration_lead_to_files() -> None:
    found = path_map('{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}} // said so', "")
    assert found is not None
    assert found.paths == {"@/*": ("src/*",)}


def test_the_nearest_declared_package_is_named() -> None:
    (found,) = judged("python", "a.py", "import flaskk", project("a.py"))
    assert (found.verdict, found.nearest) == (Verdict.UNKNOWN, "flask")


def test_a_name_that_its_source_does_not_define_is_missing() -> None:
    facts = project("app/__init__.py", "app/models.py")
    source = defined("python", "class User:\n    pass\n")
    (found,) = judged(
        "python", "app/views.py", "from .models import User, Ghost", facts, lambda _path: source
    )
    assert found.missing == ("Ghost",)


def test_a_module_that_makes_names_is_not_judged_by_its_text() -> None:
    facts = project("app/__init__.py", "app/models.py")
    source = defined("python", "def __getattr__(name):\n    return 1\n")
    assert source.is_open
    (found,) = judged(
        "python", "app/v.py", "from .models import Ghost", facts, lambda _path: source
    )
    assert found == Judgement(".models", 0, 0, 25, Verdict.OK)
    assert Defined(frozenset()) == defined("python", "# nothing")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("dart", 'System.out.println("x");', "Java"),
        ("dart", "public static void main(String[] args) {", "Java"),
        ("dart", "final s = 'System.out.println(1)';", ""),
        ("dart", "if (x instanceof String) {", "Java"),
        ("dart", "int[] a = new int[3];", "Java"),
        ("dart", "} catch (IOException e) {", "Java"),
        ("dart", "} on IOException catch (e, trace) {", ""),
        ("dart", "final b = list.stream().map(String::valueOf);", "Java"),
        ("dart", "boolean ok = true;", "Java"),
        ("dart", "setContentView(R.layout.main);", "Java"),
        ("dart", "for (String s : items) {", "Java"),
        ("dart", "final a = b[c] ? d : e;\nfor (final s in a) {", ""),
        ("typescript", "if x == None:\n    pass", "Python"),
        ("typescript", "int main() {", "C++"),
        ("javascript", "public class A {", "Java"),
        ("javascript", "if (a instanceof B) {", ""),
        ("python", "const x = 1;", "JavaScript"),
        ("python", "if (a && b) {", "C"),
        ("python", "console.log(report)", ""),
        ("python", "print('a && b')  # } else {", ""),
        ("typescript", "def f(self):\n    return None", "Python"),
        ("typescript", "const f = (a: string) => a", ""),
    ],
)
def test_another_languages_syntax_is_told_from_its_own(
    language: str, text: str, expected: str
) -> None:
    assert foreign(language, text) == expected


def test_an_answer_is_repaired_with_what_the_project_has() -> None:
    answer = "Do so:\n\n```python\nimport flaskk\nimport os\n```\n"
    found = repair(answer, project("a.py"), "a.py")
    assert found is not None
    assert "- flaskk; the project has flask" in found.turn
    assert [each.key for each in found.said] == ["grounding.unknown_near"]
    assert repair("```python\nimport os\n```", project("a.py"), "a.py") is None


def test_the_digest_is_short_and_stable() -> None:
    facts = project("a.py", requires="\n".join(f"package{n}" for n in range(500)))
    digest = manifest_digest(facts, "python", "a.py")
    assert digest == manifest_digest(facts, "python", "a.py")
    assert len(digest) <= 720
    assert manifest_digest(facts, "dart", "lib/a.dart").startswith("Dart with Flutter")


DEEP = 100_000


@pytest.mark.parametrize("name", ["pyproject.toml", "Pipfile", "Pipfile.lock"])
def test_a_manifest_that_is_nested_too_deeply_is_one_that_cannot_be_read(name: str) -> None:
    opening = "[" if name.endswith("lock") else "a = ["
    assert python_manifest(name, opening + "[" * DEEP).names == ()


def test_json_that_is_nested_too_deeply_says_nothing() -> None:
    assert package_json("[" * DEEP) is None
    assert path_map("[" * DEEP, "") is None
    assert resolved_packages("[" * DEEP) == {}


@pytest.mark.parametrize(
    ("declared", "imported"),
    [
        ("biopython", "Bio"),
        ("apache-airflow", "airflow"),
        ("imbalanced-learn", "imblearn"),
        ("pyobjc-framework-Cocoa", "AppKit"),
        ("Flask-SQLAlchemy", "werkzeug"),
        ("langchain-openai", "langchain_core"),
        ("boto3-stubs", "mypy_boto3_s3"),
        ("zxing-cpp", "zxingcpp"),
        ("django-soft-delete", "django_softdelete"),
    ],
)
def test_packages_are_known_by_what_they_are_imported_as(declared: str, imported: str) -> None:
    facts = project("a.py", requires=declared)
    assert verdict("python", "a.py", f"import {imported}", facts) is not Verdict.UNKNOWN


def test_a_member_of_a_workspace_has_what_the_members_it_names_need() -> None:
    shop = pubspec("name: shop\nresolution: workspace\ndependencies:\n  core: any\n")
    core = pubspec("name: core\nresolution: workspace\ndependencies:\n  http: ^1.0.0\n")
    facts = ProjectFacts(Tree(), dart=DartFacts({"packages/shop": shop, "packages/core": core}))
    path = "packages/shop/lib/main.dart"
    text = "import 'package:http/http.dart';"
    assert verdict("dart", path, text, facts) is Verdict.TRANSITIVE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("dart", "\n" * 20_000 + "x"),
        ("python", "   \n" * 20_000 + "x"),
        ("typescript", "=/[" * 20_000),
    ],
)
def test_text_without_end_is_searched_in_one_go(language: str, text: str) -> None:
    assert foreign(language, text) == ""


def test_many_inventions_on_one_line_are_all_judged() -> None:
    text = "import " + ",".join(f"a{number} as b" for number in range(2_000))
    found = judged("python", "a.py", text, project("a.py"))
    assert [each.verdict for each in found] == [Verdict.UNKNOWN] * 2_000
