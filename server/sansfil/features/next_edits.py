"""Offers the places that follow from an edit by hand, one after the other."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sansfil.core.next_edit import (
    LONGEST_LIFE_S,
    Edit,
    Finding,
    Offer,
    Pending,
    Place,
    Recalled,
    Renamed,
    Run,
    Steps,
    begun,
    continued,
    edit_of,
    may_follow,
    pending,
    tongue_of,
)
from sansfil.core.text import Document, LineSplice, Position

T = TypeVar("T")
PAUSE_S = 0.6
SLICE_S = 0.002


@dataclass(frozen=True)
class NextEdit:
    """An offer in its document as it is now."""

    document: Document
    offer: Offer


Announce = Callable[[NextEdit | None], None]


class _Search(Protocol):
    """`core/next_edit/search`."""

    def found(self, before: Document, after: Document) -> Steps[Finding | None]: ...

    def found_elsewhere(
        self, document: Document, wanted: Renamed | Recalled
    ) -> Steps[tuple[Place, ...]]: ...


def _search() -> _Search:
    """Loading it takes longer than the event loop may be held up."""
    from sansfil.core.next_edit import search

    return search


class NextEdits:
    """Follows the open documents while `is_wanted`; `announce` must return at once.

    A key costs the line it is in. A whole document is read when a word is left or after a pause of
    `pause_s`, in slices between which other work goes on.
    """

    def __init__(
        self,
        announce: Announce,
        is_wanted: Callable[[], bool],
        pause_s: float = PAUSE_S,
    ) -> None:
        self._announce, self._is_wanted, self._pause_s = announce, is_wanted, pause_s
        self._documents: dict[str, Document] = {}
        self._run: Run | None = None
        self._is_looked_at = False
        self._pending: Pending | None = None
        self._told: NextEdit | None = None
        self._pause: asyncio.TimerHandle | None = None
        self._telling: asyncio.Handle | None = None
        self._end_of_life: asyncio.TimerHandle | None = None
        self._search: asyncio.Task[None] | None = None
        self._meanwhile: list[tuple[Document, Document, Edit]] = []

    # What happens to documents

    def opened(self, document: Document) -> None:
        if tongue_of(document.language) is not None:
            self._documents[document.uri] = document

    def edited(self, document: Document, splice: LineSplice) -> None:
        before = self._documents.get(document.uri)
        if before is None:
            return
        if not self._is_wanted():
            self._documents[document.uri] = document
            self.stop()
            return
        self._take_note(before, document, edit_of(before, splice))
        self._documents[document.uri] = document
        self._tell_soon()

    def moved(self, uri: str, position: Position) -> None:
        """The cursor went there without an edit."""
        if self._run and not self._run.holds(uri, position):
            self._leave(self._documents.get(self._run.uri))

    def closed(self, uri: str) -> None:
        self._documents.pop(uri, None)
        if self._run and self._run.uri == uri:
            self._run = None
        if self._pending:
            self._wait_for(self._pending.closed(uri))
            self._tell_soon()

    # What the user wants of the offer

    def skip(self) -> None:
        """Not this place; the next one."""
        if self._pending:
            self._wait_for(self._pending.skipped())
            self._tell_soon()

    def stop(self) -> None:
        """None of the places that are left."""
        self._forget_run()
        if self._pending:
            self._wait_for(None)
            self._tell_soon()

    def close(self) -> None:
        """Stop all work for good."""
        self._forget_run()
        for handle in (self._telling, self._end_of_life):
            if handle:
                handle.cancel()

    # Watching

    def _take_note(self, before: Document, after: Document, edit: Edit) -> None:
        is_taken = self._pending is not None and self._pending.is_at(before.uri, edit)
        if self._pending:
            self._wait_for(self._pending.edited(before, after, edit))
        run = continued(self._run, before, edit)
        if run is None:
            self._leave(self._left(before))
            run = None if is_taken else begun(before, edit)
        else:
            self._give_up_search()
        self._run, self._is_looked_at = run, False
        self._wait_for_pause()
        if self._search and not self._search.done():
            self._meanwhile.append((before, after, edit))

    def _left(self, before: Document) -> Document | None:
        """The document of the run, before an edit elsewhere."""
        if self._run is None or self._run.uri == before.uri:
            return before
        return self._documents.get(self._run.uri)

    def _leave(self, document: Document | None) -> None:
        """The word or the list was left, when the document was this."""
        run, is_looked_at = self._run, self._is_looked_at
        self._run = None
        if run and document and not is_looked_at:
            self._look(run, document)

    def _wait_for_pause(self) -> None:
        if self._pause:
            self._pause.cancel()
        self._pause = None
        if self._run:
            self._pause = asyncio.get_running_loop().call_later(self._pause_s, self._paused)

    def _paused(self) -> None:
        run, document = self._run, self._run and self._documents.get(self._run.uri)
        if run and document:
            self._is_looked_at = True
            self._look(run, document)

    def _forget_run(self) -> None:
        self._run = None
        self._wait_for_pause()
        self._give_up_search()

    # Looking

    def _look(self, run: Run, document: Document) -> None:
        self._give_up_search()
        self._meanwhile = []
        others = {uri: each for uri, each in self._documents.items() if uri != document.uri}
        self._search = asyncio.create_task(self._looked(run, document, others))

    def _give_up_search(self) -> None:
        if self._search:
            self._search.cancel()
        self._search = None

    async def _looked(self, run: Run, document: Document, others: Mapping[str, Document]) -> None:
        search = await asyncio.to_thread(_search)
        finding = await _in_slices(search.found(run.before, document))
        if finding is None:
            return
        places = {document.uri: finding.places}
        for other in await _followers(finding, document, others):
            assert finding.elsewhere
            places[other.uri] = await _in_slices(search.found_elsewhere(other, finding.elsewhere))
        fresh = pending(places, run, finding.old, time.monotonic())
        for edit in self._meanwhile:
            fresh = fresh and fresh.edited(*edit)
        if fresh:
            self._wait_for(fresh)
            self._tell_soon()

    # Telling

    def _wait_for(self, waiting: Pending | None) -> None:
        self._pending = waiting
        if self._end_of_life:
            self._end_of_life.cancel()
        self._end_of_life = None
        if waiting:
            left_s = waiting.born_s + LONGEST_LIFE_S - time.monotonic()
            loop = asyncio.get_running_loop()
            self._end_of_life = loop.call_later(max(0.0, left_s), self.stop)

    def _tell_soon(self) -> None:
        """After all edits that came in one message."""
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_soon(self._tell)

    def _tell(self) -> None:
        self._telling = None
        offer = self._pending.offer() if self._pending else None
        document = self._documents.get(offer.document) if offer else None
        told = NextEdit(document, offer) if offer and document else None
        if told != self._told:
            self._told = told
            self._announce(told)


async def _followers(
    finding: Finding, document: Document, others: Mapping[str, Document]
) -> Sequence[Document]:
    """The open documents that have to follow because they import the name."""
    following: list[Document] = []
    for other in others.values():
        if finding.elsewhere and may_follow(other, document, finding.elsewhere):
            following.append(other)
        await asyncio.sleep(0)
    return following


async def _in_slices(steps: Steps[T]) -> T:
    """What the work returns; others get their turn every two milliseconds."""
    ends_s = time.perf_counter() + SLICE_S
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value
        if time.perf_counter() >= ends_s:
            await asyncio.sleep(0)
            ends_s = time.perf_counter() + SLICE_S
