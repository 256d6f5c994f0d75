"""The documents that the editor has open, and why some of them are not followed."""

from collections.abc import Iterator
from dataclasses import dataclass

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.text import Document, LineSplice, Position, replaced, rewritten, split_lines
from sansfil.core.trigger import TriggerLimits, obstacle_of_size, phrase_of_size


@dataclass(frozen=True)
class Buffer:
    """What the editor opened: `path` is absolute and POSIX, empty where there is no file."""

    uri: str
    path: str
    language: str


@dataclass(frozen=True)
class Unfollowed:
    """A document that is open in the editor but not followed, and why."""

    file: Buffer
    why: Phrase


Edit = tuple[Document, LineSplice]


class OpenDocuments:
    """By URI, each at its last version. Positions are clamped."""

    def __init__(self, limits: TriggerLimits | None = None) -> None:
        self._limits = limits or TriggerLimits()
        self._known: dict[str, Document | Unfollowed] = {}

    def __iter__(self) -> Iterator[Document]:
        # At once, because threads look too.
        everything = tuple(self._known.values())
        return iter([known for known in everything if isinstance(known, Document)])

    def at(self, uri: str) -> Document | None:
        """The document, if it is followed."""
        known = self._known.get(uri)
        return known if isinstance(known, Document) else None

    def in_reach(self, uri: str) -> Document | Phrase:
        """The document, if there may be suggestions in it, or why there are none."""
        known = self._known.get(uri)
        if known is None:
            return phrase("silence.not_open")
        if isinstance(known, Unfollowed):
            return known.why
        return obstacle_of_size(known.characters, self._limits) or known

    def is_too_large(self, document: Document) -> bool:
        """Whether it is kept, but nothing is learned from it nor suggested in it."""
        return obstacle_of_size(document.characters, self._limits) is not None

    def open(self, file: Buffer, version: int, text: str) -> Document | None:
        """None where the text is too large to be kept."""
        if len(text) > self._limits.kept_characters:
            self._known[file.uri] = Unfollowed(file, phrase_of_size(len(text), self._limits))
            return None
        document = Document(file.uri, file.path, file.language, version, split_lines(text))
        self._known[file.uri] = document
        return document

    def replace(
        self, uri: str, start: Position, end: Position, text: str, version: int
    ) -> Edit | None:
        """What an edit made of the document; None where it is not followed."""
        document = self.at(uri)
        if document is None:
            return None
        return self._edited(replaced(document, start, end, text, version))

    def rewrite(self, uri: str, text: str, version: int) -> Edit | Document | None:
        """An edit, or the document as if just opened where it was not followed before."""
        known = self._known.get(uri)
        if known is None:
            return None
        if isinstance(known, Unfollowed):
            return self.open(known.file, version, text)
        return self._edited(rewritten(known, text, version))

    def close(self, uri: str) -> bool:
        """Whether it was open."""
        return self._known.pop(uri, None) is not None

    def _edited(self, edit: Edit) -> Edit:
        document, _ = edit
        self._known[document.uri] = document
        return edit
