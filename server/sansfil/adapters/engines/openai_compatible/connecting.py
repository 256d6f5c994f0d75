"""Opens a server of completions: asks who it is, and whether it keeps what it has read."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from sansfil.adapters.engines.openai_compatible.client import OpenAICompatible
from sansfil.adapters.engines.openai_compatible.introduction import introduced
from sansfil.adapters.engines.openai_compatible.transport import client_of
from sansfil.adapters.engines.wire.exchange import Wire
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError


@dataclass(frozen=True)
class Server:
    """What is known of a server before it is asked; no `model` means the one that it runs."""

    url: str
    key: str = field(default="", repr=False)
    model: str = ""
    opening_ms: int = 30_000


@contextlib.asynccontextmanager
async def connected(server: Server) -> AsyncGenerator[OpenAICompatible]:
    """The engine, once it is known; entering raises EngineError."""
    until = asyncio.get_running_loop().time() + server.opening_ms / 1000
    wire = Wire(server.url, server.key)
    try:
        known = await introduced(wire, server.model, until)
        try:
            client = await asyncio.to_thread(client_of, wire.url, server.key)
        except ImportError as error:
            raise EngineError(phrase("engine.needs_openai", name=known.quirks.name)) from error
        async with client:
            engine = OpenAICompatible(client, wire, known)
            await engine.learn(until)
            yield engine
    finally:
        await wire.close()
