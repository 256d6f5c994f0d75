"""Every file of a project by its folder, ignored ones too, without what others install or build."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.core.grounding.trees import Tree

MOST_FILES = 300_000
_NEVER = frozenset(
    ".git .hg .svn .jj node_modules __pycache__ .dart_tool .tox .nox .mypy_cache .ruff_cache .pytest_cache"
    " .gradle .idea .next .nuxt .svelte-kit .turbo .parcel-cache .cache .angular .expo .pub-cache .pub Pods"
    " site-packages .eggs .terraform .yarn .pnpm-store bower_components .hypothesis .ipynb_checkpoints".split()
)
# What a build fills, beside the manifest of whoever builds.
_BUILT = {
    "build": ("pubspec.yaml", "build.gradle", "build.gradle.kts"),
    "target": ("Cargo.toml", "pom.xml"),
}
_ENVIRONMENT = "pyvenv.cfg"


@dataclass
class Walked:
    """A tree, the folders of Python environments and those with `node_modules` in it."""

    names: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    links: set[str] = field(default_factory=set[str])
    environments: list[str] = field(default_factory=list[str])
    modules: list[str] = field(default_factory=list[str])
    is_whole: bool = True

    def tree(self, ignores: Callable[[str], bool]) -> Tree:
        tree = Tree(self.names, frozenset(self.links), self.is_whole, ignores)
        # Found out here, not at somebody's key.
        tree.inside("")
        return tree


def walked(root: Path, most_files: int = MOST_FILES) -> Walked:
    """What lies below `root`; links are named, not followed. What cannot be read is not there."""
    result, waiting, count = Walked(), [""], 0
    while waiting:
        folder = waiting.pop()
        files, folders = _children(root, folder, result)
        if _ENVIRONMENT in files and folder:
            result.environments.append(folder)
            continue
        count += len(files)
        if count > most_files:
            result.is_whole = False
            return result
        if files:
            result.names[folder] = frozenset(files)
        waiting += _wanted(folder, files, folders, result)
    return result


def _wanted(folder: str, files: set[str], folders: list[str], result: Walked) -> Iterator[str]:
    for name in folders:
        path = f"{folder}/{name}" if folder else name
        if name == "node_modules":
            result.modules.append(folder)
        elif name not in _NEVER and files.isdisjoint(_BUILT.get(name, ())):
            yield path


def _children(root: Path, folder: str, result: Walked) -> tuple[set[str], list[str]]:
    files, folders = set[str](), list[str]()
    try:
        with os.scandir(root / folder) as entries:
            for entry in entries:
                if entry.is_symlink():
                    result.links.add(f"{folder}/{entry.name}" if folder else entry.name)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif entry.is_file(follow_symlinks=False):
                    files.add(entry.name)
    except OSError:
        pass
    return files, folders
