"""Opens an Ollama server: has the model loaded and finds out whether its cache works."""

import asyncio
import contextlib
import importlib
import secrets
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from sansfil.adapters.engines.ollama.client import Ollama
from sansfil.adapters.engines.ollama.introduction import Told, Wanted, introduced
from sansfil.adapters.engines.wire.exchange import Wire


@dataclass(frozen=True)
class Server:
    """What is known of a server before it is asked: `url` is of this machine, `key` a secret for a
    proxy before it, `model` empty where it is to be guessed, `context_tokens` what a prompt and its
    answer need. Loading a model from a slow disk takes a minute or more, so `opening_ms` is long."""

    url: str
    key: str = field(default="", repr=False)
    model: str = ""
    context_tokens: int = 2_368
    opening_ms: int = 120_000


@contextlib.asynccontextmanager
async def connected(server: Server, told: Told) -> AsyncGenerator[Ollama]:
    """The engine once its model is loaded; entering raises EngineError.

    `told` hears, now and later, what the model's loading does to other programs.
    """
    # It takes longer to load than the event loop may stand still.
    await asyncio.to_thread(importlib.import_module, "h11")
    until = asyncio.get_running_loop().time() + server.opening_ms / 1000
    wire = Wire(server.url, server.key)
    try:
        wanted = Wanted(server.model, server.context_tokens)
        engine = Ollama(wire, await introduced(wire, wanted, told, until), told)
        await engine.learn(until, secrets.token_hex(4))
        yield engine
    finally:
        await wire.close()
