"""How the tests of the llama.cpp client ask, listen, and see that nothing is left behind."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable

from sansfil.adapters.engines.llama_cpp import LlamaCpp, Server, connected
from sansfil.adapters.engines.slots import Claim, fixed
from sansfil.ports import EngineError, Finished, Generation, Odds, Usage

DEADLINE_S = 10.0
PROMPT = "<|fim_prefix|>def add(a, b):\n<|fim_suffix|>\n<|fim_middle|>"


def asking(
    prompt: str = PROMPT, most: int = 16, stops: tuple[str, ...] = (), deadline_ms: int = 10_000
) -> Generation:
    return Generation(prompt, most, stops, deadline_ms)


@contextlib.asynccontextmanager
async def opened(
    url: str, claim: Claim | None = None, key: str = "", opening_ms: int = 10_000
) -> AsyncGenerator[LlamaCpp]:
    server = Server(url, key, opening_ms=opening_ms)
    async with connected(server, claim or fixed(0)) as engine:
        yield engine


async def heard(engine: LlamaCpp, asked: Generation) -> tuple[list[str], Finished]:
    """Every piece, and the last event."""
    texts: list[str] = []
    async with engine.streaming(asked) as events:
        async for event in events:
            if isinstance(event, Finished):
                return texts, event
            if isinstance(event, str):
                texts.append(event)
    raise AssertionError("the stream ended without its last event")


async def first_text(events: AsyncIterator[str | Odds | Usage | Finished]) -> str:
    """The first piece; only costs and its odds may come before it."""
    async for event in events:
        if isinstance(event, str):
            return event
        assert isinstance(event, Usage | Odds)
    raise AssertionError("no text came")


async def failure(engine: LlamaCpp, asked: Generation) -> EngineError:
    """The error that asking ends in."""
    try:
        await heard(engine, asked)
    except EngineError as error:
        return error
    raise AssertionError("nothing failed")


async def refused(url: str, key: str = "", opening_ms: int = 10_000) -> EngineError:
    """The error that opening ends in."""
    try:
        async with opened(url, key=key, opening_ms=opening_ms):
            raise AssertionError("the engine was opened")
    except EngineError as error:
        return error


async def becomes(claim: Callable[[], bool]) -> None:
    """Return once the claim holds; raises TimeoutError."""
    async with asyncio.timeout(DEADLINE_S):
        while not await asyncio.to_thread(claim):
            await asyncio.sleep(0.01)
