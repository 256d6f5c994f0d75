"""Which files there are to be searched: a listing of all folders, and the files of an index beside it."""

import heapq
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from sansfil.core.retrieval import Skipped
from sansfil.core.searchable import SkipReason, reason_of_path
from sansfil.features.folders import Folders
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import FileEntry


@dataclass
class Listing:
    """All files by their paths as they are shown, those changed last at the end, with what is passed over
    and why; `head` is what was checked out before the files were listed."""

    head: str = ""
    entries: dict[str, FileEntry] = field(default_factory=dict[str, FileEntry])
    skipped: dict[str, str] = field(default_factory=dict[str, str])


def listing_of(world: IndexWorld) -> Listing:
    """Takes as long as git and the disk take."""
    listing, folders = Listing(head_of(world)), world.folders
    for found in itertools.chain.from_iterable(_listed(world, folders)):
        reason = _reason_of(found)
        if isinstance(found, FileEntry) and reason is None:
            listing.entries[found.path] = found
        else:
            listing.skipped[found.path] = reason or ""
    _leave_out(listing, world.max_files)
    entries = sorted(listing.entries.values(), key=lambda each: (each.modified_ns, each.path))
    listing.entries = {entry.path: entry for entry in entries}
    return listing


def head_of(world: IndexWorld) -> str:
    """What is checked out in the folders, in their order."""
    history = world.history
    return " ".join(history.head(root) for root in world.roots) if history is not None else ""


def _listed(world: IndexWorld, folders: Folders) -> Iterator[Iterable[FileEntry | Skipped]]:
    for root in folders.roots:
        inner = [
            f"{other.relative_to(root).as_posix()}/"
            for other in folders.roots
            if other != root and other.is_relative_to(root)
        ]
        yield _shown(world, folders, root, tuple(inner))


def _shown(
    world: IndexWorld, folders: Folders, root: Path, inner: tuple[str, ...]
) -> Iterator[FileEntry | Skipped]:
    """The files of one folder, without those of other folders in it."""
    for found in world.files.listed(root):
        if not found.path.startswith(inner):
            yield replace(found, path=folders.joined(root, found.path))


def _reason_of(found: FileEntry | Skipped) -> str | None:
    return found.why if isinstance(found, Skipped) else reason_of_path(found.path, found.size)


def _leave_out(listing: Listing, most: int) -> None:
    """Where there are too many, those that were changed last are worth most."""
    beyond = len(listing.entries) - most
    if beyond <= 0:
        return
    entries = listing.entries.values()
    for entry in heapq.nsmallest(beyond, entries, key=lambda each: each.modified_ns):
        del listing.entries[entry.path]
        listing.skipped[entry.path] = SkipReason.TOO_MANY
