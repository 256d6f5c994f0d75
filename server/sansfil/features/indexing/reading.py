"""One file as it is now: its text, or why it is not searched; what an open document says wins over the disk."""

from dataclasses import dataclass

from sansfil.core.chunks import language_of
from sansfil.core.learnable import Refusal
from sansfil.core.searchable import (
    MOST_BYTES,
    SkipReason,
    reason_of_path,
    reason_of_reading,
    reason_of_text,
    text_of,
)
from sansfil.features.indexing.digesting import blob_of
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import FileEntry
from sansfil.ports.index import FileContent, IndexedFile


@dataclass(frozen=True)
class FileText:
    """A file with its row. `text` is empty where the row says why it is not searched."""

    file: IndexedFile
    text: str = ""


class Reader:
    """Reads by paths as they are shown."""

    def __init__(self, world: IndexWorld) -> None:
        self._world, self._folders = world, world.folders
        # Of open documents, where these say something else than the disk did.
        self.typed = dict[str, str]()

    def current(self, path: str) -> str | None:
        """What the file says now; None where it cannot be read."""
        typed = self.typed.get(path)
        if typed is not None:
            return typed
        found = self._found(path)
        text = None if found is None else _text_of(found)
        return None if isinstance(text, SkipReason) else text

    def read(self, path: str) -> FileText | None:
        """The file on the disk; None where it is gone."""
        found = self._found(path)
        if found is None:
            return None
        text = reason_of_path(path, found.entry.size) or _text_of(found)
        if isinstance(text, SkipReason):
            return FileText(self._row(path, found.entry, why=text))
        return self._judged(path, text, found.entry)

    def typed_file(self, path: str) -> FileText:
        """The file as the open document says."""
        return self._judged(path, self.typed[path], FileEntry(path, 0, 0))

    def _judged(self, path: str, text: str, entry: FileEntry) -> FileText:
        reason = reason_of_text(path, text)
        if reason is not None:
            return FileText(self._row(path, entry, why=reason))
        return FileText(self._row(path, entry, blob=blob_of(text)), text)

    def _found(self, path: str) -> FileContent | None:
        place = self._folders.placed(path)
        return None if place is None else self._world.files.read(*place, MOST_BYTES)

    def _row(self, path: str, entry: FileEntry, blob: str = "", why: str = "") -> IndexedFile:
        """A file that was written to just now may be written to again within the same tick of its file
        system's clock: its time is taken for none, so that it is read once more."""
        is_settled = self._world.wall_ns() - entry.modified_ns > self._world.knobs.tick_ns
        modified_ns = entry.modified_ns if is_settled else 0
        language = "" if why else language_of(path)
        return IndexedFile(path, entry.size, modified_ns, blob, language=language, why=why)


def _text_of(found: FileContent) -> str | SkipReason:
    content = found.content
    return reason_of_reading(content) if isinstance(content, Refusal) else text_of(content)
