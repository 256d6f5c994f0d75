"""Which files a project has, ignored ones too: generated code is imported like any other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

_DEEPEST = 4


def nothing_ignored(_path: str) -> bool:
    """Where no ignore file says anything."""
    return False


@dataclass(frozen=True)
class Tree:
    """`names` are the files of each folder by its path, which has no slash at its end and is empty for
    the root. `links` are symbolic links, which are not followed; `is_whole` claims that nothing more is there
    but what was passed over by name."""

    names: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    links: frozenset[str] = frozenset()
    is_whole: bool = True
    ignores: Callable[[str], bool] = nothing_ignored

    def has_file(self, path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return name in self.names.get(folder, ())

    def has_folder(self, path: str) -> bool:
        return path in self.folders

    def files(self, folder: str) -> frozenset[str]:
        return self.names.get(folder, frozenset())

    def is_uncertain(self, path: str) -> bool:
        """Whether something may be at `path`, or be made there, though it was not seen."""
        if not self.is_whole or self.is_linked(path):
            return True
        if not self.ignores(path):
            return False
        # A folder that is ignored and has been filled is as it will be.
        folder = path.rpartition("/")[0]
        return not self.has_folder(folder) or not folder or not self.ignores(f"{folder}/")

    def is_linked(self, path: str) -> bool:
        """Whether a link, which is not followed, leads there."""
        return bool(self.links) and any(each in self.links for each in above(path))

    def inside(self, folder: str) -> frozenset[str]:
        """The names of the folders in `folder`."""
        return self._children.get(folder, frozenset())

    def has_code_of(self, folder: str, suffixes: tuple[str, ...]) -> bool:
        """Whether files with these suffixes lie in `folder`, or not far below it."""
        waiting = [(folder, 0)]
        while waiting:
            at, depth = waiting.pop()
            if any(name.endswith(suffixes) for name in self.files(at)):
                return True
            if depth < _DEEPEST:
                waiting += [(f"{at}/{name}".lstrip("/"), depth + 1) for name in self.inside(at)]
        return False

    @cached_property
    def _children(self) -> Mapping[str, frozenset[str]]:
        found = dict[str, set[str]]()
        for folder in self.folders - {""}:
            parent, _, name = folder.rpartition("/")
            found.setdefault(parent, set()).add(name)
        return {folder: frozenset(names) for folder, names in found.items()}

    @cached_property
    def folders(self) -> frozenset[str]:
        """Those with files in them, or in folders below."""
        found = {""}
        for folder in self.names:
            at = folder
            while at not in found:
                found.add(at)
                at = at.rpartition("/")[0]
        return frozenset(found)


def above(path: str) -> Iterator[str]:
    """`path` and the folders that hold it, the root not."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def folders_of(path: str) -> Iterator[str]:
    """The folders that hold the file at `path`, the nearest first, the root last."""
    folder = path.rpartition("/")[0]
    yield from above(folder)
    yield ""


def joined(folder: str, relative: str) -> str | None:
    """`relative` seen from `folder`, None where that leaves the project."""
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
