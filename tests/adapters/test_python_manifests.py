"""Whatever a project says of Python packages counts, and its own packages are known by their files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.manifests import ManifestsOnDisk
from sansfil.core.grounding import Defined, ProjectFacts, Verdict, judged
from sansfil.core.grounding.python_manifests import is_python_manifest, python_manifest

PROJECT = '[project]\nname = "shop"\ndependencies = ["flask"]\n'


def laid_out(root: Path, files: dict[str, str]) -> ProjectFacts:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return ManifestsOnDisk().facts(root)


def verdict(facts: ProjectFacts, module: str, path: str = "main.py") -> Verdict:
    (found,) = judged("python", path, f"import {module}", facts)
    return found.verdict


@pytest.mark.parametrize(
    "setup",
    [
        "NAME = 'shop'\nsetup(\n    name=NAME,\n    install_requires=['flask'],\n)\n",
        "setup(name='shop', install_requires=['flask'])",
        "from meta import NAME\nsetup(name=NAME, install_requires=['flask'])",
    ],
)
def test_the_projects_own_package_goes_before_what_an_example_declares(
    tmp_path: Path, setup: str
) -> None:
    files = {"setup.py": setup, "shop/__init__.py": "", "shop/cart.py": ""}
    facts = laid_out(tmp_path, {**files, "examples/requirements.txt": "shop\n"})
    assert verdict(facts, "shop.cart", "shop/app.py") is Verdict.OK
    assert verdict(facts, "shop.inventions", "shop/app.py") is Verdict.UNKNOWN
    assert verdict(facts, "shop.inventions", "examples/a.py") is Verdict.UNKNOWN


def test_the_name_of_a_distribution_may_be_a_constant(tmp_path: Path) -> None:
    for setup, own in (
        ("NAME = 'shop'\nsetup(name=NAME)", {"shop"}),
        ("from x import NAME\nsetup(name=NAME)", set[str]()),
    ):
        assert laid_out(tmp_path, {"setup.py": setup}).python.own == own


def test_a_package_of_another_name_than_its_distribution_is_its_own_too(tmp_path: Path) -> None:
    files = {"pyproject.toml": PROJECT, "src/_shop/__init__.py": "", "tests/__init__.py": ""}
    facts = laid_out(tmp_path, {**files, "dev-requirements.txt": "-shop\ntests\n_shop\nshop\n"})
    assert verdict(facts, "tests.inventions") is Verdict.UNKNOWN
    assert verdict(facts, "_shop.inventions") is Verdict.UNKNOWN


def test_what_another_distribution_adds_to_a_package_is_there(tmp_path: Path) -> None:
    project = '[project]\nname = "shop"\ndependencies = ["shop-core"]\n'
    facts = laid_out(tmp_path, {"pyproject.toml": project, "src/shop/__init__.py": ""})
    assert verdict(facts, "shop.core.prices") is Verdict.OK
    assert verdict(facts, "shop.inventions") is Verdict.UNKNOWN


def test_a_package_that_is_spread_over_folders_may_have_more(tmp_path: Path) -> None:
    init = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    facts = laid_out(tmp_path, {"pyproject.toml": PROJECT, "src/shop/__init__.py": init})
    assert verdict(facts, "shop.plugins") is Verdict.CANNOT_TELL


def test_a_package_whose_modules_git_ignores_may_have_them(tmp_path: Path) -> None:
    files = {"pyproject.toml": PROJECT, "shop/__init__.py": "", ".gitignore": "shop/made/\n"}
    facts = laid_out(tmp_path, files)
    assert verdict(facts, "shop.made.prices") is Verdict.CANNOT_TELL
    assert verdict(facts, "shop.inventions") is Verdict.UNKNOWN


def test_a_module_behind_a_link_is_left_open(tmp_path: Path) -> None:
    files = {"pyproject.toml": PROJECT, "shop/__init__.py": "", "elsewhere/real.txt": ""}
    laid_out(tmp_path, files)
    (tmp_path / "shop" / "linked.py").symlink_to(tmp_path / "elsewhere" / "real.txt")
    facts = ManifestsOnDisk().facts(tmp_path)
    assert verdict(facts, "shop.linked") is not Verdict.UNKNOWN
    nothing = Defined(frozenset())
    text = "from . import linked, inventions"
    (found,) = judged("python", "shop/a.py", text, facts, lambda _source: nothing)
    assert found.missing == ("inventions",)


def test_parts_that_are_laid_over_a_package_when_it_runs_are_left_open(tmp_path: Path) -> None:
    files = {"pyproject.toml": PROJECT, "shop/__init__.py": "", "shop/plugins/__init__.py": ""}
    facts = laid_out(tmp_path, {**files, "trial/plugins/extra.py": ""})
    assert verdict(facts, "shop.plugins.extra", "trial/test_x.py") is Verdict.CANNOT_TELL
    assert verdict(facts, "shop.plugins.extra", "shop/a.py") is Verdict.UNKNOWN
    assert verdict(facts, "shop.plugins.inventions", "trial/test_x.py") is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "-r more.txt\n", "more.txt": "click\n"},
        {"requirements.txt": "-r deps/base.txt", "deps/base.txt": "-c ../c.txt\nclick\n"},
        {"requirements.txt": "--requirement=dev.txt", "dev.txt": "-r requirements.txt\nclick"},
        {"requirements/extras/a.txt": "click\n", "requirements.txt": "flask\n"},
        {"tox.ini": "[testenv]\ndeps =\n  -r{toxinidir}/x.txt\n  -rdev.txt", "dev.txt": "click"},
        {
            "pyproject.toml": PROJECT,
            "noxfile.py": 'session.install("-r", "dev.pip")',
            "dev.pip": "click",
        },
        {"setup.py": "setup(install_requires=read('deps.txt'))", "deps.txt": "click"},
        {
            "pyproject.toml": '[project]\nname = "x"\ndynamic = ["dependencies"]\n'
            '[tool.hatch.metadata.hooks.requirements_txt]\nfiles = ["needs.txt"]\n',
            "needs.txt": "click",
        },
    ],
)
def test_files_that_others_take_in_are_read(tmp_path: Path, files: dict[str, str]) -> None:
    facts = laid_out(tmp_path, {"pyproject.toml": PROJECT, **files})
    assert verdict(facts, "click") is Verdict.OK
    assert verdict(facts, "inventions") is Verdict.UNKNOWN


def test_a_file_that_is_taken_in_and_is_not_there_leaves_everything_open(tmp_path: Path) -> None:
    facts = laid_out(tmp_path, {"requirements.txt": "-r base.txt\nflask\n"})
    assert verdict(facts, "inventions") is Verdict.CANNOT_TELL
    facts = laid_out(tmp_path, {"requirements.txt": "-r http://host/base.txt\n-c c.txt\nflask\n"})
    assert verdict(facts, "inventions") is Verdict.UNKNOWN


def test_what_a_manifest_below_computes_leaves_only_its_own_files_open(tmp_path: Path) -> None:
    computed = '[project]\nname = "x"\ndynamic = ["dependencies"]\n'
    files = {"pyproject.toml": PROJECT, "tests/data/pyproject.toml": computed}
    facts = laid_out(tmp_path, files)
    assert verdict(facts, "inventions") is Verdict.UNKNOWN
    assert verdict(facts, "inventions", "tests/data/a.py") is Verdict.CANNOT_TELL
    facts = laid_out(tmp_path / "alone", {"pyproject.toml": computed})
    assert verdict(facts, "inventions") is Verdict.CANNOT_TELL
    facts = laid_out(tmp_path / "alone", {"requirements/base.txt": "flask\n"})
    assert verdict(facts, "inventions") is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("name", "content", "module"),
    [
        ("docs/install.rst", "It needs toolz::\n\n    $ pip install toolz and then", "toolz"),
        ("README.md", "`pip install shop[all] 'toolz>=8'`", "toolz"),
        (
            ".pre-commit-config.yaml",
            "  - id: mypy\n    additional_dependencies:\n      - toolz==8\n",
            "toolz",
        ),
        (".pre-commit-config.yaml", "    additional_dependencies: [attrs, toolz]\n", "toolz"),
        ("mypy.ini", "[mypy]\n[mypy-toolz.*]\nignore_missing_imports = true\n", "toolz.core"),
        ("setup.cfg", "[isort]\nknown_third_party =\n  attr,\n  toolz\n", "toolz"),
        ("requirements.txt", "kombu[mongodb]\n", "pymongo"),
        ("requirements.txt", "shop[toolz]\n", "toolz"),
    ],
)
def test_what_a_project_speaks_of_is_no_invention(
    tmp_path: Path, name: str, content: str, module: str
) -> None:
    facts = laid_out(tmp_path, {"pyproject.toml": PROJECT, name: content})
    assert verdict(facts, module) is Verdict.UNDECLARED
    assert verdict(facts, "inventions") is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("hatch.toml", '[envs.test]\ndependencies = ["click"]\n'),
        ("tox.toml", '[env_run_base]\ndeps = ["click"]\n'),
        ("pixi.toml", '[dependencies]\nclick = "*"\n'),
        ("ci/env-3.11.yaml", "dependencies:\n  - python\n  - click >=8  # why\n"),
        ("Dockerfile.dev", "RUN pip install \\\n    --no-cache-dir \\\n    click\n"),
        ("conda/meta.yaml", "requirements:\n  run:\n    - click\n"),
    ],
)
def test_tools_may_have_files_of_their_own(tmp_path: Path, name: str, content: str) -> None:
    facts = laid_out(tmp_path, {"pyproject.toml": PROJECT, name: content})
    assert verdict(facts, "click") is Verdict.OK
    assert verdict(facts, "inventions") is Verdict.UNKNOWN


def test_modules_of_a_program_that_runs_python_are_left_open(tmp_path: Path) -> None:
    assert verdict(laid_out(tmp_path, {"pyproject.toml": PROJECT}), "bpy") is Verdict.CANNOT_TELL


NAMES = (
    "pyproject.toml setup.py setup.cfg tox.ini hatch.toml requirements.txt Dockerfile noxfile.py Pipfile uv.lock"
    " environment.yml meta.yaml .pre-commit-config.yaml mypy.ini"
).split()
WORDS = (
    "[",
    "]",
    "\n",
    "= ",
    "deps",
    "[testenv]\n",
    "-r ",
    "pip install ",
    "a[b]",
    "'c'",
    "\\\n",
    "- ",
)


@given(st.sampled_from(NAMES), st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=30))
def test_no_text_in_a_manifest_is_too_much(name: str, words: list[str]) -> None:
    assert is_python_manifest(name)
    declared = python_manifest(name, "".join(words))
    assert all(each == each.lower() for each in (*declared.names, *declared.mentioned))
