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
from sansfil.core.grounding.dart_manifests import pubspec
from sansfil.core.grounding.distributions import implied_names, import_names
from sansfil.core.grounding.facts import DartFacts, PythonFacts, ScriptFacts
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
    return ProjectFacts(tree, python, DartFacts({"": spec}), ScriptFacts({"": package}))


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
