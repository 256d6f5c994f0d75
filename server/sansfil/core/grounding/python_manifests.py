"""What the manifests and locks of Python projects declare, each kind by its own rules."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping

from sansfil.core.grounding.declared import Declared
from sansfil.core.grounding.loose import table, text
from sansfil.core.grounding.python_pyproject import pyproject, tool_file
from sansfil.core.grounding.python_requirements import installed_by, plain, requirements
from sansfil.core.grounding.python_setup import in_lists, ini, setup_py

_NAME_LINE = re.compile(r"^name = \"([^\"\n]+)\"", re.MULTILINE)
_DEPENDS_YAML = re.compile(
    r"^[ \t]*-[ \t]*[\"']?([A-Za-z][\w.-]*)[ \t]*(?:[=<>!~].*)?[\"']?[ \t]*(?:#.*)?$", re.MULTILINE
)
_ADDED_YAML = re.compile(
    r"additional_dependencies:[ \t]*(?P<flow>\[[^\]]*\])?(?P<block>(?:\n[ \t]*(?:-|#)[^\n]*)*)"
)
_ITEM_YAML = re.compile(r"[\s\[,\"'-]*([A-Za-z][\w.-]*(?:\[[\w,-]*\])?)(?:[=<>!~@][^,\n]*)?")


def python_manifest(name: str, content: str) -> Declared:
    """What the file of that name declares, nothing where it is no manifest."""
    reader = _READERS.get(name) or _reader_by_pattern(name)
    return reader(content) if reader else Declared()


def is_python_manifest(name: str) -> bool:
    return name in _READERS or _reader_by_pattern(name) is not None


def inline_script_names(content: str) -> tuple[str, ...]:
    """What a script declares for itself (PEP 723)."""
    start = content.find("# /// script")
    if start < 0:
        return ()
    end = content.find("\n# ///", start + 12)
    return tuple(in_lists(content[start : end if end > 0 else start + 4_000]))


def _pipfile(content: str) -> Declared:
    try:
        tree = tomllib.loads(content)
    except (ValueError, RecursionError):
        return Declared(is_manifest=True, is_broken=True)
    names = requirements((*table(tree, "packages"), *table(tree, "dev-packages")))
    python = text(table(tree, "requires").get("python_version"))
    return Declared(tuple(names), is_manifest=True, python=python)


def _environment(content: str) -> Declared:
    """An environment of conda, if it is one."""
    if "dependencies:" not in content or "python" not in content:
        return Declared()
    names = requirements(_DEPENDS_YAML.findall(content.partition("dependencies:")[2]))
    return Declared(tuple(names), is_manifest=True)


def _recipe(content: str) -> Declared:
    """A recipe of conda: the lists of requirements in it."""
    if "requirements:" not in content:
        return Declared()
    return Declared(tuple(requirements(_DEPENDS_YAML.findall(content))))


def _hooks(content: str) -> Declared:
    """What checks before a commit are told to install beside themselves (pre-commit.com)."""
    names = list[str]()
    for found in _ADDED_YAML.finditer(content):
        listed = f"{found['flow'] or ''}{found['block']}"
        names += requirements(_ITEM_YAML.findall(listed))
    return Declared(mentioned=tuple(dict.fromkeys(names)))


def _toml_lock(content: str) -> Declared:
    return Declared(locked=tuple(requirements(_NAME_LINE.findall(content))))


def _json_lock(content: str) -> Declared:
    try:
        tree: object = json.loads(content)
    except (ValueError, RecursionError):
        return Declared()
    sections = (table(tree, "default"), table(tree, "develop"))
    return Declared(locked=tuple(requirements(name for each in sections for name in each)))


_Reader = Callable[[str], Declared]
_READERS: Mapping[str, _Reader] = {
    "pyproject.toml": pyproject,
    "setup.py": setup_py,
    "setup.cfg": ini,
    "tox.ini": ini,
    "mypy.ini": ini,
    ".mypy.ini": ini,
    ".isort.cfg": ini,
    "hatch.toml": tool_file,
    "tox.toml": tool_file,
    "pixi.toml": tool_file,
    "noxfile.py": installed_by,
    "tasks.py": installed_by,
    "Makefile": installed_by,
    "Dockerfile": installed_by,
    "Containerfile": installed_by,
    "justfile": installed_by,
    "Pipfile": _pipfile,
    "Pipfile.lock": _json_lock,
    "uv.lock": _toml_lock,
    "poetry.lock": _toml_lock,
    "pdm.lock": _toml_lock,
    "pylock.toml": _toml_lock,
    "environment.yml": _environment,
    "environment.yaml": _environment,
    "meta.yaml": _recipe,
    "recipe.yaml": _recipe,
    ".pre-commit-config.yaml": _hooks,
}
_PLAIN_NAME = re.compile(
    r".*(?:requirements?|constraints|deps)[\w.-]*\.(?:txt|in|pip)|(?:requires|vendor)\.txt"
)
_CONDA_NAME = re.compile(r"(?:[\w.]+[-_])?(?:environment|conda|env)[\w.-]*\.ya?ml")
_IMAGE = re.compile(r"(?:Docker|Container)file[.-].*|.*\.(?:[Dd]ocker|[Cc]ontainer)file")


def _reader_by_pattern(name: str) -> _Reader | None:
    if _PLAIN_NAME.fullmatch(name):
        return plain
    if name.endswith(".lock") and name.startswith("pylock."):
        return _toml_lock
    if _CONDA_NAME.fullmatch(name):
        return _environment
    return installed_by if _IMAGE.fullmatch(name) else None
