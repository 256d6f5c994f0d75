"""The files of a folder that may be searched: git's list under the rules of other tools and of the settings."""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sansfil.adapters.reading import file_below, folder_is_linked
from sansfil.adapters.workspace import (
    FilesOnDisk,
    Found,
    Rules,
    children,
    found_below,
    matches,
    rules_in,
    spec_of,
)
from sansfil.core.learnable import Refusal
from sansfil.core.retrieval import Skipped
from sansfil.core.searchable import IGNORE_FILES, TOOL_FOLDERS, SkipReason
from sansfil.ports import FileEntry
from sansfil.ports.index import FileContent

_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_WILD = frozenset("*?[\\!")


class SearchableOnDisk:
    """Fits `SearchableFiles`. `include` and `exclude` are patterns as in a .gitignore at the root: what the
    first match is searched though it is ignored, what the second match never."""

    def __init__(self, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> None:
        self._include, self._exclude = tuple(include), spec_of(exclude)
        self._wanted = spec_of(self._include)

    def listed(self, root: Path) -> Iterator[FileEntry | Skipped]:
        wanted = dict(self._wanted_below(root))
        rules = _ToolRules(root).of
        for path, status in found_below(root):
            if path not in wanted:
                yield self._judged(path, status, rules)
        for path, status in wanted.items():
            yield self._judged(path, status, lambda _folder: ())

    def read(self, root: Path, path: str, most_bytes: int) -> FileContent | None:
        try:
            with file_below(root, path) as file:
                status = os.fstat(file.fileno())
                entry = FileEntry(path, status.st_size, status.st_mtime_ns)
                if status.st_size > most_bytes:
                    return FileContent(entry, Refusal.TOO_LARGE)
                content = file.read(most_bytes + 1)
        except (OSError, ValueError) as error:
            return _unreadable(root, path, error)
        return FileContent(entry, Refusal.TOO_LARGE if len(content) > most_bytes else content)

    def would_list(self, root: Path, path: str) -> bool:
        folder = path[: path.rfind("/") + 1]
        if not _may_be_file(root / path) or folder_is_linked(root, folder):
            return False
        if self._exclude.match_file(path):
            return False
        if self._wanted.match_file(path):
            return True
        if _is_of_a_tool(path) or matches(_ToolRules(root).of(folder), path):
            return False
        return not FilesOnDisk().is_ignored(root, root / path)

    def _judged(
        self, path: str, status: os.stat_result, rules: Callable[[str], Rules]
    ) -> FileEntry | Skipped:
        if stat.S_ISLNK(status.st_mode):
            return Skipped(path, SkipReason.LINK)
        if not stat.S_ISREG(status.st_mode):
            return Skipped(path, SkipReason.UNREADABLE)
        if self._exclude.match_file(path):
            return Skipped(path, SkipReason.EXCLUDED)
        if not self._wanted.match_file(path) and _is_of_a_tool(path):
            return Skipped(path, SkipReason.GENERATED)
        if matches(rules(path[: path.rfind("/") + 1]), path):
            return Skipped(path, SkipReason.IGNORED)
        return FileEntry(path, status.st_size, status.st_mtime_ns)

    def _wanted_below(self, root: Path) -> Iterator[Found]:
        """What `include` names, ignored or not; only folders that may hold it are entered."""
        for start in sorted({_literal(pattern) for pattern in self._include}):
            for path, status in _all_below(root, start):
                if self._wanted.match_file(path):
                    yield path, status


def _unreadable(root: Path, path: str, error: Exception) -> FileContent | None:
    """A file that is there but says nothing: its rights forbid it, or its disk is failing."""
    if isinstance(error, OSError) and error.errno in _GONE:
        return None
    try:
        status = (root / path).lstat()
    except (OSError, ValueError):
        return None
    entry = FileEntry(path, status.st_size, status.st_mtime_ns)
    return FileContent(entry, Refusal.UNREADABLE) if stat.S_ISREG(status.st_mode) else None


def _may_be_file(path: Path) -> bool:
    """Whether nothing lies there, or a regular file."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False


def _is_of_a_tool(path: str) -> bool:
    return not TOOL_FOLDERS.isdisjoint(path.split("/")[:-1])


def _literal(pattern: str) -> str:
    """The part of a pattern in front of its first wildcard, up to a folder; empty where it may match in
    any folder."""
    if "/" not in pattern.strip("/") and not pattern.startswith("/"):
        return ""
    parts = list[str]()
    for part in pattern.strip("/").split("/"):
        if not _WILD.isdisjoint(part) or part in ("", ".", ".."):
            break
        parts.append(part)
    return "/".join(parts)


def _all_below(root: Path, start: str) -> Iterator[Found]:
    """Ignored or not; folders of tools are entered only where `start` lies in them."""
    if start and folder_is_linked(root, start):
        return
    place = root / start
    if start and place.is_file():
        yield start, place.lstat()
        return
    waiting = [f"{start}/" if start else ""]
    while waiting:
        folder = waiting.pop()
        for name, status in children(root / folder):
            if not stat.S_ISDIR(status.st_mode):
                yield f"{folder}{name}", status
            elif name not in TOOL_FOLDERS:
                waiting.append(f"{folder}{name}/")


class _ToolRules:
    """The rules of other tools, read where they stand, and once."""

    def __init__(self, root: Path) -> None:
        self._root, self._known = root, dict[str, Rules]()

    def of(self, folder: str) -> Rules:
        """Those that hold in a folder (empty, or with `/` at its end), its parents' too."""
        known = self._known.get(folder)
        if known is not None:
            return known
        # Not by calling itself: folders may lie deeper than calls can.
        rules, parts = Rules(), folder.split("/")
        for depth in range(len(parts)):
            above = "".join(f"{part}/" for part in parts[:depth])
            if above not in self._known:
                self._known[above] = (*rules, *self._in(above))
            rules = self._known[above]
        return rules

    def _in(self, folder: str) -> Rules:
        there = f"{self._root}/{folder}"
        # Most folders have none, and there are thousands of them.
        names = [name for name in IGNORE_FILES if os.path.lexists(there + name)]
        return rules_in(self._root, folder, names) if names else ()
