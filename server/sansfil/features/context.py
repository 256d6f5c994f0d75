"""Follows what the user does and hands on the code from elsewhere that a prompt may carry."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
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
    are told again to an engine that is opened later; `clock` tells seconds."""

    trail: TrailKnobs = field(default_factory=TrailKnobs)
    reading: ReadingLimits = field(default_factory=ReadingLimits)
    clock: Callable[[], float] = time.monotonic
    deadline_s: float = 5.0
    jobs: int = 64
    remembered: int = 32


@dataclass(frozen=True)
class _Definitions:
    """The job to read what the document of this URI imports."""

    uri: str


_Job = Stretch | _Definitions


class ContextFollower:
    """Told of every event; `run` reads in the background and logs, in the order of the events."""

    def __init__(
        self,
        files: WorkspaceFiles,
        roots: Sequence[Path],
        log: Callable[[Chunk], None],
        document_of: Callable[[str], Document | None],
        limits: ContextLimits | None = None,
    ) -> None:
        self._log, self._document_of = log, document_of
        self._limits = limits or ContextLimits()
        self._clock = self._limits.clock
        self._reader = ContextReader(files, roots, self._clock, self._limits.reading)
        self._trail = Trail(self._limits.trail)
        self._open: set[str] = set()
        self._current = ""
        self._import_line: int | None = None
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
        reading = self._reading(job)
        if reading is None:
            return
        try:
            async with asyncio.timeout(self._limits.deadline_s):
                chunks = await asyncio.to_thread(reading)
        except TimeoutError:
            return
        for chunk in chunks:
            self._recent.append(chunk)
            self._log(chunk)

    def _reading(self, job: _Job) -> Callable[[], list[Chunk]] | None:
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
