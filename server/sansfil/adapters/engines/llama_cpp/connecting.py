"""Opens a llama.cpp server: waits for its model, asks who it is, and takes a slot."""

import asyncio
import contextlib
import importlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace

from sansfil.adapters.engines.llama_cpp.client import LlamaCpp
from sansfil.adapters.engines.llama_cpp.introduction import introduced, until_loaded
from sansfil.adapters.engines.slots import Claim
from sansfil.adapters.engines.wire.exchange import Wire


@dataclass(frozen=True)
class Server:
    """What is known of a server before it is asked: `url` is of this machine, `key` a secret."""

    url: str
    key: str = field(default="", repr=False)
    name: str = "llama.cpp"
    has_gpu: bool | None = None
    is_managed: bool = False
    opening_ms: int = 30_000


@contextlib.asynccontextmanager
async def connected(server: Server, claim: Claim) -> AsyncGenerator[LlamaCpp]:
    """The engine with a slot of its own, once its model is loaded; entering raises EngineError."""
    # It takes longer to load than the event loop may stand still.
    await asyncio.to_thread(importlib.import_module, "h11")
    until = asyncio.get_running_loop().time() + server.opening_ms / 1000
    wire = Wire(server.url, server.key)
    try:
        await until_loaded(wire, until)
        facts, identity = await introduced(wire, until)
        with claim(wire.url, facts.slots) as slot:
            told = replace(
                facts,
                name=server.name,
                slot=slot,
                has_gpu=server.has_gpu,
                is_managed=server.is_managed,
            )
            engine = LlamaCpp(wire, told, identity)
            await engine.learn(until)
            yield engine
    finally:
        await wire.close()
