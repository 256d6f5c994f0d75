"""How the tests of the Ollama client open it, ask and listen."""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from sansfil.adapters.engines.ollama import Ollama, Server, connected
from sansfil.core.phrases import Phrase
from sansfil.ports import EngineError, Finished, Generation, Usage
from tests.engine.ollama_server import OllamaMachine
from tests.engine.wire import Behaviour, WireServer, wire_server

PROMPT = "<|fim_prefix|>def add(a, b):\n<|fim_suffix|>\n<|fim_middle|>"


@dataclass
class Bench:
    """An opened engine, what serves it, and what was said meanwhile."""

    engine: Ollama
    machine: OllamaMachine
    server: WireServer
    said: list[Phrase] = field(default_factory=list[Phrase])

    @property
    def last_body(self) -> dict[str, object]:
        return dict(self.server.asked("/api/generate")[-1].body)

    def said_keys(self) -> list[str]:
        return [said.key for said in self.said]


@contextlib.asynccontextmanager
async def facing(
    *behaviours: Behaviour,
    machine: OllamaMachine | None = None,
    model: str = "",
    context: int = 2_368,
) -> AsyncGenerator[Bench]:
    """An engine whose next generations go like this."""
    machine = machine or OllamaMachine()
    said: list[Phrase] = []
    async with wire_server(machine.behave) as server:
        asked = Server(server.url, model=model, context_tokens=context, opening_ms=10_000)
        async with connected(asked, said.append) as engine:
            server.next("/api/generate", *behaviours)
            yield Bench(engine, machine, server, said)


async def refused(server: Server) -> EngineError:
    """The error that opening ends in."""
    try:
        async with connected(server, lambda _said: None):
            raise AssertionError("the engine was opened")
    except EngineError as error:
        return error


async def opening_fails(machine: OllamaMachine, model: str = "") -> EngineError:
    async with wire_server(machine.behave) as server:
        return await refused(Server(server.url, model=model, opening_ms=10_000))


def asking(
    prompt: str = PROMPT, most: int = 16, stops: tuple[str, ...] = (), deadline_ms: int = 10_000
) -> Generation:
    return Generation(prompt, most, stops, deadline_ms)


async def heard(engine: Ollama, asked: Generation) -> tuple[list[str], Finished]:
    """Every piece, and the last event."""
    texts: list[str] = []
    async with engine.streaming(asked) as events:
        async for event in events:
            if isinstance(event, Finished):
                return texts, event
            assert not isinstance(event, Usage)
            if isinstance(event, str):
                texts.append(event)
    raise AssertionError("the stream ended without its last event")


async def failure(engine: Ollama, asked: Generation) -> EngineError:
    """The error that asking ends in."""
    try:
        await heard(engine, asked)
    except EngineError as error:
        return error
    raise AssertionError("nothing failed")


async def said_after(*behaviours: Behaviour) -> EngineError:
    """The error of one generation; the next one must go well."""
    async with facing(*behaviours) as bench:
        error = await failure(bench.engine, asking())
        await heard(bench.engine, asking())
    return error
