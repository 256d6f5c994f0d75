"""A provider whose questions about itself (models, account, bills) are recorded too."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import TypeVar

from sansfil.core.offers import Offer
from sansfil.features.attempts import Record
from sansfil.ports.activity import Exchange
from sansfil.ports.chat import Bill, ChatError, ChatEvent, ChatRequest, KeyFacts, Provider

Answer = TypeVar("Answer")


class RecordedProvider:
    """Fits `Provider`; conversations are recorded by whoever holds them."""

    def __init__(
        self, provider: Provider, record: Record, clock_s: Callable[[], float], *, leaves: bool
    ) -> None:
        self._provider, self._record, self._clock_s = provider, record, clock_s
        self._leaves = leaves

    @property
    def origin(self) -> str:
        return self._provider.origin

    @property
    def name(self) -> str:
        return self._provider.name

    def chatting(
        self, request: ChatRequest
    ) -> AbstractAsyncContextManager[AsyncIterator[ChatEvent]]:
        return self._provider.chatting(request)

    async def offers(self, deadline_ms: int) -> Sequence[Offer]:
        return await self._told("models", self._provider.offers(deadline_ms))

    async def key_facts(self, deadline_ms: int) -> KeyFacts:
        return await self._told("account", self._provider.key_facts(deadline_ms))

    async def bill(self, generation: str, deadline_ms: int) -> Bill | None:
        return await self._told("bill", self._provider.bill(generation, deadline_ms))

    async def close(self) -> None:
        await self._provider.close()

    async def _told(self, purpose: str, asked: Awaitable[Answer]) -> Answer:
        begun_s = time.monotonic()
        exchange = Exchange(
            self._clock_s(), purpose, "cloud", self.origin, "", leaves_machine=self._leaves
        )
        try:
            return await asked
        except ChatError as error:
            exchange = replace(exchange, fault=error.fault.value, said=error.said)
            raise
        finally:
            total_ms = 1e3 * (time.monotonic() - begun_s)
            self._record(replace(exchange, total_ms=total_ms))
