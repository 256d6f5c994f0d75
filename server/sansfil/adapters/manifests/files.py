"""Texts of a project's files, as far as they can be read; no link is followed."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from sansfil.adapters.manifests.walking import Walked
from sansfil.adapters.reading import content_below

MOST_FILES = 2_000
MANIFEST_BYTES = 4_000_000
LOCK_BYTES = 40_000_000


def text_below(root: Path, path: str, most_bytes: int = MANIFEST_BYTES) -> str:
    """The text of the file at `path`, empty where it cannot be read."""
    return readable_below(root, path, most_bytes) or ""


def readable_below(root: Path, path: str, most_bytes: int) -> str | None:
    """The text of the file at `path`, None where it cannot be read."""
    try:
        return content_below(root, path, most_bytes).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return None


def named(found: Walked, is_meant: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Folders and names of the files whose names are meant; the highest folders first."""
    pairs = (
        (folder, name)
        for folder, names in sorted(found.names.items(), key=lambda each: each[0].count("/"))
        for name in sorted(names)
        if is_meant(name)
    )
    return islice(pairs, MOST_FILES)


def at(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
