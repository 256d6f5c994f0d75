"""A provider as the cloud asks it: only while that is allowed, and its own questions are recorded too."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import TypeVar

from sansfil.core.faults import Fault
from sansfil.core.offers import Offer
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.attempts import Record
from sansfil.ports.activity import Exchange
from sansfil.ports.chat import Bill, ChatError, ChatEvent, ChatRequest, KeyFacts, Provider

Answer = TypeVar("Answer")


class RecordedProvider:
    """Fits `Provider`; conversations are recorded by whoever holds them.

    `refusal` says why nothing may be sent any more, whatever was begun before; once closed, nothing is.
    """

    def __init__(
        self,
        provider: Provider,
        record: Record,
        clock_s: Callable[[], float],
        refusal: Callable[[], Phrase | None],
        *,
        leaves: bool,
    ) -> None:
        self._provider, self._record, self._clock_s = provider, record, clock_s
        self._refusal, self._leaves = refusal, leaves
        self._is_closed = False

    @property
    def origin(self) -> str:
        return self._provider.origin

    @property
    def name(self) -> str:
        return self._provider.name

    async def prepare(self) -> None:
        await self._provider.prepare()

    def chatting(
        self, request: ChatRequest
    ) -> AbstractAsyncContextManager[AsyncIterator[ChatEvent]]:
        self._check()
        return self._provider.chatting(request)

    async def offers(self, deadline_ms: int) -> Sequence[Offer]:
        return await self._told("models", lambda: self._provider.offers(deadline_ms))

    async def key_facts(self, deadline_ms: int) -> KeyFacts:
        return await self._told("account", lambda: self._provider.key_facts(deadline_ms))

    async def bill(self, generation: str, deadline_ms: int) -> Bill | None:
        return await self._told("bill", lambda: self._provider.bill(generation, deadline_ms))

    async def close(self) -> None:
        """What is being answered is broken off, and no connection is kept."""
        self._is_closed = True
        await self._provider.close()

    def _check(self) -> None:
        why = self._refusal()
        if why is not None or self._is_closed:
            raise ChatError(why or phrase("sending.changed"), Fault.REFUSED)

    async def _told(self, purpose: str, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        self._check()
        begun_s = time.monotonic()
        exchange = Exchange(
            self._clock_s(), purpose, "cloud", self.origin, "", leaves_machine=self._leaves
        )
        try:
            return await ask()
        except ChatError as error:
            exchange = replace(exchange, fault=error.fault.value, said=error.said)
            raise
        finally:
            total_ms = 1e3 * (time.monotonic() - begun_s)
            self._record(replace(exchange, total_ms=total_ms))
