"""What is known of the folders of a workspace, and by it what can be said of imports."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sansfil.core.grounding import Judgement, ProjectFacts, Sources
from sansfil.core.text import Cursor, Document
from sansfil.features.ground_folder import GroundFolder, OpenDocuments
from sansfil.ports.grounding import Manifests

log = logging.getLogger(__name__)

_MOST_MET = 10_000


@dataclass(frozen=True)
class GroundingLimits:
    """`settle_s` passes between a change and reading anew, and `rest` times as long as reading took;
    `deadline_s` bounds one reading of one folder, `every_s` is when everything is read without a change;
    `sources` outlines are kept."""

    settle_s: float = 1.0
    rest: float = 10.0
    deadline_s: float = 120.0
    every_s: float = 600.0
    sources: int = 4_000
    clock: Callable[[], float] = time.monotonic


@dataclass(frozen=True)
class Grounded:
    """A file as its folder's facts know it: `path` is POSIX and relative to the folder. `sources` read
    what they are asked about, so they are for threads."""

    facts: ProjectFacts
    path: str
    sources: Sources


def _nothing_open() -> Sequence[Document]:
    return ()


class Grounds:
    """One per workspace. `run` reads in the background; everything else answers at once, and until
    something has been read, nothing is judged."""

    def __init__(
        self,
        manifests: Manifests,
        roots: Sequence[Path],
        limits: GroundingLimits | None = None,
        open_documents: OpenDocuments = _nothing_open,
    ) -> None:
        self._manifests = manifests
        limits = self._limits = limits or GroundingLimits()
        # The inner one of nested folders knows a file better.
        self._roots = [
            GroundFolder(root, manifests, open_documents, limits.sources, limits.clock)
            for root in sorted(roots, key=lambda each: -len(each.parts))
        ]
        self._open_documents = open_documents
        # Documents by their names, and those of them whose imports are still to be read.
        self._met = set[str]()
        self._ahead = dict[str, Document]()
        self._stale = asyncio.Event()
        self._stale.set()
        self._wanting = asyncio.Event()
        self._settled = asyncio.Event()
        self._caught_up = asyncio.Event()
        self._caught_up.set()

    async def run(self) -> None:
        """Read, and read again what changes, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read_facts())
            tasks.create_task(self._read_sources())

    async def settled(self) -> None:
        """Wait until everything has been read once; needs `run` to be running."""
        await self._settled.wait()

    async def caught_up(self) -> None:
        """Wait until all that was unread when it was asked about has been read; needs `run` to be running."""
        await self._caught_up.wait()

    def facts_for(self, path: Path) -> Grounded | None:
        """What is known of the folder that holds `path`; None outside of all, or before it is read."""
        root = self._known_root(path)
        if root is None or root.facts is None:
            return None
        return Grounded(root.facts, path.relative_to(root.at).as_posix(), root.defined)

    def ground_at(self, cursor: Cursor) -> Callable[[str, int], Sequence[Judgement] | None]:
        """What judges a text that stands in the cursor's document. Never waits: names of a module that
        nobody has asked about yet are unread, and are judged once it has been read beside."""
        path = Path(cursor.document.path)
        root = self._known_root(path)
        if root is None:
            return _not_yet if self._will_know(path) else _nothing_known
        self._meet(cursor.document)
        return partial(root.judged_at_once, self._want, cursor.document)

    def judged(self, language: str, path: Path, text: str) -> Sequence[Judgement]:
        """Every import of a whole text, to be called in a thread: it reads the files that are asked about."""
        root = self._known_root(path)
        if root is None:
            return ()
        return root.judged(language, path.relative_to(root.at).as_posix(), text)

    def changed(self, paths: Iterable[Path]) -> None:
        """Files changed on disk, by whomever."""
        for path in paths:
            for root in self._roots:
                if path.is_relative_to(root.at) and root.forget(
                    path.relative_to(root.at).as_posix()
                ):
                    self._stale.set()

    def _known_root(self, path: Path) -> GroundFolder | None:
        known = (each for each in self._roots if each.facts is not None)
        return next((each for each in known if path.is_relative_to(each.at)), None)

    def _will_know(self, path: Path) -> bool:
        return any(not each.is_tried and path.is_relative_to(each.at) for each in self._roots)

    def opened(self, document: Document) -> None:
        """A document was opened: what it imports is read before somebody imports more of it."""
        self._meet(document)

    def _meet(self, document: Document) -> None:
        if document.uri in self._met or self._known_root(Path(document.path)) is None:
            return
        if len(self._met) >= _MOST_MET:
            self._met.clear()
        self._met.add(document.uri)
        self._ahead[document.uri] = document
        self._wanting.set()

    def _want(self) -> None:
        self._caught_up.clear()
        self._wanting.set()

    async def _read_facts(self) -> None:
        limits = self._limits
        while True:
            self._stale.clear()
            began = limits.clock()
            for root in self._roots:
                await self._refresh(root)
            self._settled.set()
            for document in self._open_documents():
                self._meet(document)
            took = limits.clock() - began
            try:
                async with asyncio.timeout(limits.every_s):
                    await self._stale.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(limits.settle_s + limits.rest * took)

    async def _refresh(self, root: GroundFolder) -> None:
        try:
            async with asyncio.timeout(self._limits.deadline_s):
                facts = await asyncio.to_thread(self._manifests.facts, root.at)
                # What is known at first is known sooner without the files' own imports.
                root.facts = root.facts or facts
                await asyncio.to_thread(self._manifests.note_strangers, root.at, facts)
                root.facts = facts
        except TimeoutError:
            log.warning("A folder is too slow to be read; its imports are not checked.")
        except Exception:
            log.exception("What a folder declares could not be read.")
        finally:
            root.is_tried = True

    async def _read_sources(self) -> None:
        while True:
            await self._wanting.wait()
            self._wanting.clear()
            for root in self._roots:
                await asyncio.to_thread(root.catch_up)
            if not self._wanting.is_set():
                self._caught_up.set()
            await self._read_ahead()

    async def _read_ahead(self) -> None:
        """One document after the other, as long as nobody waits for anything."""
        while self._ahead and not self._wanting.is_set():
            document = self._ahead.pop(next(iter(self._ahead)))
            root = self._known_root(Path(document.path))
            if root is not None:
                await asyncio.to_thread(root.read_ahead, document)


def _nothing_known(_text: str, _start: int) -> Sequence[Judgement]:
    return ()


def _not_yet(_text: str, _start: int) -> None:
    return None
