"""Engines that do what a trace says, as the product's own port sees engines."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

from bench._cascade.trace import Trace

from sansfil.core.phrases import phrase
from sansfil.ports import (
    End,
    EngineError,
    EngineFacts,
    EngineNews,
    Finished,
    Generation,
    Kept,
    Usage,
    unheard,
)
from sansfil.settings import LocalSettings

LINE = "self.answer_of_the_engine(it)\n"
USAGE = Usage(reused=2_000, fresh=2, generated=12)


class Player:
    """Fits `Engine`: answers after what the trace says of the moment of the question."""

    def __init__(self, trace: Trace, *, leaves_machine: bool = False) -> None:
        self.trace = trace
        self.asked_ms: list[float] = []
        self.facts = EngineFacts(
            name=trace.name,
            url=f"http://{trace.name}",
            model="qwen2.5-coder",
            build="",
            context_tokens=8192,
            slots=1,
            slot=0,
            fim_tokens={},
            has_gpu=None,
            keeps_prefixes=True,
            is_managed=False,
            leaves_machine=leaves_machine,
        )

    @contextlib.asynccontextmanager
    async def streaming(
        self, asked: Generation
    ) -> AsyncGenerator[AsyncIterator[str | Usage | Finished]]:
        yield self._events(asked.deadline_ms)

    async def warm(
        self,
        prompt: str,  # noqa: ARG002
        deadline_ms: int,  # noqa: ARG002
        sent: Callable[[bytes], None] = unheard,  # noqa: ARG002
    ) -> Usage:
        return USAGE

    async def count(self, text: str) -> int:
        return len(text) // 4

    async def healthy(self, deadline_ms: int) -> bool:  # noqa: ARG002
        return True

    async def _events(self, deadline_ms: int) -> AsyncIterator[str | Usage | Finished]:
        now_ms = 1e3 * asyncio.get_running_loop().time()
        self.asked_ms.append(now_ms)
        sample = self.trace.at(now_ms)
        if sample.answer_ms is not None:
            await asyncio.sleep(sample.answer_ms / 1e3)
            yield LINE
            yield Finished(End.DONE, USAGE)
            return
        wait_ms = deadline_ms if sample.failure_ms is None else sample.failure_ms
        await asyncio.sleep(wait_ms / 1e3)
        raise EngineError(phrase("engine.no_end"))


class House:
    """Fits `Engines`: the one engine there is."""

    def __init__(self, player: Player) -> None:
        self._player = player

    @contextlib.asynccontextmanager
    async def opened(
        self,
        settings: LocalSettings,  # noqa: ARG002
        told: EngineNews,  # noqa: ARG002
    ) -> AsyncGenerator[Player | None]:
        yield self._player


class NothingKept:
    """Fits `GenerationCache`: each run begins anew."""

    async def at(self, key: str) -> Sequence[Kept]:  # noqa: ARG002
        return ()

    async def keep(self, key: str, kept: Sequence[Kept]) -> None: ...

    async def close(self) -> None: ...
