"""What the saved files of a project import: read once for each version of a file."""

import time
from collections.abc import Iterator
from pathlib import Path

from sansfil.adapters.reading import content_below
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.resolving import strangers_in
from sansfil.core.grounding.scanning import imports_in, language_of
from sansfil.core.grounding.trees import Tree

MOST_FILES = 20_000
FILE_BYTES = 300_000
MOST_S = 20.0
_Version = tuple[int, int, tuple[str, ...]]


class SavedImports:
    """Of one project. Keeps the modules that each file imports by its time and size."""

    def __init__(self) -> None:
        self._known = dict[str, _Version]()

    def note_strangers(self, root: Path, facts: ProjectFacts) -> None:
        """Say to `facts` what its files import that they do not know. Blocks; what takes too long is left out."""
        known, end_s = dict[str, _Version](), time.monotonic() + MOST_S
        for path in _sources(facts.tree):
            version = self._version(root, path)
            if version is None:
                continue
            known[path] = version
            language = language_of(path)
            facts.strangers.note(path, strangers_in(language, path, version[2], facts))
            if time.monotonic() > end_s:
                break
        self._known = known

    def _version(self, root: Path, path: str) -> _Version | None:
        try:
            status = (root / path).lstat()
            known = self._known.get(path)
            if known and known[:2] == (status.st_mtime_ns, status.st_size):
                return known
            text = content_below(root, path, FILE_BYTES).decode("utf-8-sig")
        except (OSError, ValueError):
            return None
        modules = dict.fromkeys(each.module for each in imports_in(language_of(path), text))
        return status.st_mtime_ns, status.st_size, tuple(modules)


def _sources(tree: Tree) -> Iterator[str]:
    """The nearest to the root first, as many as are read."""
    count = 0
    for folder in sorted(tree.names, key=lambda each: (each.count("/"), each)):
        for name in sorted(tree.files(folder)):
            if not language_of(name) or name.endswith(".min.js"):
                continue
            count += 1
            if count > MOST_FILES:
                return
            yield f"{folder}/{name}" if folder else name
