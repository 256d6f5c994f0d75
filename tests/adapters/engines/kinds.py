"""The kinds of engines, each before its own server on the wire, for tests that hold for all of them.

@pytest.mark.parametrize("kind", KINDS)
async def test_…(kind: Kind) -> None:
    async with facing(kind, behaviour) as (server, engine): ...
"""

import contextlib
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from sansfil.adapters.engines import llama_cpp, ollama
from sansfil.adapters.engines.openai_compatible import connecting
from sansfil.adapters.engines.slots import fixed
from sansfil.core.phrases import sentence
from sansfil.ports import Engine, EngineError, Generation, Odds
from tests.engine import completions, ollama_server, wire
from tests.engine.wire import Behaviour, WireServer, wire_server

DEADLINE_S = 10.0
PROMPT = "<|fim_prefix|>def add(a, b):\n<|fim_suffix|>\n<|fim_middle|>"
OPENING_MS = 10_000
Connecting = Callable[[str, str, int], AbstractAsyncContextManager[Engine]]
Message = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True)
class Kind:
    """`path` is where it completes, `first` what it is asked first of all; `said` makes the message of
    a piece of text, `ended` the last one, `framed` the bytes of a message."""

    name: str
    manner: Callable[[], Behaviour]
    connecting: Connecting
    path: str
    first: str
    head: str
    said: Message
    ended: Message
    framed: Callable[[bytes], bytes]
    not_it: str
    key_variable: str
    model: str

    def __str__(self) -> str:
        return self.name

    def streams(self, *pieces: bytes, then: Behaviour | None = None) -> Behaviour:
        """These bytes in chunks of a stream, then whatever `then` does, or a proper end of it."""

        async def behave(server: WireServer, request: wire.Request, line: wire.Line) -> None:
            await line.head(200, self.head)
            for piece in pieces:
                await line.chunk(piece)
            await (_end if then is None else then)(server, request, line)

        return behave

    def piece(self, text: str, **more: object) -> bytes:
        """One message with this text."""
        return self.message({**self.said(text), **more})

    def end(self, **more: object) -> bytes:
        return self.message({**self.ended(), **more})

    def message(self, told: Mapping[str, Any]) -> bytes:
        return self.framed(json.dumps(told).encode())


async def _end(_server: WireServer, _request: wire.Request, line: wire.Line) -> None:
    await line.chunk(b"")


def _event(content: bytes) -> bytes:
    return b"data: " + content + b"\n\n"


def _line(content: bytes) -> bytes:
    return content + b"\n"


def _llama_cpp(url: str, key: str, opening_ms: int) -> AbstractAsyncContextManager[Engine]:
    server = llama_cpp.Server(url, key, opening_ms=opening_ms)
    return llama_cpp.connected(server, fixed(0))


def _ollama(url: str, key: str, opening_ms: int) -> AbstractAsyncContextManager[Engine]:
    server = ollama.Server(url, key, ollama_server.CODER, opening_ms=opening_ms)
    return ollama.connected(server, lambda _said: None)


def _openai(url: str, key: str, opening_ms: int) -> AbstractAsyncContextManager[Engine]:
    return connecting.connected(connecting.Server(url, key, opening_ms=opening_ms))


def _plain(text: str) -> Mapping[str, Any]:
    """As a server writes that signs nothing."""
    return {"choices": [{"index": 0, "text": text, "finish_reason": None}]}


def _plain_end() -> Mapping[str, Any]:
    return {"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}


def _done(text: str = "", done: bool = False) -> Mapping[str, Any]:
    return {"model": ollama_server.CODER, "response": text, "done": done}


LLAMA_CPP = Kind(
    "llama.cpp",
    lambda: wire.properly,
    _llama_cpp,
    path="/completion",
    first="/health",
    head=wire.CHUNKED,
    said=wire.message,
    ended=lambda: {**wire.message(""), "stop": True, "stop_type": "eos"},
    framed=_event,
    not_it="engine.not_llama_cpp",
    key_variable="LLAMA_API_KEY",
    model="qwen2.5-coder-0.5b",
)
OLLAMA = Kind(
    "Ollama",
    lambda: ollama_server.OllamaMachine().behave,
    _ollama,
    path="/api/generate",
    first="/api/version",
    head=ollama_server.NDJSON,
    said=_done,
    ended=lambda: {**_done("", done=True), "done_reason": "stop"},
    framed=_line,
    not_it="engine.not_ollama",
    key_variable="SANSFIL_LOCAL_KEY",
    model=ollama_server.CODER,
)


def _openai_kind(name: str, manner: Callable[[], Behaviour], model: str) -> Kind:
    return Kind(
        name,
        manner,
        _openai,
        path="/v1/completions",
        first="/v1/models",
        head=wire.CHUNKED,
        said=_plain,
        ended=_plain_end,
        framed=_event,
        not_it="engine.no_completions",
        key_variable="SANSFIL_LOCAL_KEY",
        model=model,
    )


VLLM = _openai_kind("vLLM", completions.vllm, completions.CODER)
TABBY = _openai_kind("TabbyAPI", completions.tabby, "Qwen2.5-Coder-7B-exl3")
STUDIO = _openai_kind("LM Studio", lambda: completions.studio("only"), "only")
KINDS = (LLAMA_CPP, OLLAMA, VLLM, TABBY, STUDIO)


@contextlib.asynccontextmanager
async def serving(kind: Kind) -> AsyncGenerator[WireServer]:
    async with wire_server(kind.manner()) as server:
        yield server


@contextlib.asynccontextmanager
async def facing(
    kind: Kind, *behaviours: Behaviour, key: str = ""
) -> AsyncGenerator[tuple[WireServer, Engine]]:
    """An open engine whose next generations go like this."""
    async with serving(kind) as server:
        server.key = key
        async with kind.connecting(server.url, key, OPENING_MS) as engine:
            server.next(kind.path, *behaviours)
            yield server, engine


async def refused(kind: Kind, url: str, key: str = "", opening_ms: int = OPENING_MS) -> EngineError:
    """The error that opening ends in."""
    try:
        async with kind.connecting(url, key, opening_ms):
            raise AssertionError("the engine was opened")
    except EngineError as error:
        return error


def asking(
    prompt: str = PROMPT, most: int = 16, stops: tuple[str, ...] = (), deadline_ms: int = 10_000
) -> Generation:
    return Generation(prompt, most, stops, deadline_ms)


async def events_of(engine: Engine, asked: Generation) -> Sequence[object]:
    async with engine.streaming(asked) as events:
        return [event async for event in events]


async def text_of(engine: Engine, asked: Generation | None = None) -> str:
    events = await events_of(engine, asked or asking())
    return "".join(event for event in events if isinstance(event, str))


async def odds_of(engine: Engine, asked: Generation) -> Sequence[tuple[float, ...]]:
    events = await events_of(engine, asked)
    return [event.logprobs for event in events if isinstance(event, Odds)]


async def failure(engine: Engine, asked: Generation | None = None) -> EngineError:
    """The error that asking ends in."""
    try:
        await events_of(engine, asked or asking())
    except EngineError as error:
        return error
    raise AssertionError("nothing failed")


def is_said_well(error: EngineError, hidden: str = "\0") -> bool:
    """Whether both languages have a sentence, one that holds nothing of what must stay hidden."""
    said = [sentence(error.said, locale) for locale in ("en", "fr")]
    return all(each and "\n" not in each and hidden not in each for each in said)
