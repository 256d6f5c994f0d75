"""A project's facts are read from its files, and nothing of it is run or followed."""

from pathlib import Path

import pytest

from sansfil.adapters.manifests import ManifestsOnDisk
from sansfil.core.grounding import Defined, ProjectFacts, Verdict, judged


def written(root: Path, **files: str) -> ProjectFacts:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return ManifestsOnDisk().facts(root)


def verdict(facts: ProjectFacts, language: str, path: str, text: str) -> Verdict:
    (found,) = judged(language, path, text, facts)
    return found.verdict


def test_an_environment_says_what_is_installed_and_by_whom(tmp_path: Path) -> None:
    site = tmp_path / ".venv" / "lib" / "python3.12" / "site-packages"
    for name, tops, requires in (
        ("flask-3.0", "flask", "Requires-Dist: Werkzeug>=3\n"),
        ("werkzeug-3.0", "werkzeug", ""),
        ("odd_name-1.0", "quite_other", ""),
    ):
        info = site / f"{name}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Name: {name.partition('-')[0]}\n{requires}\n")
        (info / "top_level.txt").write_text(f"{tops}\n")
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("version = 3.12.1\n")
    facts = written(
        tmp_path, pyproject_dot_toml='[project]\nname = "x"\ndependencies = ["flask"]\n'
    )
    assert facts.python.version == "3.12"
    assert verdict(facts, "python", "a.py", "import flask") is Verdict.OK
    assert verdict(facts, "python", "a.py", "import werkzeug") is Verdict.TRANSITIVE
    assert verdict(facts, "python", "a.py", "import quite_other") is Verdict.UNDECLARED
    assert verdict(facts, "python", "a.py", "import asyncore") is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("requirements_dot_txt", "click[extra]>=8 ; python_version > '3'\n"),
        ("setup_dot_py", "setup(name='x', install_requires=['click>=8'])"),
        ("setup_dot_cfg", "[options]\ninstall_requires =\n  click>=8\n"),
        ("Pipfile", '[packages]\nclick = "*"\n'),
        ("environment_dot_yml", "dependencies:\n  - python=3.11\n  - pip:\n    - click>=8\n"),
        ("pyproject_dot_toml", '[tool.poetry.group.dev.dependencies]\nclick = "^8"\n'),
        ("pyproject_dot_toml", '[dependency-groups]\ndev = ["click"]\n'),
    ],
)
def test_every_kind_of_manifest_is_read(tmp_path: Path, name: str, content: str) -> None:
    facts = written(tmp_path, **{name: content})
    assert verdict(facts, "python", "a.py", "import click") is Verdict.OK
    assert verdict(facts, "python", "a.py", "import inventions") is Verdict.UNKNOWN


def test_a_manifest_that_is_broken_makes_nothing_unknown(tmp_path: Path) -> None:
    facts = written(tmp_path, pyproject_dot_toml='[project]\ndependencies = ["click"')
    assert verdict(facts, "python", "a.py", "import inventions") is Verdict.CANNOT_TELL


@pytest.mark.parametrize("name", ["pyproject.toml", "package.json", "tsconfig.json", "Pipfile"])
def test_a_broken_manifest_below_leaves_the_others_as_they_are(tmp_path: Path, name: str) -> None:
    below = tmp_path / "sub" / "x"
    below.mkdir(parents=True)
    opening = "[" if name.endswith("json") else "a = ["
    (below / name).write_text(opening + "[" * 100_000)
    facts = written(
        tmp_path, pyproject_dot_toml='[project]\nname = "x"\ndependencies = ["click"]\n'
    )
    assert verdict(facts, "python", "a.py", "import click") is Verdict.OK
    assert verdict(facts, "python", "a.py", "import inventions") is Verdict.UNKNOWN


def test_a_lock_tells_where_the_manifest_beside_it_is_broken(tmp_path: Path) -> None:
    lock = '[[package]]\nname = "click"\n'
    facts = written(tmp_path, pyproject_dot_toml="[project", uv_dot_lock=lock)
    assert verdict(facts, "python", "a.py", "import click") is Verdict.TRANSITIVE
    assert verdict(facts, "python", "a.py", "import inventions") is Verdict.UNKNOWN


def test_a_source_that_is_too_large_to_be_read_is_none_at_all(tmp_path: Path) -> None:
    (tmp_path / "big.py").write_text("x = 1\n" * 80_000)
    manifests = ManifestsOnDisk()
    assert manifests.text_of(tmp_path, "big.py") is None
    assert manifests.text_of(tmp_path, "gone.py") is None


def test_the_nearest_pubspec_counts_and_generated_folders_are_lenient(tmp_path: Path) -> None:
    facts = written(
        tmp_path,
        pubspec_dot_yaml="name: root\n",
        app__pubspec_dot_yaml="name: app\ndependencies:\n  core:\n    path: ../core\n",
        core__pubspec_dot_yaml="name: core\ndependencies:\n  http: any\n",
        core__lib__core_dot_dart="",
        _dot_gitignore="lib/made/\n",
    )
    for text, expected in (
        ("import 'package:core/core.dart';", Verdict.OK),
        ("import 'package:core/made/x.dart';", Verdict.UNKNOWN),
        ("import 'package:http/http.dart';", Verdict.TRANSITIVE),
        ("import 'package:dio/dio.dart';", Verdict.UNKNOWN),
    ):
        assert verdict(facts, "dart", "app/lib/main.dart", text) is expected, text
    assert verdict(facts, "dart", "lib/a.dart", "import 'made/x.dart';") is Verdict.CANNOT_TELL


def test_packages_are_found_up_the_tree_and_in_node_modules(tmp_path: Path) -> None:
    (tmp_path / "node_modules" / "@scope" / "hoisted").mkdir(parents=True)
    facts = written(
        tmp_path,
        package_dot_json='{"name": "root", "devDependencies": {"vitest": "1"}}',
        web__package_dot_json='{"name": "web", "imports": {"#db": "./db.js"}}',
    )
    for module, expected in (
        ("vitest", Verdict.OK),
        ("#db", Verdict.OK),
        ("@scope/hoisted/part", Verdict.UNDECLARED),
        ("inventions", Verdict.UNKNOWN),
    ):
        assert verdict(facts, "typescript", "web/a.ts", f'import "{module}"') is expected, module


def test_the_packages_of_a_dart_workspace_are_resolved_together(tmp_path: Path) -> None:
    facts = written(
        tmp_path,
        pubspec_dot_yaml="name: root\nworkspace:\n  - packages/shop\n",
        packages__shop__pubspec_dot_yaml="name: shop\nresolution: workspace\ndependencies:\n  http: any\n",
        packages__till__pubspec_dot_yaml="name: till\nresolution: workspace\n",
        alone__pubspec_dot_yaml="name: alone\n",
    )
    text = "import 'package:http/http.dart';"
    assert verdict(facts, "dart", "tool/a.dart", text) is Verdict.TRANSITIVE
    assert verdict(facts, "dart", "packages/till/lib/a.dart", text) is Verdict.TRANSITIVE
    assert verdict(facts, "dart", "alone/lib/a.dart", text) is Verdict.UNKNOWN
    invented = "import 'package:inventions/a.dart';"
    assert verdict(facts, "dart", "tool/a.dart", invented) is Verdict.UNKNOWN


def test_a_folder_that_git_ignores_may_be_what_an_alias_leads_to(tmp_path: Path) -> None:
    facts = written(
        tmp_path,
        package_dot_json="{}",
        tsconfig_dot_json='{"compilerOptions": {"paths": {"@/*": ["src/*"]}}}',
        _dot_gitignore="src/shared/proto/\n",
        src__a_dot_ts="",
    )
    for module, expected in (
        ("@/shared/proto", Verdict.CANNOT_TELL),
        ("./shared/proto", Verdict.CANNOT_TELL),
        ("@/shared/inventions", Verdict.UNKNOWN),
        ("./shared/inventions", Verdict.UNKNOWN),
    ):
        assert verdict(facts, "typescript", "src/a.ts", f'import "{module}"') is expected, module


def test_a_site_of_docusaurus_and_import_maps_have_modules_of_their_own(tmp_path: Path) -> None:
    facts = written(
        tmp_path,
        package_dot_json='{"dependencies": {"@docusaurus/core": "3"}}',
        deno_dot_json='{"imports": {"std/": "https://deno.land/std/"}}',
        src__parts__Home_dot_tsx="",
    )
    for module, expected in (
        ("@docusaurus/Link", Verdict.OK),
        ("@docusaurus/Inventions", Verdict.UNKNOWN),
        ("@theme/Layout", Verdict.CANNOT_TELL),
        ("@site/src/parts/Home", Verdict.OK),
        ("@site/src/parts/Inventions", Verdict.UNKNOWN),
        ("std/async/delay.ts", Verdict.CANNOT_TELL),
        ("inventions/async", Verdict.UNKNOWN),
        ("./+types/Home", Verdict.CANNOT_TELL),
    ):
        assert verdict(facts, "typescript", "src/a.ts", f'import "{module}"') is expected, module


def test_what_a_package_of_the_project_builds_is_there_under_its_name(tmp_path: Path) -> None:
    maps = '{"compilerOptions": {"paths": {"@shop/*": ["packages/*"]}}}'
    facts = written(
        tmp_path,
        package_dot_json="{}",
        tsconfig_dot_json=maps,
        packages__web__package_dot_json='{"name": "@shop/web"}',
    )
    for module, expected in (
        ("@shop/web/index.css", Verdict.UNDECLARED),
        ("@shop/inventions", Verdict.UNKNOWN),
    ):
        assert verdict(facts, "typescript", "a.ts", f'import "{module}"') is expected, module


def test_one_file_that_stands_for_many_modules_shows_no_names(tmp_path: Path) -> None:
    maps = '{"compilerOptions": {"paths": {"#build/*": ["src/stub.d.ts"], "#one": ["src/one.ts"]}}}'
    facts = written(
        tmp_path, package_dot_json="{}", tsconfig_dot_json=maps, src__stub_dot_d_dot_ts=""
    )
    (tmp_path / "src" / "one.ts").write_text("")
    facts = ManifestsOnDisk().facts(tmp_path)
    nothing = Defined(frozenset())
    text = 'import { a } from "#build/x"\nimport { a } from "#one"\n'
    found = judged("typescript", "src/a.ts", text, facts, lambda _source: nothing)
    assert [each.missing for each in found] == [(), ("a",)]


def test_what_saved_files_import_is_read_again_where_they_have_changed(tmp_path: Path) -> None:
    manifests = ManifestsOnDisk()
    for name, text in (("a.py", "import greenlet\n"), ("big.py", "import large\n" * 30_000)):
        (tmp_path / name).write_text(text)
    (tmp_path / "requirements.txt").write_text("flask\n")
    facts = manifests.facts(tmp_path)
    manifests.note_strangers(tmp_path, facts)
    assert verdict(facts, "python", "b.py", "import greenlet") is Verdict.UNDECLARED
    assert verdict(facts, "python", "b.py", "import large") is Verdict.UNKNOWN
    (tmp_path / "a.py").write_text("import pymongo.errors\n")
    facts = manifests.facts(tmp_path)
    manifests.note_strangers(tmp_path, facts)
    assert verdict(facts, "python", "b.py", "import greenlet") is Verdict.UNKNOWN
    assert verdict(facts, "python", "b.py", "import bson") is Verdict.UNDECLARED


def test_links_are_not_followed_and_what_lies_behind_them_is_left_open(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("")
    root.mkdir()
    (root / "linked").symlink_to(outside)
    (root / "loop").symlink_to(root)
    facts = written(root, requirements_dot_txt="click\n", main_dot_py="")
    assert set(facts.tree.names) == {""}
    assert (
        verdict(facts, "python", "main.py", "from .linked.secret import x") is Verdict.CANNOT_TELL
    )


def test_more_files_than_can_be_listed_make_nothing_unknown(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"m{number}.py").write_text("")
    (tmp_path / "requirements.txt").write_text("click\n")
    facts = ManifestsOnDisk(most_files=3).facts(tmp_path)
    assert verdict(facts, "python", "m0.py", "import inventions") is Verdict.CANNOT_TELL
