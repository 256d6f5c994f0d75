"""What a project says of Python: its manifests, locks, environment and local modules."""

import os
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from sansfil.adapters.manifests.files import at, text_below
from sansfil.adapters.manifests.python_environments import (
    Installed,
    installed_in,
    library_folder,
    site_folders,
    standard_modules,
    usual_library_folders,
    version_in,
    version_of,
)
from sansfil.adapters.manifests.python_reading import read_manifests
from sansfil.adapters.manifests.walking import Walked
from sansfil.core.grounding.distributions import extra_names, implied_names, import_names
from sansfil.core.grounding.facts import PythonFacts
from sansfil.core.grounding.python_modules import modules_of
from sansfil.core.grounding.trees import Tree

_NATIVE = (".pyx", ".rs", ".c", ".cpp", ".cc", ".pxd", ".f90", ".pyx.in")
_USUAL_ENVIRONMENTS = (".venv", "venv", "env")
# A package that is spread over several folders (packaging.python.org, "Packaging namespace packages").
_IS_SPREAD = re.compile(
    r"extend_path\(|declare_namespace\(|^__path__\s*=|__path__(?:\s*\+=|\.(?:append|extend|insert))",
    re.MULTILINE,
)
_INIT_BYTES = 200_000
_MOST_PACKAGES = 200


def python_facts(root: Path, found: Walked, tree: Tree) -> PythonFacts:
    read = read_manifests(root, found)
    environments = _environments(root, found)
    sites = [site for each in environments for site in site_folders(each)]
    installed = _installed(sites)
    version = version_of(environments[0]) if environments else ""
    pinned = version or version_in(text_below(root, ".python-version"))
    declared = tuple(dict.fromkeys(read.names))
    locked = [name for name in dict.fromkeys(read.locked) if name not in declared]
    return PythonFacts(
        has_manifest=read.has_manifest,
        partial=read.partial_folders(),
        is_native=read.is_native or _is_native(found),
        version=pinned,
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
        mentioned={**extra_names(read.extras), **import_names(read.mentioned)},
        expected=frozenset(each.removesuffix(".*") for each in read.expected),
        roots=read.roots(),
        spread=_spread(root, read.roots(), tree),
        libraries=tuple(map(str, _libraries(environments, pinned))),
        sites=tuple(map(str, sites)),
    )


def _spread(root: Path, roots: Iterable[str], tree: Tree) -> frozenset[str]:
    """Packages that say themselves that parts of them may lie elsewhere."""
    packages = (
        at(folder, name)
        for folder in roots
        for name in tree.inside(folder)
        if tree.has_file(f"{at(folder, name)}/__init__.py")
    )
    return frozenset(
        path.rpartition("/")[2]
        for path in islice(packages, _MOST_PACKAGES)
        if _IS_SPREAD.search(text_below(root, f"{path}/__init__.py", _INIT_BYTES))
    )


def _environments(root: Path, found: Walked) -> list[Path]:
    """The project's own, the most usual first."""
    folders = [root / each for each in sorted(found.environments, key=_by_name)]
    active = os.environ.get("VIRTUAL_ENV", "")
    if not folders and active and Path(active).is_relative_to(root):
        folders = [Path(active)]
    return folders


def _installed(sites: Iterable[Path]) -> Installed:
    """The packages of all of these folders together; the first one's count."""
    names, needs = dict[str, str](), dict[str, tuple[str, ...]]()
    for site in sites:
        installed = installed_in(site)
        names = {**installed.names, **names}
        needs = {**installed.needs, **needs}
    return Installed(names, needs)


def _libraries(environments: Sequence[Path], version: str) -> tuple[Path, ...]:
    """The standard libraries of the interpreters that may run the project; none where one of them is not known."""
    found = [library_folder(each) for each in environments]
    if not found:
        return usual_library_folders(version)
    known = [each for each in found if each is not None]
    return tuple(dict.fromkeys(known)) if len(known) == len(found) else ()


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
