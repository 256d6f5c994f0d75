"""Reads what a prompt may carry from elsewhere, in a thread; what must not be shown is not read."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sansfil.core.context_log import Chunk
from sansfil.core.imports import Outline, definitions
from sansfil.core.learnable import LearningLimits, Refusal, refusal_of_path, refusal_of_text
from sansfil.core.ngram.redaction import MARK, redact
from sansfil.core.sources import is_ignore_file
from sansfil.core.text import Document, terminator_of, without_terminator
from sansfil.core.trail import Stretch
from sansfil.ports import FileEntry, WorkspaceFiles

HIDDEN = "***"
OpenDocuments = Mapping[str, Document]


@dataclass(frozen=True)
class ReadingLimits:
    """Definitions have at most `characters_each` a module and `characters` in all, names passed on
    are followed `hops` times; reading ends after `seconds`; `ignored_for_s` is how long an answer of
    the ignore rules holds, `known` how many of these and of outlines are remembered."""

    characters_each: int = 1_000
    characters: int = 4_000
    hops: int = 2
    seconds: float = 2.0
    ignored_for_s: float = 30.0
    known: int = 500


class ContextReader:
    """For one thread at a time; paths of chunks are absolute."""

    def __init__(
        self,
        files: WorkspaceFiles,
        roots: Sequence[Path],
        clock: Callable[[], float] = time.monotonic,
        limits: ReadingLimits | None = None,
    ) -> None:
        self._files, self._roots, self.clock = files, tuple(roots), clock
        self.limits = limits or ReadingLimits()
        self._ignored: dict[Path, tuple[float, bool]] = {}
        self._outlines: dict[tuple[str, int, tuple[str, ...], int], Outline] = {}

    def forget_ignored(self) -> None:
        """The ignore rules have changed."""
        self._ignored = {}

    def shown(self, stretch: Stretch) -> list[Chunk]:
        """The lines of a stretch, if others may see its document."""
        document = stretch.document
        root = None if is_ignore_file(document.path) else self.root_of(document.path)
        if root is None or self._is_refused(root, document.path, document.text):
            return []
        text = "".join(map(redacted, document.lines[stretch.first : stretch.end]))
        return [Chunk(document.path, text, stretch.first)] if text.strip() else []

    def text_at(self, root: Path, path: str, others: OpenDocuments) -> str | None:
        """What the file at `path` below `root` says, None where there is none to be seen."""
        place = root / path
        if refusal_of_path(path, 0, LearningLimits()) is not None:
            return None
        document = others.get(place.as_posix())
        text = document.text if document else self._files.text_of(root, FileEntry(path, 0, 0))
        if isinstance(text, Refusal) or self._is_refused(root, place.as_posix(), text):
            return None
        return text

    def outline(self, language: str, text: str, names: tuple[str, ...], limit: int) -> Outline:
        """As `definitions` does, once for the same text."""
        asked = (language, hash(text), names, limit)
        if asked not in self._outlines:
            if len(self._outlines) >= self.limits.known:
                self._outlines = {}
            self._outlines[asked] = definitions(language, text, names, limit)
        return self._outlines[asked]

    def root_of(self, path: str) -> Path | None:
        within = (root for root in self._roots if path and Path(path).is_relative_to(root))
        return next(within, None)

    def _is_refused(self, root: Path, path: str, text: str) -> bool:
        limits = LearningLimits()
        relative = Path(path).relative_to(root).as_posix()
        refusal = refusal_of_path(relative, len(text), limits) or refusal_of_text(text, limits)
        return refusal is not None or self._is_ignored(root, Path(path))

    def _is_ignored(self, root: Path, path: Path) -> bool:
        now = self.clock()
        until, is_ignored = self._ignored.get(path, (now, False))
        if until <= now:
            if len(self._ignored) >= self.limits.known:
                self._ignored = {}
            is_ignored = self._files.is_ignored(root, path)
            self._ignored[path] = (now + self.limits.ignored_for_s, is_ignored)
        return is_ignored


def redacted(line: str) -> str:
    """The line with stars for what looks like a secret in it."""
    said = without_terminator(line)
    return redact(said).replace(MARK, HIDDEN) + terminator_of(line)
