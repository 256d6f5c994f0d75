"""Names of modules that a project has not written are looked for where those lie; what is in doubt is left alone."""

import json
import sys
import sysconfig
from pathlib import Path

import pytest

from sansfil.adapters.manifests import ManifestsOnDisk
from sansfil.core.grounding import Defined, Outside, ProjectFacts, judged

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


class Project:
    """A folder with these files, as the disk shows it."""

    def __init__(self, root: Path, files: dict[str, str]) -> None:
        self.root, self.manifests = root, ManifestsOnDisk()
        write(root, files)
        self.facts: ProjectFacts = self.manifests.facts(root)

    def sources(self, source: str | Outside) -> Defined:
        assert isinstance(source, Outside)
        return self.manifests.defined_outside(self.root, self.facts, source)

    def missing(self, language: str, path: str, text: str) -> tuple[str, ...]:
        (found,) = judged(language, path, text, self.facts, self.sources)
        return found.missing

    def python(self, text: str) -> tuple[str, ...]:
        return self.missing("python", "main.py", text)

    def script(self, text: str, language: str = "typescript") -> tuple[str, ...]:
        return self.missing(language, "src/main.ts", text)


SITE = f".venv/lib/python{VERSION}/site-packages"
PACKAGES = {
    f"{SITE}/plain/__init__.py": "from .inner import *\nfrom ._lazy import thing\n",
    f"{SITE}/plain/inner.py": "def given(): ...\n",
    f"{SITE}/plain/beside.py": "",
    f"{SITE}/plain/native.cpython-311-x86_64-linux-gnu.so": "",
    f"{SITE}/lazy.py": "def __getattr__(name): ...\n",
    f"{SITE}/hollow/part.py": "",
    f"{SITE}/typed.pyi": "def given(): ...\n",
    f"{SITE}/compiled.cpython-311-x86_64-linux-gnu.so": "",
    f"{SITE}/leaky.py": "from elsewhere import *\n",
}


def with_packages(root: Path, home: str = "/nowhere/bin") -> Project:
    config = {".venv/pyvenv.cfg": f"home = {home}\nversion = {VERSION}.1\n"}
    return Project(root, {"requirements.txt": "plain\n", **PACKAGES, **config})


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("from plain import given, thing, beside, native, frob", ("frob",)),
        ("from plain.inner import given, frob", ("frob",)),
        ("from plain.native import frob", ()),
        ("from lazy import frob", ()),
        ("from hollow import part, frob", ()),
        ("from typed import frob", ()),
        ("from compiled import frob", ()),
        ("from leaky import frob", ()),
    ],
)
def test_what_is_installed_says_which_names_it_has(
    tmp_path: Path, text: str, missing: tuple[str, ...]
) -> None:
    assert with_packages(tmp_path).python(text) == missing


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("from json import loads, decoder, frob", ("frob",)),
        ("from collections import OrderedDict, abc, frob", ("frob",)),
        ("from re import IGNORECASE, frob", ("frob",)),
        ("from os.path import join, frob", ("frob",)),
        ("from os import frob", ()),
        ("from sys import frob", ()),
        ("from socket import AF_INET, frob", ()),
    ],
)
def test_the_standard_library_of_the_projects_interpreter_says_it_too(
    tmp_path: Path, text: str, missing: tuple[str, ...]
) -> None:
    home = Path(sysconfig.get_paths()["stdlib"]).parents[1] / "bin"
    project = with_packages(tmp_path, str(home))
    assert project.facts.python.libraries == (sysconfig.get_paths()["stdlib"],)
    assert project.python(text) == missing


def test_an_interpreter_that_is_not_there_leaves_its_library_open(tmp_path: Path) -> None:
    assert with_packages(tmp_path).python("from json import frob") == ()


def test_where_no_interpreter_is_named_a_newer_one_may_be_meant(tmp_path: Path) -> None:
    project = Project(tmp_path, {"requirements.txt": ""})
    names = "override, TypeIs, disjoint_base, frobnicate"
    assert set(project.python(f"from typing import {names}")) <= {"frobnicate"}
    assert project.python("from json import frobnicate") == ("frobnicate",)


def test_a_package_that_is_installed_anew_is_read_anew(tmp_path: Path) -> None:
    project = with_packages(tmp_path)
    assert project.python("from plain.inner import fresh") == ("fresh",)
    write(tmp_path, {f"{SITE}/plain/inner.py": "def given(): ...\ndef fresh(): ...\n"})
    assert project.python("from plain.inner import fresh") == ()


PACKAGE = json.dumps({"name": "web", "dependencies": {"esm": "1", "cjs": "1", "untyped": "1"}})
MODULES = {
    "node_modules/esm/package.json": json.dumps(
        {
            "exports": {
                ".": {"types": "./dist/index.d.ts", "import": "./dist/index.mjs"},
                "./deep/*": "./dist/*.mjs",
            }
        }
    ),
    "node_modules/esm/dist/index.d.ts": "export * from './other.js'\nexport declare const a: 1\n",
    "node_modules/esm/dist/index.mjs": "export * from './other.mjs'\nexport const a = 1, hidden = 2\n",
    "node_modules/esm/dist/other.d.ts": "export * from 'untyped'\nexport type B = 1\n",
    "node_modules/esm/dist/other.mjs": "export const b = 1\n",
    "node_modules/cjs/package.json": '{"main": "index.js"}',
    "node_modules/cjs/index.js": "module.exports = require('./hidden')\n",
    "node_modules/@types/cjs/package.json": '{"types": "index.d.ts"}',
    "node_modules/@types/cjs/index.d.ts": "export = C\ndeclare namespace C { function used(): 1 }\n",
    "node_modules/untyped/package.json": '{"module": "main.mjs"}',
    "node_modules/untyped/main.mjs": "const c = 1\nexport { c as d }\n",
    "node_modules/untyped/main.d.mts": "export declare const d: 1\n",
}


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('import { a, B, d, frob } from "esm"', ("frob",)),
        ('import { a, hidden } from "esm"', ("hidden",)),
        ('import { b, frob } from "esm/deep/other"', ("frob",)),
        ('import { frob } from "esm/nowhere"', ()),
        ('import { used, frob } from "cjs"', ("frob",)),
        ('import { d, frob } from "untyped"', ("frob",)),
        ('import all, * as esm from "esm"', ()),
        ('const { a, frob } = require("esm")', ("frob",)),
    ],
)
def test_packages_of_node_say_it_by_their_types(
    tmp_path: Path, text: str, missing: tuple[str, ...]
) -> None:
    assert Project(tmp_path, {"package.json": PACKAGE, **MODULES}).script(text) == missing


def test_who_writes_without_types_may_use_what_only_the_code_has(tmp_path: Path) -> None:
    project = Project(tmp_path, {"package.json": PACKAGE, **MODULES})
    assert project.script('import { a, hidden, frob } from "esm"', "javascript") == ("frob",)
    assert project.script('import { frob } from "cjs"', "javascript") == ()


def test_a_link_leads_to_no_package_but_those_of_the_store(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    code = {"package.json": '{"main": "a.mjs"}', "a.mjs": "export const a = 1\n"}
    write(outside, code)
    stored = "node_modules/.pnpm/in@1/node_modules/in"
    write(root, {f"{stored}/{name}": text for name, text in code.items()})
    (root / "node_modules/in").symlink_to(".pnpm/in@1/node_modules/in")
    (root / "node_modules/out").symlink_to(outside)
    project = Project(root, {"package.json": '{"dependencies": {"in": "1", "out": "1"}}'})
    assert project.script('import { a, frob } from "in"') == ("frob",)
    assert project.script('import { frob } from "out"') == ()


def dart_project(root: Path, cache: Path) -> Project:
    packages = [
        {"name": "http", "rootUri": (cache / "http").as_uri(), "packageUri": "lib/"},
        {"name": "meta", "rootUri": (cache / "meta").as_uri(), "packageUri": "lib/"},
    ]
    write(
        cache,
        {
            "http/lib/http.dart": "export 'src/client.dart';\nexport 'package:meta/meta.dart' hide X;\n"
            "part 'src/more.dart';\n",
            "http/lib/src/client.dart": "import 'dart:io';\nclass Client {}\n",
            "http/lib/src/more.dart": "part of '../http.dart';\nvoid more() {}\n",
            "http/lib/broken.dart": "export 'src/nowhere.dart';\n",
            "meta/lib/meta.dart": "export 'dart:async' show Future;\nconst required = 1;\n",
        },
    )
    config = json.dumps({"configVersion": 2, "packages": packages})
    return Project(
        root,
        {
            "pubspec.yaml": "name: app\ndependencies:\n  http: any\n",
            ".dart_tool/package_config.json": config,
        },
    )


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("import 'package:http/http.dart' show Client, more, required, Future;", ()),
        ("import 'package:http/http.dart' show Client, Frob;", ("Frob",)),
        ("import 'package:http/http.dart' as http;", ()),
        ("import 'package:http/broken.dart' show Frob;", ()),
    ],
)
def test_packages_of_pub_say_it_by_what_they_export(
    tmp_path: Path, text: str, missing: tuple[str, ...]
) -> None:
    project = dart_project(tmp_path / "app", tmp_path / "cache")
    assert project.missing("dart", "lib/main.dart", text) == missing
