"""Records what engines are asked, and lets the user's switch decide whether anything is recorded."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Sequence
from dataclasses import replace

from sansfil.core.activity_report import CLOSED
from sansfil.core.phrases import Phrase
from sansfil.ports import (
    Engine,
    EngineError,
    EngineFacts,
    EngineGone,
    EngineNews,
    Engines,
    Finished,
    Generation,
    Odds,
    Usage,
    unheard,
    untold,
)
from sansfil.ports.activity import Activity, Exchange, Recorded, Wanted
from sansfil.settings import LocalSettings, Settings

OpenActivity = Callable[[Settings], Activity]
Record = Callable[[Exchange], None]
Event = str | Odds | Usage | Finished


class Recording:
    """Fits `Activity`; one per assistant. With the switch off it takes nothing in, and still shows what
    was recorded before."""

    def __init__(self, open_activity: OpenActivity, settings: Settings) -> None:
        self._open, self._settings = open_activity, settings
        self._activity = open_activity(settings)
        self._retired: list[Activity] = []

    def configure(self, settings: Settings) -> None:
        """Take settings; the record moves with the cache folder."""
        before, self._settings = self._settings, settings
        if before.cache_dir != settings.cache_dir:
            self._retired.append(self._activity)
            self._activity = self._open(settings)

    @property
    def is_on(self) -> bool:
        return self._settings.activity.record

    @property
    def problem(self) -> Phrase | None:
        return self._activity.problem if self.is_on else None

    def record(self, exchange: Exchange) -> None:
        if self.is_on:
            self._activity.record(exchange)

    async def listed(self, wanted: Wanted) -> Sequence[Recorded]:
        return await self._activity.listed(wanted)

    async def whole(self, number: int) -> Recorded | None:
        return await self._activity.whole(number)

    async def clear(self) -> None:
        await self._activity.clear()

    async def close(self) -> None:
        """What was told is written first, if the disk keeps up."""
        await asyncio.gather(*(each.close() for each in (*self._retired, self._activity)))


class RecordedEngines:
    """Fits `Engines`: whatever is opened tells `record` what it is asked."""

    def __init__(self, engines: Engines, record: Record) -> None:
        self._engines, self._record = engines, record

    @contextlib.asynccontextmanager
    async def opened(
        self, settings: LocalSettings, told: EngineNews
    ) -> AsyncGenerator[Engine | None]:
        async with self._engines.opened(settings, told) as engine:
            yield None if engine is None else RecordedEngine(engine, self._record)


class RecordedEngine:
    """Fits `Engine`. What was never sent is not recorded; counting and health are no generations."""

    def __init__(self, engine: Engine, record: Record) -> None:
        self._engine, self._record = engine, record

    @property
    def facts(self) -> EngineFacts:
        return self._engine.facts

    @contextlib.asynccontextmanager
    async def streaming(self, asked: Generation) -> AsyncGenerator[AsyncIterator[Event]]:
        note = _Note(asked.sent)
        with self._noted(note, "completion", asked.why):
            async with self._engine.streaming(replace(asked, sent=note.take)) as events:
                note.events = events
                yield note

    async def warm(
        self, prompt: str, deadline_ms: int, sent: Callable[[bytes], None] = unheard
    ) -> Usage:
        note = _Note(sent)
        with self._noted(note, "warm-up", untold):
            note.usage = await self._engine.warm(prompt, deadline_ms, note.take)
            note.is_over = True
            return note.usage

    async def count(self, text: str) -> int:
        return await self._engine.count(text)

    async def healthy(self, deadline_ms: int) -> bool:
        return await self._engine.healthy(deadline_ms)

    @contextlib.contextmanager
    def _noted(
        self, note: "_Note", purpose: str, why: Callable[[], Phrase | None]
    ) -> Generator[None]:
        """Records what became of it, however that went."""
        said: Phrase | None = None
        fault = CLOSED
        try:
            yield
            fault = "" if note.is_over else CLOSED
        except EngineError as error:
            fault, said = _fault_of(error), error.said
            raise
        finally:
            if note.body:
                self._record(self._exchange(note, purpose, fault, said, why()))

    def _exchange(
        self, note: "_Note", purpose: str, fault: str, said: Phrase | None, why: Phrase | None
    ) -> Exchange:
        facts, usage = self._engine.facts, note.usage
        return Exchange(
            note.at_s,
            purpose,
            "local",
            facts.url,
            facts.model,
            facts.name,
            facts.leaves_machine,
            session=f"slot {facts.slot}",
            why=() if why is None else (why,),
            body=note.body,
            answer="".join(note.pieces),
            # An engine that does not tell counts nothing at all, and what was written only at the end.
            prompt_tokens=(usage and usage.prompt_tokens) or None,
            reused_tokens=usage and usage.reused,
            completion_tokens=usage.generated if usage and note.is_over else None,
            first_ms=note.first_ms,
            total_ms=note.elapsed_ms,
            fault=fault,
            said=said,
        )


class _Note:
    """What is seen of one request while it runs; hands its events on."""

    def __init__(self, sent: Callable[[bytes], None]) -> None:
        self.at_s, self._since_s = time.time(), time.perf_counter()
        self.body = b""
        self.pieces: list[str] = []
        self.usage: Usage | None = None
        self.first_ms: float | None = None
        self.is_over = False
        self.events: AsyncIterator[Event]
        self._sent = sent

    def take(self, body: bytes) -> None:
        self.body = body
        self._sent(body)

    @property
    def elapsed_ms(self) -> float:
        return 1e3 * (time.perf_counter() - self._since_s)

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        event = await anext(self.events)
        if isinstance(event, str):
            self.first_ms = self.elapsed_ms if self.first_ms is None else self.first_ms
            self.pieces.append(event)
        elif isinstance(event, Usage):
            self.usage = event
        elif isinstance(event, Finished):
            self.usage, self.is_over = event.usage, True
        return event


def _fault_of(error: EngineError) -> str:
    """A short word."""
    return "gone" if isinstance(error, EngineGone) else "failed"
