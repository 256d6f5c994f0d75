"""Engines of this machine, what they have answered before, and what they run on."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sansfil.core.kv import Gpu, ModelFacts
from sansfil.core.models import Here
from sansfil.core.phrases import Phrase
from sansfil.ports import (
    Download,
    End,
    Engine,
    EngineError,
    EngineFacts,
    Finished,
    Generation,
    Kept,
    Odds,
    Process,
    StoreError,
    Usage,
    unheard,
)
from sansfil.settings import LocalSettings

SOME_FACTS = EngineFacts(
    name="llama.cpp",
    url="http://127.0.0.1:8012",
    model="qwen2.5-coder",
    build="b1",
    context_tokens=8192,
    slots=1,
    slot=0,
    fim_tokens={},
    has_gpu=None,
    keeps_prefixes=True,
    is_managed=False,
)


SOME_USAGE = Usage(reused=100, fresh=2, generated=5)


class FakeEngine:
    """Fits `Engine`: the test says what it writes, or `answer` does for every prompt at once."""

    def __init__(self, answer: Callable[[str], str] | None = None) -> None:
        self.facts = SOME_FACTS
        self.prompts: list[str] = []
        self.warmed: list[str] = []
        self.open_streams = 0
        self.is_healthy = True
        self._answer = answer
        self._events: asyncio.Queue[str | Odds | Finished | EngineError] = asyncio.Queue()
        self._moved = asyncio.Event()

    def write(self, *events: str | Odds | EngineError) -> None:
        for event in events:
            self._events.put_nowait(event)

    def end(self, end: End = End.DONE) -> None:
        self._events.put_nowait(Finished(end, SOME_USAGE))

    @contextlib.asynccontextmanager
    async def streaming(
        self, asked: Generation
    ) -> AsyncGenerator[AsyncIterator[str | Odds | Usage | Finished]]:
        asked.sent(asked.prompt.encode())
        self.prompts.append(asked.prompt)
        self.open_streams += 1
        self._tell()
        try:
            yield self._stream(asked.prompt)
        finally:
            self.open_streams -= 1
            self._events = asyncio.Queue()
            self._tell()

    async def warm(
        self, prompt: str, deadline_ms: int, sent: Callable[[bytes], None] = unheard
    ) -> Usage:
        sent(prompt.encode())
        self.warmed.append(prompt)
        self._tell()
        return SOME_USAGE

    async def count(self, text: str) -> int:
        return len(text.split())

    async def healthy(self, deadline_ms: int) -> bool:
        return self.is_healthy

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something about this engine is so."""
        async with asyncio.timeout(10):
            while not is_so():
                self._moved.clear()
                await self._moved.wait()

    async def until_read(self) -> None:
        """Wait until whoever asked has taken in everything that was written."""
        async with asyncio.timeout(10):
            await self._events.join()

    async def _stream(self, prompt: str) -> AsyncIterator[str | Odds | Usage | Finished]:
        if self._answer is not None:
            yield self._answer(prompt)
            yield Finished(End.DONE, SOME_USAGE)
            return
        while True:
            event = await self._events.get()
            if isinstance(event, EngineError):
                raise event
            yield event
            self._events.task_done()
            if isinstance(event, Finished):
                return

    def _tell(self) -> None:
        self._moved.set()


@dataclass
class FakeEngines:
    """Fits `Engines`: gives `engine`, or raises `failure` until it is taken away."""

    engine: Engine | None = None
    failure: EngineError | None = None
    opened_count: int = 0

    @contextlib.asynccontextmanager
    async def opened(
        self, settings: LocalSettings, told: Callable[[Download], None]
    ) -> AsyncGenerator[Engine | None]:
        self.opened_count += 1
        if self.failure is not None:
            raise self.failure
        yield self.engine


@dataclass
class FakeGenerations:
    """Fits `GenerationCache`, in memory."""

    kept: dict[str, Sequence[Kept]] = field(default_factory=dict[str, Sequence[Kept]])
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    is_slow: bool = False
    """Then it answers never, as a disk that has fallen asleep."""

    async def at(self, key: str) -> Sequence[Kept]:
        self.asked.set()
        if self.is_slow:
            await asyncio.Event().wait()
        return self.kept.get(key, ())

    async def keep(self, key: str, kept: Sequence[Kept]) -> None:
        self.kept[key] = kept

    async def close(self) -> None: ...


@dataclass
class FakeGpus:
    """Fits `Gpus`: those that the test names, or a driver that fails."""

    found: Sequence[Gpu] = ()
    others: Sequence[Phrase] = ()
    failure: EngineError | None = None

    async def now(self) -> Sequence[Gpu]:
        if self.failure is not None:
            raise self.failure
        return self.found

    def unmeasured(self) -> Sequence[Phrase]:
        return self.others

    async def close(self) -> None: ...


@dataclass
class FakeInventory:
    """Fits `Inventory`: a machine of the test's making; `facts` are those of the named model."""

    here: Here = field(default_factory=Here)
    facts: ModelFacts | None = None
    known: Mapping[int, Process] = field(default_factory=dict[int, Process])
    looks: int = 0

    async def resources(self, settings: LocalSettings, gpus: Sequence[Gpu]) -> Here:
        return replace(self.here, gpus=gpus)

    async def now(self, settings: LocalSettings, gpus: Sequence[Gpu]) -> Here:
        self.looks += 1
        return replace(self.here, gpus=gpus)

    async def wanted(self, settings: LocalSettings) -> ModelFacts | None:
        return self.facts

    async def processes(self, pids: Iterable[int]) -> Mapping[int, Process]:
        return {pid: self.known.get(pid, Process("", is_ours=False)) for pid in pids}


async def nothing_missed(_told: Callable[[str, int, int], None]) -> Sequence[Phrase]:
    """An installation of the extras that goes well."""
    return ()


def count_words(tokenizer: Path) -> Callable[[str], int]:
    """A tokenizer file that cannot be used where its name says so."""
    if tokenizer.name == "bad.json":
        raise StoreError("it is no tokenizer")
    return lambda text: len(text.split())
