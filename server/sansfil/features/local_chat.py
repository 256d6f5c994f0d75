"""Conversations with the engine of this machine that is open: nothing is claimed, all is recorded."""

import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass, replace

from sansfil.core.costs import Tokens
from sansfil.core.costs.spending import CLOSED
from sansfil.features.attempts import Record
from sansfil.features.sending import Errand
from sansfil.ports import EngineFacts
from sansfil.ports.activity import Exchange
from sansfil.ports.chat import Answered, ChatError, ChatEvent, ChatRequest, ChatServer

TIER = "local"


@dataclass(frozen=True)
class LocalChat:
    """A chat server of this machine and the model that it has loaded; it raises ChatError."""

    server: ChatServer
    facts: EngineFacts
    record: Record
    clock_s: Callable[[], float] = time.time

    @contextlib.asynccontextmanager
    async def sending(self, errand: Errand) -> AsyncGenerator[AsyncIterator[ChatEvent]]:
        """The answer as it is written; leaving the context closes the connection."""
        try:
            async with contextlib.aclosing(self._events(errand)) as events:
                yield events
        finally:
            await self.server.close()

    async def _events(self, errand: Errand) -> AsyncGenerator[ChatEvent]:
        note = _Note(self._exchange(errand))
        request = ChatRequest(
            self.facts.model,
            errand.messages,
            errand.tools,
            errand.max_tokens,
            errand.stops,
            is_streamed=errand.is_streamed,
            deadline_ms=errand.deadline_ms,
            sent=note.sent,
        )
        try:
            async with self.server.chatting(request) as events:
                async for event in events:
                    note.see(event)
                    yield event
        except ChatError as error:
            note.exchange = replace(note.exchange, fault=error.fault.value, said=error.said)
            raise
        finally:
            self.record(note.told())

    def _exchange(self, errand: Errand) -> Exchange:
        what = (self.clock_s(), errand.purpose, TIER, self.server.origin, self.facts.model)
        return Exchange(*what, session=errand.session, why=errand.why)


class _Note:
    """What is known of one conversation so far."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = replace(exchange, fault=CLOSED)
        self._begun_s = time.monotonic()
        self._said: list[str] = []
        self._first_ms: float | None = None

    def sent(self, body: bytes) -> None:
        self.exchange = replace(self.exchange, body=body)

    def see(self, event: ChatEvent) -> None:
        if self._first_ms is None:
            self._first_ms = self._passed_ms
        if isinstance(event, str):
            self._said.append(event)
        if isinstance(event, Answered):
            tokens = event.tokens or Tokens()
            self.exchange = replace(
                self.exchange,
                fault="",
                prompt_tokens=tokens.prompt,
                reused_tokens=event.reused_tokens,
                completion_tokens=tokens.completion,
            )

    def told(self) -> Exchange:
        times = {"first_ms": self._first_ms, "total_ms": self._passed_ms}
        return replace(self.exchange, answer="".join(self._said), **times)

    @property
    def _passed_ms(self) -> float:
        return 1e3 * (time.monotonic() - self._begun_s)
