"""A provider of the cloud and its models, as the test wants them."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from sansfil.core.costs import Tokens
from sansfil.core.offers import Offer
from sansfil.ports.chat import (
    Answered,
    Began,
    Bill,
    ChatEnd,
    ChatError,
    ChatEvent,
    ChatRequest,
    KeptOffers,
    KeyFacts,
)


class Held(asyncio.Event):
    """An event of a `FakeProvider` that comes when the test sets it."""


ChatPart = ChatEvent | ChatError | Held


def answered(model: str, generation: str = "", cost: int | None = 0) -> Answered:
    return Answered(ChatEnd.DONE, model, "Somebody", generation, Tokens(100, 80, 0, 5), 80, cost)


class FakeProvider:
    """Fits `Provider`: each model answers in turn what the test says, and then always its name."""

    def __init__(self, origin: str = "https://openrouter.ai:443", offers: Sequence[Offer] = ()):
        self.origin, self.name = origin, "OpenRouter"
        self.requests: list[ChatRequest] = []
        self.open_streams = 0
        self.listed = offers
        self.facts = KeyFacts()
        self.bills: dict[str, Bill | None] = {}
        self.asked_bills: list[str] = []
        self.failure: ChatError | None = None
        self.is_closed = self.is_prepared = False
        self._parts: dict[str, list[Sequence[ChatPart]]] = {}
        self._moved = asyncio.Event()

    def answer(self, model: str, *parts: ChatPart) -> None:
        """What the next request for this model meets."""
        self._parts.setdefault(model, []).append(parts)

    @property
    def asked(self) -> Sequence[str]:
        """The models that were asked, in order."""
        return [request.model for request in self.requests]

    @contextlib.asynccontextmanager
    async def chatting(self, request: ChatRequest) -> AsyncGenerator[AsyncIterator[ChatEvent]]:
        self.requests.append(request)
        request.sent(f"POST {request.model}".encode())
        self.open_streams += 1
        self._moved.set()
        try:
            yield self._events(request.model)
        finally:
            self.open_streams -= 1
            self._moved.set()

    async def _events(self, model: str) -> AsyncIterator[ChatEvent]:
        left = self._parts.get(model)
        for part in left.pop(0) if left else (Began(""), model, answered(model)):
            if isinstance(part, ChatError):
                raise part
            if isinstance(part, Held):
                await part.wait()
            else:
                yield part

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something about the requests is so."""
        async with asyncio.timeout(10):
            while not is_so():
                self._moved.clear()
                await self._moved.wait()

    async def prepare(self) -> None:
        self.is_prepared = True

    async def offers(self, deadline_ms: int) -> Sequence[Offer]:
        self._obey()
        return self.listed

    async def key_facts(self, deadline_ms: int) -> KeyFacts:
        self._obey()
        return self.facts

    async def bill(self, generation: str, deadline_ms: int) -> Bill | None:
        self.asked_bills.append(generation)
        self._moved.set()
        self._obey()
        return self.bills.get(generation)

    async def close(self) -> None:
        self.is_closed = True
        self._moved.set()

    def _obey(self) -> None:
        if self.failure is not None:
            raise self.failure


@dataclass
class FakeOffers:
    """Fits `OfferCache`, in memory."""

    kept: dict[str, KeptOffers] = field(default_factory=dict[str, KeptOffers])

    async def read(self, origin: str) -> KeptOffers | None:
        return self.kept.get(origin)

    async def keep(self, origin: str, kept: KeptOffers) -> None:
        self.kept[origin] = kept
