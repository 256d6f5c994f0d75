"""What the projects of a workspace declare, loaded beside the first keys: its patterns take a while to be
made ready."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.core.suggest import Ground
from sansfil.core.text import Cursor, Document

if TYPE_CHECKING:
    from sansfil.core.grounding import Judgement, Repair
    from sansfil.features.grounding import Grounds
    from sansfil.ports.grounding import Manifests

# In the order in which a prompt names them.
DIGESTED = ("python", "dart", "typescript")
SETTLED_S = 10.0
# A file is read in milliseconds; a disk that sleeps is not waited for by whoever types.
CAUGHT_UP_S = 0.25


def _nothing_open() -> Sequence[Document]:
    return ()


class GroundRoom:
    """One per set of folders; `manifests` is called when it is needed first, `open_documents` are what the
    editor has open at any time."""

    def __init__(
        self,
        manifests: "Callable[[], Manifests]",
        roots: Sequence[Path],
        open_documents: Callable[[], Iterable[Document]] = _nothing_open,
    ) -> None:
        self._manifests, self._roots = manifests, tuple(roots)
        self._open_documents = open_documents
        self._now: Grounds | None = None
        self._loaded = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        if not self._roots:
            return
        make = await asyncio.to_thread(_grounds)
        open_documents = self._open_documents
        grounds = self._now = make(self._manifests(), self._roots, open_documents=open_documents)
        self._loaded.set()
        await grounds.run()

    async def settled(self) -> None:
        """Wait until all is read, at most some seconds; needs `run` to be running."""
        if not self._roots:
            return
        try:
            async with asyncio.timeout(SETTLED_S):
                await self._loaded.wait()
                assert self._now is not None
                await self._now.settled()
        except TimeoutError:
            return

    async def caught_up(self) -> None:
        """Wait until what could not be judged yet has been read, at most a moment."""
        if self._now is None:
            return
        try:
            async with asyncio.timeout(CAUGHT_UP_S):
                await self._now.caught_up()
        except TimeoutError:
            return

    def ground_at(self, cursor: Cursor) -> Ground | None:
        """By what imports at this place are judged; None outside of all folders."""
        if self._now is not None:
            return self._now.ground_at(cursor)
        path = Path(cursor.document.path)
        return _not_yet if any(map(path.is_relative_to, self._roots)) else None

    def opened(self, document: Document) -> None:
        """What a document imports is read ahead."""
        if self._now is not None:
            self._now.opened(document)

    def file_changed(self, path: Path) -> None:
        if self._now is not None:
            self._now.changed([path])

    def judged(self, language: str, path: Path, text: str) -> "Sequence[Judgement]":
        """Every import of a whole text; reads files, so it is to be called in a thread."""
        return () if self._now is None else self._now.judged(language, path, text)

    def digest(self, languages: Sequence[str] = DIGESTED) -> str:
        """What the folders are written in and declare, for a prompt; empty before it is read."""
        if self._now is None:
            return ""
        from sansfil.core.grounding import manifest_digest  # many patterns

        found = [self._now.facts_for(root / "_") for root in self._roots]
        facts = [each.facts for each in found if each is not None]
        told = (manifest_digest(each, language) for each in facts for language in languages)
        return "\n".join(dict.fromkeys(filter(None, told)))

    def repair(self, answer: str) -> "Repair | None":
        """What a model is to be asked once more whose answer imports what is not there. An answer may be for
        any of the folders: an import that one of them knows is no invention. Reads files, so it is to be called
        in a thread."""
        from sansfil.core.grounding import repair  # the same

        found = [self._now.facts_for(root / "_") for root in self._roots] if self._now else []
        wanted = [repair(answer, each.facts, "", each.sources) for each in found if each]
        return None if not wanted or None in wanted else wanted[0]


def _grounds() -> "type[Grounds]":
    from sansfil.features.grounding import Grounds

    return Grounds


def _not_yet(_text: str, _start: int) -> None:
    return None
