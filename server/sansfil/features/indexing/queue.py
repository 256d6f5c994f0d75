"""Which file is worked on next."""

from collections.abc import Iterable

from sansfil.ports import FileEntry


class Queue:
    """Paths, each once. `busy` are those that were taken and not yet finished: they are not taken again
    before they are, so that a later content is written later."""

    def __init__(self) -> None:
        self.busy = set[str]()
        self.bytes = 0
        self._first = dict[str, None]()
        # With their sizes; the last one is taken first.
        self._others = dict[str, int]()

    def __len__(self) -> int:
        return len(self._first) + len(self._others)

    @property
    def has_free(self) -> bool:
        """Whether `taken` gives one."""
        return bool(self._others) or not self._first.keys() <= self.busy

    def put_first(self, path: str) -> None:
        """Before all others, in the order in which they came."""
        self._forget(path)
        self._first[path] = None

    def put_all(self, entries: Iterable[FileEntry]) -> None:
        """Behind those that must come first, but before what waits already, the last of them first."""
        for entry in entries:
            if entry.path in self.busy:
                self._first[entry.path] = None
            elif entry.path not in self._first:
                self._forget(entry.path)
                self._others[entry.path] = entry.size
                self.bytes += entry.size

    def drop(self, paths: Iterable[str]) -> None:
        for path in paths:
            self._forget(path)
            self._first.pop(path, None)

    def clear(self) -> None:
        self._first, self._others, self.bytes = {}, {}, 0

    def taken(self) -> str | None:
        """The next one, which is busy now; None where there is none that may be taken."""
        path = self._next()
        if path is not None:
            self.busy.add(path)
        return path

    def _next(self) -> str | None:
        for path in self._first:
            if path not in self.busy:
                del self._first[path]
                return path
        if not self._others:
            return None
        path, size = self._others.popitem()
        self.bytes -= size
        return path

    def _forget(self, path: str) -> None:
        self.bytes -= self._others.pop(path, 0)
