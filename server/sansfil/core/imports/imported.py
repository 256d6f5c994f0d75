"""An import and the places its module may lie at, with the paths they are made of."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Import:
    """`names` of `module`, as they are called there; none means the whole module.

    `level` counts the dots of a relative import of Python, and is 0 elsewhere.
    """

    module: str
    names: tuple[str, ...] = ()
    level: int = 0


@dataclass(frozen=True)
class Place:
    """A file to try: `path` is POSIX and relative to the workspace; look for `names` there.

    Without names, its whole content is meant; where it `stands_for` one of the imported names, that
    name is then found.
    """

    path: str
    names: tuple[str, ...] = ()
    stands_for: str = ""


def folder_of(path: str) -> str:
    """The folder of `path` with a slash behind it, empty for the workspace itself."""
    return path[: path.rfind("/") + 1]


def folders_above(path: str, most: int = 12) -> Iterator[str]:
    """The folders that hold `path`, the nearest first, each with a slash behind it."""
    folder = folder_of(path)
    for _ in range(most):
        yield folder
        if not folder:
            return
        folder = folder_of(folder[:-1])


def joined(folder: str, relative: str) -> str | None:
    """`relative` seen from `folder`, with a slash behind it or not; None where it leaves the workspace."""
    parts: list[str] = []
    for part in f"{folder}/{relative}".split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
