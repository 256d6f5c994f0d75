"""A code index in this process, at its port: what it finds, and what it was told."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sansfil.core.retrieval import Hit, IndexState, IndexStatus, SearchRequest, Skipped
from sansfil.ports import StoreError
from sansfil.ports.code_index import HearStatus, IndexPlace


@dataclass
class FakeLink:
    """Fits `IndexLink`: finds the `hits` that hold a word of the question; answers once `is_free` is set."""

    hits: Sequence[Hit] = ()
    map: str = ""
    status_now: IndexStatus = field(default_factory=lambda: IndexStatus(IndexState.READY))
    skipped_files: Sequence[Skipped] = ()
    asked: list[SearchRequest] = field(default_factory=list[SearchRequest])
    files: list[Path] = field(default_factory=list[Path])
    overlays: dict[Path, str | None] = field(default_factory=dict[Path, str | None])
    words: list[str] = field(default_factory=list[str])
    is_free: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.is_free.set()

    async def search(self, asked: SearchRequest, deadline_ms: int) -> Sequence[Hit]:
        self.asked.append(asked)
        await self._answered()
        words = asked.text.lower().split()
        fits = [hit for hit in self.hits if any(word in hit.text.lower() for word in words)]
        return [hit for hit in fits if hit.path not in asked.without][: asked.limit]

    async def status(self, deadline_ms: int) -> IndexStatus:
        await self._answered()
        return self.status_now

    async def skipped(self, most: int, deadline_ms: int) -> Sequence[Skipped]:
        await self._answered()
        return self.skipped_files[:most]

    async def atlas(self, tokens: int, deadline_ms: int) -> str:
        await self._answered()
        return self.map

    async def settled(self, deadline_ms: int) -> IndexStatus:
        await self._answered()
        return self.status_now

    async def rebuild(self, deadline_ms: int) -> None:
        self.words.append("rebuild")

    async def clear(self, deadline_ms: int) -> None:
        self.words.append("clear")

    def changed(self, paths: Iterable[Path]) -> None:
        self.files.extend(paths)
        self.news.set()

    def overlaid(self, path: Path, text: str | None) -> None:
        self.overlays[path] = text
        self.news.set()

    def stop(self) -> None:
        self.words.append("stop")

    async def ended(self) -> None:
        await self.gone.wait()

    async def _answered(self) -> None:
        await self.is_free.wait()
        if self.gone.is_set():
            raise StoreError("the process has ended")


class FakeIndexProcess:
    """Fits `IndexProcess`: gives its `links` one after the other, the last one again and again, once `is_free`
    is set; `failure` is what opening dies of."""

    def __init__(self, *links: FakeLink, failure: str = "") -> None:
        self.links = list(links) or [FakeLink()]
        self.failure = failure
        self.places: list[IndexPlace] = []
        self.was_opened, self.is_free = asyncio.Event(), asyncio.Event()
        self.is_free.set()

    @contextlib.asynccontextmanager
    async def opened(self, place: IndexPlace, told: HearStatus) -> AsyncGenerator[FakeLink]:
        self.places.append(place)
        self.was_opened.set()
        await self.is_free.wait()
        if self.failure:
            raise StoreError(self.failure)
        link = self.links[min(len(self.places), len(self.links)) - 1]
        told(replace(link.status_now))
        yield link
