"""What a project says of Python: its manifests, locks, environment and local modules."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.adapters.manifests.files import LOCK_BYTES, at, named, text_below
from sansfil.adapters.manifests.python_environments import (
    Installed,
    installed_in,
    site_folders,
    standard_modules,
    version_in,
    version_of,
)
from sansfil.adapters.manifests.walking import Walked
from sansfil.core.grounding.distributions import implied_names, import_names
from sansfil.core.grounding.facts import PythonFacts
from sansfil.core.grounding.python_manifests import (
    Declared,
    is_python_manifest,
    python_manifest,
    workflow_names,
)
from sansfil.core.grounding.python_modules import modules_of
from sansfil.core.grounding.trees import Tree, folders_of

_NATIVE = (".pyx", ".rs", ".c", ".cpp", ".cc", ".pxd", ".f90", ".pyx.in")
_WORKFLOWS = (".github", ".circleci", ".gitlab", "ci", ".ci")
_USUAL_ENVIRONMENTS = (".venv", "venv", "env")


@dataclass
class _Read:
    """What the manifests of a project say together."""

    names: list[str] = field(default_factory=list[str])
    locked: list[str] = field(default_factory=list[str])
    has_manifest: bool = False
    is_partial: bool = False
    is_native: bool = False
    python: str = ""
    own: set[str] = field(default_factory=set[str])
    readable: set[str] = field(default_factory=set[str])
    broken: set[str] = field(default_factory=set[str])
    with_lock: set[str] = field(default_factory=set[str])

    def take_of(self, folder: str, declared: Declared) -> None:
        """What a manifest or lock of `folder` says."""
        self.take(declared)
        if declared.locked:
            self.with_lock.add(folder)
        if declared.is_broken:
            self.broken.add(folder)
        elif declared.is_manifest:
            self.readable.add(folder)

    @property
    def is_in_doubt(self) -> bool:
        """Whether a manifest was broken of which no lock beside it, and no manifest above, says the like."""
        return any(
            not folder or self.readable.isdisjoint(folders_of(folder))
            for folder in self.broken - self.with_lock
        )

    def take(self, declared: Declared) -> None:
        self.names += declared.names
        self.locked += declared.locked
        self.has_manifest = self.has_manifest or declared.is_manifest
        self.is_partial = self.is_partial or declared.is_partial
        self.is_native = self.is_native or declared.is_native
        self.python = self.python or declared.python
        self.own |= {declared.own} - {""}


def python_facts(root: Path, found: Walked, tree: Tree) -> PythonFacts:
    read = _read(root, found)
    installed, version = _environment(root, found)
    declared = tuple(dict.fromkeys(read.names))
    locked = [name for name in dict.fromkeys(read.locked) if name not in declared]
    return PythonFacts(
        has_manifest=read.has_manifest,
        is_partial=read.is_partial or read.is_in_doubt,
        is_native=read.is_native or _is_native(found),
        version=version or version_in(text_below(root, ".python-version")),
        wanted=read.python,
        stdlib=standard_modules(version),
        modules=modules_of(tree),
        own=frozenset(read.own),
        declared=declared,
        provided=import_names(declared),
        implied=implied_names(declared),
        locked=import_names(locked),
        installed=installed.names,
        transitive=installed.needed_by(declared) | frozenset(locked),
    )


def _read(root: Path, found: Walked) -> _Read:
    read = _Read()
    for folder, name in named(found, is_python_manifest):
        content = text_below(root, at(folder, name), LOCK_BYTES)
        read.take_of(folder, python_manifest(name, content))
    for folder, name in _in_requirements_folders(found):
        read.take(python_manifest("requirements.txt", text_below(root, at(folder, name))))
    for path in _workflows(found):
        read.take(Declared(workflow_names(text_below(root, path))))
    return read


def _in_requirements_folders(found: Walked) -> Iterator[tuple[str, str]]:
    """`requirements/tests.txt` is called after what it is for."""
    for folder, names in found.names.items():
        if "requirements" in folder.rpartition("/")[2]:
            yield from ((folder, name) for name in names if name.endswith((".txt", ".in")))


def _workflows(found: Walked) -> Iterator[str]:
    for folder, names in found.names.items():
        if folder.partition("/")[0] in _WORKFLOWS or not folder:
            yield from (
                at(folder, name) for name in names if name.endswith((".yml", ".yaml", ".sh"))
            )


def _environment(root: Path, found: Walked) -> tuple[Installed, str]:
    """The packages of the project's own environments, and the version of the first."""
    folders = [root / each for each in sorted(found.environments, key=_by_name)]
    active = os.environ.get("VIRTUAL_ENV", "")
    if not folders and active and Path(active).is_relative_to(root):
        folders = [Path(active)]
    names, needs = dict[str, str](), dict[str, tuple[str, ...]]()
    for folder in folders:
        for site in site_folders(folder):
            installed = installed_in(site)
            names = {**installed.names, **names}
            needs = {**installed.needs, **needs}
    return Installed(names, needs), version_of(folders[0]) if folders else ""


def _by_name(folder: str) -> tuple[int, int, str]:
    """The nearest to the root first, and of these the usual names."""
    name = folder.rpartition("/")[2]
    usual = _USUAL_ENVIRONMENTS.index(name) if name in _USUAL_ENVIRONMENTS else 9
    return folder.count("/"), usual, folder


def _is_native(found: Walked) -> bool:
    """Whether sources of compiled modules lie beside those of Python."""
    return any(
        any(name.endswith(_NATIVE) for name in names)
        and any(name.endswith(".py") for name in names)
        for names in found.names.values()
    )
