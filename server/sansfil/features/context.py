"""Follows what the user does and hands on the code from elsewhere that a prompt may carry."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sansfil.core.context_log import Chunk
from sansfil.core.imports import may_import, speaks
from sansfil.core.text import Cursor, Document, LineSplice
from sansfil.core.trail import Stretch, Trail, TrailKnobs
from sansfil.features.context_imports import definitions_behind
from sansfil.features.context_reading import ContextReader, ReadingLimits
from sansfil.ports import WorkspaceFiles

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ContextLimits:
    """`deadline_s` bounds one reading; `jobs` wait at most, the oldest give way; `remembered` chunks
    are told again to an engine that is opened later; `clock` tells seconds. What is around the cursor
    is looked for again `far` lines away."""

    trail: TrailKnobs = field(default_factory=TrailKnobs)
    reading: ReadingLimits = field(default_factory=ReadingLimits)
    clock: Callable[[], float] = time.monotonic
    deadline_s: float = 5.0
    jobs: int = 64
    remembered: int = 32
    far: int = 30


Around = Callable[[Document, int], Awaitable[Sequence[Chunk]]]
"""Code of elsewhere that is about the same as the code around a line (0-based) of a document."""


async def nothing_around(_document: Document, _line: int) -> Sequence[Chunk]:
    return ()


@dataclass(frozen=True)
class Exchange:
    """Where chunks go, and where documents, by their URIs, and what is around come from."""

    log: Callable[[Chunk], None]
    document_of: Callable[[str], Document | None]
    around: Around = nothing_around


@dataclass(frozen=True)
class _Neighbours:
    """The job to find what is about the same as the code around a line."""

    uri: str
    line: int


@dataclass(frozen=True)
class _Definitions:
    """The job to read what the document of this URI imports."""

    uri: str


_Job = Stretch | _Definitions | _Neighbours


class ContextFollower:
    """Told of every event; `run` reads in the background and logs, in the order of the events."""

    def __init__(
        self,
        files: WorkspaceFiles,
        roots: Sequence[Path],
        exchange: Exchange,
        limits: ContextLimits | None = None,
    ) -> None:
        self._log, self._document_of = exchange.log, exchange.document_of
        self._around = exchange.around
        self._limits = limits or ContextLimits()
        self._clock = self._limits.clock
        self._reader = ContextReader(files, roots, self._clock, self._limits.reading)
        self._trail = Trail(self._limits.trail)
        self._open: set[str] = set()
        self._current = ""
        self._import_line: int | None = None
        self._looked_at: tuple[str, int] | None = None
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue()
        self._waiting: set[str] = set()
        self._recent: deque[Chunk] = deque(maxlen=self._limits.remembered)

    # What happens

    def opened(self, document: Document) -> None:
        self._open.add(document.uri)
        self._read_imports(document)

    def changed(self, document: Document, splice: LineSplice) -> None:
        """`document` is what the splice made of it."""
        self._put(self._trail.changed(document, splice, self._clock()))
        self._come_to(document, splice.first)
        if may_import(document.language, splice.lines):
            self._import_line = splice.first

    def moved(self, cursor: Cursor) -> None:
        self._put(self._trail.moved(cursor, self._clock()))
        self._come_to(cursor.document, cursor.position.line)

    def saved(self, document: Document) -> None:
        self._put(self._trail.saved(document))
        self._read_imports(document)

    def closed(self, uri: str) -> None:
        self._put(self._trail.closed(uri, self._clock()))
        self._open.discard(uri)

    def ignore_rules_changed(self) -> None:
        self._reader.forget_ignored()

    def tell_again(self) -> None:
        """Log once more what was logged last: whoever listens has begun anew."""
        for chunk in self._recent:
            self._log(chunk)

    # What comes of it

    async def run(self) -> None:
        """Read and log until cancelled."""
        while True:
            job = await self._jobs.get()
            self._begun(job)
            try:
                await self._do(job)
            except Exception:
                log.exception("What is around the edited code could not be read.")
            finally:
                self._jobs.task_done()

    async def settled(self) -> None:
        """Wait until everything that happened so far has been read; needs `run` to be running."""
        await self._jobs.join()

    async def _do(self, job: _Job) -> None:
        try:
            async with asyncio.timeout(self._limits.deadline_s):
                chunks = await self._chunks_of(job)
        except TimeoutError:
            return
        for chunk in chunks:
            self._recent.append(chunk)
            self._log(chunk)

    async def _chunks_of(self, job: _Job) -> Sequence[Chunk]:
        if isinstance(job, _Neighbours):
            document = self._document_of(job.uri)
            return () if document is None else await self._around(document, job.line)
        reading = self._reading(job)
        return () if reading is None else await asyncio.to_thread(reading)

    def _reading(self, job: Stretch | _Definitions) -> Callable[[], list[Chunk]] | None:
        if isinstance(job, Stretch):
            return partial(self._reader.shown, job)
        document = self._document_of(job.uri)
        if document is None:
            return None
        found = filter(None, map(self._document_of, self._open))
        return partial(
            definitions_behind, self._reader, document, {each.path: each for each in found}
        )

    def _come_to(self, document: Document, line: int) -> None:
        """Read imports anew in another file, or when the line that imports is left."""
        is_elsewhere = document.uri != self._current
        is_done = self._import_line is not None and line != self._import_line
        self._current = document.uri
        if is_elsewhere or is_done:
            self._read_imports(document)
        self._look_around(document, line)

    def _look_around(self, document: Document, line: int) -> None:
        uri, looked_at = self._looked_at or ("", 0)
        if uri != document.uri or abs(line - looked_at) >= self._limits.far:
            self._looked_at = (document.uri, line)
            self._put([_Neighbours(document.uri, line)])

    def _read_imports(self, document: Document) -> None:
        self._import_line = None
        if speaks(document.language) and document.uri not in self._waiting:
            self._waiting.add(document.uri)
            self._put([_Definitions(document.uri)])

    def _put(self, jobs: Iterable[_Job]) -> None:
        for job in jobs:
            if self._jobs.qsize() >= self._limits.jobs:
                self._begun(self._jobs.get_nowait())
                self._jobs.task_done()
            self._jobs.put_nowait(job)

    def _begun(self, job: _Job) -> None:
        if isinstance(job, _Definitions):
            self._waiting.discard(job.uri)
