"""Modules that a project's saved files import though nothing declares them and no file is there for them."""

from collections.abc import Iterable

Key = tuple[str, str]
"""The language and what files have in common that import the same: a package, or a module of the project's own."""


class Strangers:
    """What a person has written and saved is no invention where another file comes to it. Files are replaced one at
    a time, by one thread; others may ask meanwhile."""

    def __init__(self) -> None:
        self._by_file = dict[str, frozenset[Key]]()
        self._files = dict[Key, frozenset[str]]()

    def note(self, path: str, keys: Iterable[Key]) -> None:
        """All of the strangers in the file at `path`."""
        known, now = self._by_file.get(path, frozenset[Key]()), frozenset(keys)
        for key in known - now:
            self._files[key] = self._files[key] - {path}
        for key in now - known:
            self._files[key] = self._files.get(key, frozenset()) | {path}
        if now or known:
            self._by_file[path] = now

    def is_met(self, key: Key, path: str) -> bool:
        """Whether a file imports it that is not the one at `path`."""
        return not self._files.get(key, frozenset()) <= {path}
