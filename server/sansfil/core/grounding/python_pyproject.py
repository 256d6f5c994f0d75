"""What a `pyproject.toml` says of a project and of its tools (packaging.python.org, "pyproject.toml")."""

import tomllib
from collections.abc import Iterator, Mapping

from sansfil.core.grounding.declared import Declared, Included
from sansfil.core.grounding.distributions import requirement_name
from sansfil.core.grounding.loose import items, table, text, texts
from sansfil.core.grounding.python_requirements import requirements, with_extras
from sansfil.core.grounding.python_setup import in_lists, ini

_NATIVE_BUILDS = frozenset(
    "maturin meson-python scikit-build scikit-build-core cython mypy pybind11 cffi setuptools-rust nanobind".split()
)


def pyproject(content: str) -> Declared:
    tree = _tree(content)
    if tree is None:
        names = tuple(in_lists(content))
        return Declared(names, is_manifest=True, is_broken=True)
    project, tool = table(tree, "project"), table(tree, "tool")
    lines = list(_lines(tree, project, tool))
    names = [*requirements(lines), *_named(tool)]
    includes = tuple(_includes(tool))
    dynamic = texts(project.get("dynamic"))
    # What is optional besides is mostly computed of what is named elsewhere.
    is_dynamic = "dependencies" in dynamic
    is_partial = is_dynamic and not includes and not table(tool, "setuptools", "dynamic")
    return Declared(
        tuple(dict.fromkeys(names)),
        extras=tuple(each for line in lines for each in with_extras(line)),
        expected=tuple(_expected(tool)),
        includes=includes,
        is_manifest=bool(project) or bool(table(tool, "poetry")) or bool(names),
        is_partial=is_partial and not _says_in_setup(tree),
        is_native=not _NATIVE_BUILDS.isdisjoint(names),
        is_distribution=bool(project) or bool(table(tool, "poetry")),
        python=text(project.get("requires-python"))
        or text(table(tool, "poetry", "dependencies").get("python")),
        own=requirement_name(text(project.get("name")) or text(table(tool, "poetry").get("name"))),
    )


def tool_file(content: str) -> Declared:
    """`hatch.toml`, `tox.toml`, `pixi.toml`: what a tool may have in a file of its own."""
    tree = _tree(content) or {}
    tool = {"hatch": tree, "tox": tree, "pixi": tree}
    return Declared(tuple(dict.fromkeys((*requirements(_of_tools(tool)), *_named(tool)))))


def _tree(content: str) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(content)
    except (ValueError, RecursionError):
        return None


def _says_in_setup(tree: Mapping[str, object]) -> bool:
    return text(table(tree, "build-system").get("build-backend")).startswith("setuptools")


def _lines(
    tree: Mapping[str, object], project: Mapping[str, object], tool: Mapping[str, object]
) -> Iterator[str]:
    """Requirements as they are written."""
    yield from texts(project.get("dependencies"))
    yield from _grouped(project.get("optional-dependencies"))
    yield from _grouped(tree.get("dependency-groups"))
    yield from texts(table(tree, "build-system").get("requires"))
    yield from _of_tools(tool)


def _of_tools(tool: Mapping[str, object]) -> Iterator[str]:
    yield from _grouped(table(tool, "pdm").get("dev-dependencies"))
    yield from texts(table(tool, "uv").get("dev-dependencies"))
    yield from texts(table(tool, "rye").get("dev-dependencies"))
    for environment in table(tool, "hatch", "envs").values():
        for key in ("dependencies", "extra-dependencies"):
            yield from texts(table(environment).get(key))
    tox = table(tool, "tox")
    for environment in (table(tox, "env_run_base"), *table(tox, "env").values()):
        yield from texts(table(environment).get("deps"))


def _named(tool: Mapping[str, object]) -> Iterator[str]:
    """Normal names of what tools have in tables."""
    poetry, pixi = table(tool, "poetry"), table(tool, "pixi")
    tables = [table(poetry, "dependencies"), table(poetry, "dev-dependencies")]
    tables += [table(group, "dependencies") for group in table(poetry, "group").values()]
    tables += [table(tool, "uv", "sources")]
    for each in (pixi, *table(pixi, "feature").values()):
        tables += [table(each, "dependencies"), table(each, "pypi-dependencies")]
    for each in tables:
        yield from requirements(name for name in each if name != "python")
    yield from ini(text(table(tool, "tox").get("legacy_tox_ini"))).names


def _includes(tool: Mapping[str, object]) -> Iterator[Included]:
    """Files in which a build looks for what the project does not declare itself."""
    dynamic = table(tool, "setuptools", "dynamic")
    groups = (table(dynamic, "dependencies"), *table(dynamic, "optional-dependencies").values())
    for each in groups:
        yield from map(Included, texts(table(each).get("file")))
    hook = table(tool, "hatch", "metadata", "hooks", "requirements_txt")
    for files in (hook.get("files"), *table(hook, "optional-dependencies").values()):
        yield from map(Included, texts(files))


def _expected(tool: Mapping[str, object]) -> Iterator[str]:
    """Import names that checkers and sorters are told of."""
    for override in items(table(tool, "mypy").get("overrides")):
        yield from texts(table(override).get("module"))
    ruff = table(tool, "ruff")
    for isort in (table(tool, "isort"), table(ruff, "isort"), table(ruff, "lint", "isort")):
        for key in ("known_third_party", "known-third-party"):
            yield from texts(isort.get(key))


def _grouped(value: object) -> Iterator[str]:
    for group in table(value).values():
        yield from texts(group)
