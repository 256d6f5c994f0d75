"""One folder of a workspace as imports see it: what it declares, and what its files and the open documents
define as far as somebody has asked."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sansfil.core.grounding import (
    ANYTHING,
    Defined,
    Judgement,
    Outside,
    ProjectFacts,
    defined,
    imports_in,
    judged,
    language_of,
    strangers_in,
    with_files,
)
from sansfil.core.text import Document
from sansfil.ports.grounding import Manifests

REVIEWED_S = 60.0
OpenDocuments = Callable[[], Iterable[Document]]
"""What the editor has open now."""


@dataclass(frozen=True)
class _Outline:
    """What a file defines, by the open document that says so, None for the file on disk; for a module outside
    of the project, when that was found out."""

    document: Document | None
    defined: Defined
    at_s: float = 0.0


@dataclass(frozen=True)
class _Unsaved:
    """What `whole` is known of a folder with the open files at `paths`, of which `facts` know nothing."""

    facts: ProjectFacts
    paths: frozenset[str]
    whole: ProjectFacts


class GroundFolder:
    """`facts` are None until they have been read. What the editor has open counts before the disk.

    `want` is called when something is asked about that `catch_up` has to read first; at most
    `most_sources` outlines are kept. What lies outside is looked at again `REVIEWED_S` later, beside the answer.
    """

    def __init__(
        self,
        at: Path,
        manifests: Manifests,
        open_documents: OpenDocuments,
        most_sources: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.at = at
        self.facts: ProjectFacts | None = None
        self.is_tried = False
        self._manifests, self._open_documents = manifests, open_documents
        self._most_sources, self._clock = most_sources, clock
        self._start = f"{at.as_posix().rstrip('/')}/"
        self._unsaved: _Unsaved | None = None
        self._sources = dict[str | Outside, _Outline]()
        self._wanted = dict[str | Outside, None]()
        self._saved = dict[str, None]()

    def judged_at_once(
        self, want: Callable[[], None], document: Document, text: str, start: int
    ) -> Sequence[Judgement] | None:
        """By what has been read; None, or a judgement that is unread, where more is wanted first."""
        assert self.facts is not None, "the folder has been read"
        opened = self._opened()
        facts = self._known_with(opened, self.facts)
        if facts is None or self._saved:
            want()
        if facts is None:
            return None
        path = Path(document.path).relative_to(self.at).as_posix()
        known = partial(self._known, want, opened)
        return judged(document.language, path, text, facts, known, start)

    def judged(self, language: str, path: str, text: str) -> Sequence[Judgement]:
        """Every import of a text; reads what it is asked about, so it is for a thread."""
        if self.facts is None:
            return ()
        return judged(language, path, text, self._read_with(self.facts), self.defined)

    def defined(self, source: str | Outside) -> Defined:
        """What the file at a path, or a module outside, defines; reads it, so it is for a thread."""
        document = None if isinstance(source, Outside) else self._opened().get(source)
        found = self._sources.get(source)
        if found is not None and found.document is document and not self._is_old(source, found):
            return found.defined
        says = self._read(source, document)
        if len(self._sources) >= self._most_sources:
            self._sources.clear()
        self._sources[source] = _Outline(document, says, self._clock())
        return says

    def _read(self, source: str | Outside, document: Document | None) -> Defined:
        if isinstance(source, Outside):
            assert self.facts is not None, "it was judged by them"
            return self._manifests.defined_outside(self.at, self.facts, source)
        text = document.text if document else self._manifests.text_of(self.at, source)
        return ANYTHING if text is None else defined(language_of(source), text)

    def _is_old(self, source: str | Outside, found: _Outline) -> bool:
        """Whether it may have been installed anew, of which nobody tells."""
        return isinstance(source, Outside) and self._clock() > found.at_s + REVIEWED_S

    def catch_up(self) -> None:
        """Read what was wanted, in a thread."""
        wanted = tuple(self._wanted)
        self._wanted.clear()
        saved = [self._saved.popitem()[0] for _ in range(len(self._saved))]
        if self.facts is not None:
            for path in saved:
                self._note_saved(path, self.facts)
            self._read_with(self.facts)
            for source in wanted:
                self.defined(source)

    def _note_saved(self, path: str, facts: ProjectFacts) -> None:
        """What a file that was saved imports now."""
        language, text = language_of(path), self._manifests.text_of(self.at, path)
        modules = [each.module for each in imports_in(language, text or "")]
        facts.strangers.note(path, strangers_in(language, path, modules, facts))

    def read_ahead(self, document: Document) -> None:
        """What a document imports, so that nobody waits for it later; in a thread."""
        self.judged(document.language, document.path.removeprefix(self._start), document.text)

    def forget(self, path: str) -> bool:
        """The file at `path` has changed; whether that may change the facts. What is known and only says
        something else is read again when it is asked about."""
        self._sources.pop(path, None)
        is_source = language_of(path) != ""
        is_known = self.facts is not None and self.facts.tree.has_file(path)
        still_there = (self.at / path).is_file()
        if is_source and is_known and still_there:
            self._saved[path] = None
            return False
        return True

    def _known(
        self, want: Callable[[], None], opened: Mapping[str, Document], source: str | Outside
    ) -> Defined | None:
        found = self._sources.get(source)
        document = None if isinstance(source, Outside) else opened.get(source)
        known = found if found is not None and found.document is document else None
        is_wanted = known is None or self._is_old(source, known)
        if is_wanted and len(self._wanted) < self._most_sources:
            self._wanted[source] = None
            want()
        return None if known is None else known.defined

    def _opened(self) -> Mapping[str, Document]:
        """The open documents of this folder by their paths in it."""
        documents = [each for each in self._open_documents() if each.path.startswith(self._start)]
        return {each.path.removeprefix(self._start): each for each in documents}

    def _known_with(self, opened: Iterable[str], facts: ProjectFacts) -> ProjectFacts | None:
        """With the open files that are not on disk, None where a thread has to find out first."""
        paths, known = _unsaved_paths(facts, opened), self._unsaved
        if not paths:
            return facts
        is_current = known is not None and known.facts is facts and known.paths == paths
        return known.whole if known is not None and is_current else None

    def _read_with(self, facts: ProjectFacts) -> ProjectFacts:
        opened = self._opened()
        known = self._known_with(opened, facts)
        if known is None:
            paths = _unsaved_paths(facts, opened)
            known = with_files(facts, paths)
            self._unsaved = _Unsaved(facts, paths, known)
        return known


def _unsaved_paths(facts: ProjectFacts, opened: Iterable[str]) -> frozenset[str]:
    """New source files in folders that were walked: what others installed was not."""
    tree = facts.tree
    return frozenset(
        path
        for path in opened
        if language_of(path)
        and not tree.has_file(path)
        and tree.has_folder(path.rpartition("/")[0])
    )
