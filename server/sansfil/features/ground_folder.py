"""One folder of a workspace as imports see it: what it declares, and what its files and the open documents
define as far as somebody has asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sansfil.core.grounding import (
    ANYTHING,
    Defined,
    Judgement,
    ProjectFacts,
    defined,
    judged,
    with_files,
)
from sansfil.core.text import Document
from sansfil.ports.grounding import Manifests

LANGUAGES = {
    **dict.fromkeys((".py", ".pyi"), "python"),
    ".dart": "dart",
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
    **dict.fromkeys((".js", ".mjs", ".cjs"), "javascript"),
    ".tsx": "typescriptreact",
    ".jsx": "javascriptreact",
}
OpenDocuments = Callable[[], Iterable[Document]]
"""What the editor has open now."""


@dataclass(frozen=True)
class _Outline:
    """What a file defines, by the open document that says so, None for the file on disk."""

    document: Document | None
    defined: Defined


@dataclass(frozen=True)
class _Unsaved:
    """What `whole` is known of a folder with the open files at `paths`, of which `facts` know nothing."""

    facts: ProjectFacts
    paths: frozenset[str]
    whole: ProjectFacts


class GroundFolder:
    """`facts` are None until they have been read. What the editor has open counts before the disk.

    `want` is called when something is asked about that `catch_up` has to read first; at most
    `most_sources` outlines are kept.
    """

    def __init__(
        self, at: Path, manifests: Manifests, open_documents: OpenDocuments, most_sources: int
    ) -> None:
        self.at = at
        self.facts: ProjectFacts | None = None
        self.is_tried = False
        self._manifests, self._open_documents = manifests, open_documents
        self._most_sources = most_sources
        self._start = f"{at.as_posix().rstrip('/')}/"
        self._unsaved: _Unsaved | None = None
        self._sources = dict[str, _Outline]()
        self._wanted = dict[str, None]()

    def judged_at_once(
        self, want: Callable[[], None], document: Document, text: str, start: int
    ) -> Sequence[Judgement] | None:
        """By what has been read; None, or a judgement that is unread, where more is wanted first."""
        assert self.facts is not None, "the folder has been read"
        opened = self._opened()
        facts = self._known_with(opened, self.facts)
        if facts is None:
            want()
            return None
        path = Path(document.path).relative_to(self.at).as_posix()
        known = partial(self._known, want, opened)
        return judged(document.language, path, text, facts, known, start)

    def judged(self, language: str, path: str, text: str) -> Sequence[Judgement]:
        """Every import of a text; reads what it is asked about, so it is for a thread."""
        if self.facts is None:
            return ()
        return judged(language, path, text, self._read_with(self.facts), self.defined)

    def defined(self, path: str) -> Defined:
        """What the file at `path` defines; reads it, so it is for a thread."""
        document, found = self._opened().get(path), self._sources.get(path)
        if found is not None and found.document is document:
            return found.defined
        text = document.text if document else self._manifests.text_of(self.at, path)
        language = LANGUAGES.get(Path(path).suffix, "")
        says = ANYTHING if text is None else defined(language, text)
        if len(self._sources) >= self._most_sources:
            self._sources.clear()
        self._sources[path] = _Outline(document, says)
        return says

    def catch_up(self) -> None:
        """Read what was wanted, in a thread."""
        paths = tuple(self._wanted)
        self._wanted.clear()
        if self.facts is not None:
            self._read_with(self.facts)
        for path in paths:
            self.defined(path)

    def forget(self, path: str) -> bool:
        """The file at `path` has changed; whether that may change the facts. What is known and only says
        something else is read again when it is asked about."""
        self._sources.pop(path, None)
        is_source = Path(path).suffix in LANGUAGES
        is_known = self.facts is not None and self.facts.tree.has_file(path)
        still_there = (self.at / path).is_file()
        return not (is_source and is_known and still_there)

    def _known(
        self, want: Callable[[], None], opened: Mapping[str, Document], path: str
    ) -> Defined | None:
        found = self._sources.get(path)
        if found is not None and found.document is opened.get(path):
            return found.defined
        if len(self._wanted) < self._most_sources:
            self._wanted[path] = None
            want()
        return None

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
        if Path(path).suffix in LANGUAGES
        and not tree.has_file(path)
        and tree.has_folder(path.rpartition("/")[0])
    )
