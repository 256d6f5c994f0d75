"""What the manifests and locks of Python projects declare, each kind by its own rules."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sansfil.core.grounding.distributions import requirement_name
from sansfil.core.grounding.loose import table, text, texts

MOST_BYTES = 4_000_000


@dataclass(frozen=True)
class Declared:
    """Normal names of distributions; `locked` are those of a lock. `is_manifest` claims that the file
    is a place for dependencies at all, `is_partial` that something computes more of them, `is_broken` that
    it could not be read as what it is; `python` is
    the interpreter that it wants, as it is written, `own` the name of
    what is built from it."""

    names: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    is_manifest: bool = False
    is_partial: bool = False
    is_broken: bool = False
    is_native: bool = False
    python: str = ""
    own: str = ""


_QUOTED = re.compile(r"""(?P<quote>["'])(?P<text>(?:(?!(?P=quote))[^\\\n])*)(?P=quote)""")
_REQUIREMENT = re.compile(
    r"[A-Za-z0-9][\w.-]*\s*(?:\[[\w\s,.-]*\])?\s*(?:(?:[<>=!~]=?|===|@)[^;]*)?(?:;.*)?"
)
_LIST = re.compile(r"[\[(]([^\[\]()]*(?:\[[\w\s,.-]*\][^\[\]()]*)*)[\])]")
_NAME_LINE = re.compile(r"^name = \"([^\"\n]+)\"", re.MULTILINE)
_INSTALLS = re.compile(
    r"(?:pip3?|uv(?: pip)?|pipx|poetry|pdm|rye|conda|mamba|session)\s*[\s.]"
    r"(?:install|add|inject|run --with|conda_install)\b(?P<rest>(?:[^\n&|;\\]|\\\r?\n)*)"
)
_WORDS = re.compile(r"[\w.\[\],-]+(?:[<>=!~]=?[\w.*]+)?")
_DEPENDS_YAML = re.compile(
    r"^[ \t]*-[ \t]*[\"']?([A-Za-z][\w.-]*)[ \t]*(?:[=<>!~].*)?[\"']?[ \t]*$", re.MULTILINE
)
_OWN_NAME = re.compile(r"^\s*name\s*=\s*[\"']?([\w.-]+)", re.MULTILINE)
_EXTENSIONS = re.compile(
    r"\b(?:Extension|cythonize|RustExtension|pybind11|ext_modules|CMakeExtension)\b"
)
_NATIVE_BUILDS = (
    "maturin",
    "meson-python",
    "scikit-build",
    "scikit-build-core",
    "cython",
    "mypy",
    "pybind11",
    "cffi",
)


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
    return tuple(_in_lists(content[start : end if end > 0 else start + 4_000]))


def _pyproject(content: str) -> Declared:
    try:
        tree = tomllib.loads(content)
    except (ValueError, RecursionError):
        names = tuple(_in_lists(content))
        return Declared(names, is_manifest=True, is_broken=True)
    project, tool = table(tree, "project"), table(tree, "tool")
    names = [
        *_requirements(texts(project.get("dependencies"))),
        *_requirements(_grouped(project.get("optional-dependencies"))),
        *_requirements(_grouped(tree.get("dependency-groups"))),
        *_requirements(texts(table(tree, "build-system").get("requires"))),
        *_of_tools(tool),
    ]
    dynamic = texts(project.get("dynamic"))
    is_dynamic = "dependencies" in dynamic or "optional-dependencies" in dynamic
    # Of those that compute them, setuptools names the files, which are read on their own.
    is_partial = is_dynamic and not table(tool, "setuptools", "dynamic")
    return Declared(
        tuple(dict.fromkeys(names)),
        is_manifest=bool(project) or bool(table(tool, "poetry")) or bool(names),
        is_partial=is_partial and not _says_in_setup(tree),
        is_native=any(each in names for each in _NATIVE_BUILDS) or "setuptools-rust" in names,
        python=text(project.get("requires-python"))
        or text(table(tool, "poetry", "dependencies").get("python")),
        own=requirement_name(text(project.get("name")) or text(table(tool, "poetry").get("name"))),
    )


def _says_in_setup(tree: Mapping[str, object]) -> bool:
    return text(table(tree, "build-system").get("build-backend")).startswith("setuptools")


def _of_tools(tool: Mapping[str, object]) -> Iterator[str]:
    poetry = table(tool, "poetry")
    tables = [table(poetry, "dependencies"), table(poetry, "dev-dependencies")]
    tables += [table(group, "dependencies") for group in table(poetry, "group").values()]
    tables += [
        table(tool, "uv", "sources"),
        table(tool, "pixi", "dependencies"),
        table(tool, "pixi", "pypi-dependencies"),
    ]
    for each in tables:
        yield from _requirements(name for name in each if name != "python")
    yield from _requirements(_grouped(table(tool, "pdm").get("dev-dependencies")))
    yield from _requirements(texts(table(tool, "uv").get("dev-dependencies")))
    yield from _requirements(texts(table(tool, "rye").get("dev-dependencies")))
    for environment in table(tool, "hatch", "envs").values():
        for key in ("dependencies", "extra-dependencies"):
            yield from _requirements(texts(table(environment).get(key)))
    tox = text(table(tool, "tox").get("legacy_tox_ini"))
    yield from _ini(tox).names
    for environment in (table(tool, "tox", "env_run_base"), *table(tool, "tox", "env").values()):
        yield from _requirements(texts(table(environment).get("deps")))


def _grouped(value: object) -> Iterator[str]:
    for group in table(value).values():
        yield from texts(group)


def _requirements(lines: Iterable[str]) -> Iterator[str]:
    yield from filter(None, map(requirement_name, lines))


def _plain(content: str) -> Declared:
    """A requirements file; what it includes is read as a file of its own, where it is called so."""
    names = list[str]()
    for line in content.splitlines():
        code = line.strip()
        if "#egg=" in code:
            code = code.partition("#egg=")[2]
        elif code.startswith(("-", "#", ".", "/")) or "://" in code.partition(" @ ")[0]:
            continue
        names += filter(None, [requirement_name(code)])
    return Declared(tuple(names), is_manifest=True)


def _setup_py(content: str) -> Declared:
    """Without running it: texts in its lists that look like requirements, which may be too many."""
    names = (*_in_lists(content), "setuptools")
    is_manifest = "install_requires" in content or "setup(" in content
    is_native = _EXTENSIONS.search(content) is not None
    named = _OWN_NAME.search(content)
    own = requirement_name(named[1]) if named else ""
    listed = tuple(dict.fromkeys(names))
    return Declared(listed, is_manifest=is_manifest, is_native=is_native, own=own)


def _in_lists(content: str) -> Iterator[str]:
    for listed in _LIST.finditer(content):
        for quoted in _QUOTED.finditer(listed[1]):
            if _REQUIREMENT.fullmatch(quoted["text"].strip()):
                yield from filter(None, [requirement_name(quoted["text"])])


_INI_KEY = re.compile(r"^(?P<key>[\w.:-]+)[ \t]*[=:](?P<rest>.*)$")
_INI_LISTS = frozenset(("install_requires", "setup_requires", "tests_require", "deps", "requires"))


def _ini(content: str) -> Declared:
    """setup.cfg and tox.ini: the lists of requirements in them."""
    names, section, is_listing = list[str](), "", False
    is_manifest = False
    for line in content.splitlines():
        if line.startswith("["):
            section, is_listing = line.strip("[] \t"), False
            continue
        key = _INI_KEY.match(line)
        if key:
            is_listing = key["key"] in _INI_LISTS or section.endswith("extras_require")
            is_manifest = is_manifest or key["key"] == "install_requires"
            line = key["rest"]
        elif line.strip() and not line[0].isspace():
            is_listing = False
        if is_listing:
            # An environment of tox may stand before what it needs.
            names += filter(None, [requirement_name(line.rpartition(": ")[2].strip())])
    named = _OWN_NAME.search(content) if is_manifest else None
    own = requirement_name(named[1]) if named else ""
    return Declared(tuple(names), is_manifest=is_manifest, own=own)


def _pipfile(content: str) -> Declared:
    try:
        tree = tomllib.loads(content)
    except (ValueError, RecursionError):
        return Declared(is_manifest=True, is_broken=True)
    names = _requirements((*table(tree, "packages"), *table(tree, "dev-packages")))
    python = text(table(tree, "requires").get("python_version"))
    return Declared(tuple(names), is_manifest=True, python=python)


def _environment(content: str) -> Declared:
    if "dependencies:" not in content:
        return Declared()
    names = _requirements(_DEPENDS_YAML.findall(content.partition("dependencies:")[2]))
    return Declared(tuple(names), is_manifest=True)


def _toml_lock(content: str) -> Declared:
    return Declared(locked=tuple(_requirements(_NAME_LINE.findall(content))))


def _json_lock(content: str) -> Declared:
    try:
        tree: object = json.loads(content)
    except (ValueError, RecursionError):
        return Declared()
    sections = (table(tree, "default"), table(tree, "develop"))
    return Declared(locked=tuple(_requirements(name for each in sections for name in each)))


def _installing(content: str) -> Declared:
    """Programs and instructions that install packages by name: images, workflows, sessions."""
    names = list[str]()
    for found in _INSTALLS.finditer(content):
        rest = found["rest"].replace("\\\n", " ")
        words = _WORDS.findall(rest.partition("#")[0])
        names += _requirements(word for word in words if not word.startswith(("-", ".")))
    return Declared(tuple(dict.fromkeys(names)))


_Reader = Callable[[str], Declared]
_READERS: Mapping[str, _Reader] = {
    "pyproject.toml": _pyproject,
    "setup.py": _setup_py,
    "setup.cfg": _ini,
    "tox.ini": _ini,
    "noxfile.py": _installing,
    "Makefile": _installing,
    "Dockerfile": _installing,
    "justfile": _installing,
    "Pipfile": _pipfile,
    "Pipfile.lock": _json_lock,
    "uv.lock": _toml_lock,
    "poetry.lock": _toml_lock,
    "pdm.lock": _toml_lock,
    "pylock.toml": _toml_lock,
    "environment.yml": _environment,
    "environment.yaml": _environment,
}
_PLAIN_NAME = re.compile(r".*(?:requirements?|constraints|deps)[\w.-]*\.(?:txt|in)|requires\.txt")


def _reader_by_pattern(name: str) -> _Reader | None:
    if _PLAIN_NAME.fullmatch(name):
        return _plain
    if name.endswith(".lock") and name.startswith("pylock."):
        return _toml_lock
    if name.startswith("environment") and name.endswith((".yml", ".yaml")):
        return _environment
    return _installing if name.endswith(".Dockerfile") else None


def workflow_names(content: str) -> tuple[str, ...]:
    """What a workflow of continuous integration installs for Python."""
    return _installing(content).names
