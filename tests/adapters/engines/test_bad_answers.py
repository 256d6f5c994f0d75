"""What every client makes of an answer that is none of its engine's: one sentence, in time, for good."""

import asyncio
import gzip
import json
from collections.abc import Sequence

import pytest

from sansfil.core.phrases import sentence
from sansfil.ports import EngineError, EngineGone
from tests.adapters.engines.kinds import (
    DEADLINE_S,
    KINDS,
    LLAMA_CPP,
    OLLAMA,
    STUDIO,
    VLLM,
    Kind,
    asking,
    facing,
    failure,
    is_said_well,
    refused,
    serving,
    text_of,
)
from tests.engine import wire
from tests.engine.wire import Behaviour, Line, Request, WireServer, wire_server

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left"),
    pytest.mark.parametrize("kind", KINDS, ids=str),
]
PAGE = b"<!DOCTYPE html><html><body>It works!</body></html>"
KEY = "s3cret-key"


async def said_after(kind: Kind, *behaviours: Behaviour, deadline_ms: int = 10_000) -> EngineError:
    """The error of one generation; the next one must go well."""
    async with facing(kind, *behaviours, key=KEY) as (_, engine):
        error = await failure(engine, asking(deadline_ms=deadline_ms))
        assert is_said_well(error, hidden=KEY)
        assert await text_of(engine) == "return total"
    return error


def raw(*pieces: bytes, then: Behaviour = wire.hang_up) -> Behaviour:
    """These bytes as they are, the head of an answer and all."""

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        for piece in pieces:
            await line.send(piece)
        await then(server, request, line)

    return behave


def answer(status: int, content: bytes, media_type: str, *more: str) -> Behaviour:
    async def behave(_server: WireServer, _request: Request, line: Line) -> None:
        await line.whole(content, status, media_type, *more)

    return behave


# Whole answers


async def test_a_page_is_called_no_engine(kind: Kind) -> None:
    error = await said_after(kind, answer(200, PAGE, "text/html"))
    assert (type(error), error.said.key) == (EngineGone, kind.not_it)


async def test_a_proxy_that_does_not_reach_the_engine_is_called_so(kind: Kind) -> None:
    for status in (502, 504):
        error = await said_after(kind, answer(status, PAGE, "text/html"))
        assert (type(error), error.said.key) == (EngineGone, "engine.behind_proxy")
        assert error.said.values["status"] == status


async def test_a_redirect_is_told_and_nothing_is_asked_where_it_leads(kind: Kind) -> None:
    async with wire_server() as elsewhere:
        error = await said_after(kind, wire.redirect(elsewhere.url + kind.path))
        assert error.said.key == "engine.redirects"
        assert not elsewhere.requests


@pytest.mark.parametrize("status", [401, 403])
async def test_a_wrong_key_is_told_with_its_variable_and_never_itself(
    kind: Kind, status: int
) -> None:
    told = json.dumps({"error": f"Incorrect API key provided: {KEY}"}).encode()
    error = await said_after(kind, answer(status, told, "application/json"))
    assert kind.key_variable in sentence(error.said, "en")
    assert kind.key_variable in sentence(error.said, "fr")


async def test_a_key_that_an_engine_repeats_goes_no_further(kind: Kind) -> None:
    told = json.dumps({"error": f"cannot parse header 'Bearer {KEY}'"}).encode()
    error = await said_after(kind, answer(400, told, "application/json"))
    assert error.said.key == "engine.failed"
    assert "Bearer …" in str(error.said.values["why"])


async def test_too_many_requests_are_told_with_the_wait(kind: Kind) -> None:
    told = b'{"error": "slow down"}'
    error = await said_after(kind, answer(429, told, "application/json", "Retry-After: 7"))
    assert (error.said.key, error.said.values["seconds"]) == ("engine.busy_for", 7)
    error = await said_after(kind, answer(429, PAGE, "text/html", "Retry-After: soon"))
    assert error.said.key == "engine.busy"


@pytest.mark.parametrize(
    "words",
    [
        "CUDA out of memory. Tried to allocate 20.00 MiB",
        "ggml_backend_cuda_buffer_type_alloc_buffer: failed to allocate CUDA0 buffer",
        "model requires more system memory (9.0 GiB) than is available (3.1 GiB)",
        "Insufficient Memory (00000008:kIOGPUCommandBufferCallbackErrorOutOfMemory)",
    ],
)
async def test_an_engine_out_of_memory_is_told_with_what_to_do(kind: Kind, words: str) -> None:
    told = json.dumps({"error": {"message": words, "code": 500}}).encode()
    if kind is OLLAMA:
        told = json.dumps({"error": words}).encode()
    error = await said_after(kind, answer(500, told, "application/json"))
    assert error.said.key == "engine.out_of_memory"
    assert "smaller model" in sentence(error.said, "en")


async def test_an_engine_that_is_not_ready_is_told(kind: Kind) -> None:
    error = await said_after(kind, answer(503, b'{"error": "Loading model"}', "application/json"))
    assert error.said.key == ("engine.ollama_busy" if kind is OLLAMA else "engine.loading")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", "text/plain"),
        (b"null", "application/json"),
        (b"[1, 2]", "application/json"),
        (b'"text"', "application/json"),
        (b'{"detail": "Not Found"}', "text/plain"),
        (b"\xff\xfe\x00", "application/octet-stream"),
        (b"[" * 100_000, "application/json"),
        (b'{"a": NaN, "b": 1' + b"0" * 5_000 + b"}", "application/json"),
    ],
    ids=["nothing", "null", "list", "string", "detail", "bytes", "deep", "numbers"],
)
async def test_an_answer_of_another_shape_is_an_error(
    kind: Kind, content: bytes, media_type: str
) -> None:
    error = await said_after(kind, answer(200, content, media_type))
    assert error.said.key in (kind.not_it, "engine.failed", "engine.garbled")


@pytest.mark.parametrize("cut", [10, 10_000], ids=["truncated", "whole"])
async def test_an_answer_that_is_packed_unasked_is_read_or_called_unreadable(
    kind: Kind, cut: int
) -> None:
    packed = gzip.compress(kind.piece("return total") + kind.end())[:cut]
    head = kind.head.partition("\r\n")[0]
    async with facing(kind, answer(200, packed, head, "Content-Encoding: gzip")) as (_, engine):
        if kind not in (LLAMA_CPP, OLLAMA) and cut > len(packed):
            assert await text_of(engine) == "return total", "the `openai` client unpacks"
        else:
            error = await failure(engine)
            assert error.said.key in ("engine.garbled", "engine.broke_off")
            assert kind not in (LLAMA_CPP, OLLAMA) or error.said.key == "engine.garbled"
        assert await text_of(engine) == "return total"


async def test_an_answer_without_end_is_called_unreadable(kind: Kind) -> None:
    error = await said_after(kind, answer(200, b"<p>\n" * 2_000_000, "text/html"))
    assert error.said.key == "engine.garbled"


def _other_kinds(kind: Kind) -> Sequence[Kind]:
    return [other for other in (LLAMA_CPP, OLLAMA, VLLM, STUDIO) if other.first != kind.first]


async def test_another_engine_on_the_same_port_is_noticed(kind: Kind) -> None:
    for other in _other_kinds(kind):
        async with facing(kind) as (server, engine):
            server.manner = other.manner()
            error = await failure(engine)
            assert isinstance(error, EngineGone), (other, error.said)
            with pytest.raises(EngineGone):
                await engine.healthy(5_000)


# Below HTTP


@pytest.mark.parametrize(
    "banner", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02\x16", b"220 smtp ready\r\n"]
)
async def test_a_port_that_speaks_no_http_is_called_so(kind: Kind, banner: bytes) -> None:
    error = await said_after(kind, raw(banner))
    # The `openai` client does not tell; who opens the engine again, does.
    assert error.said.key in ("engine.not_http", "engine.broke_off")
    assert isinstance(error, EngineGone)
    async with serving(kind) as server:
        server.next(kind.first, raw(banner))
        assert (await refused(kind, server.url)).said.key == "engine.not_http"


async def test_a_port_that_says_nothing_is_no_slow_engine(kind: Kind) -> None:
    async with serving(kind) as server:
        server.next(kind.first, wire.hang)
        error = await refused(kind, server.url, opening_ms=100)
    assert error.said.key == "engine.silent"
    assert is_said_well(error)


async def test_an_engine_that_was_heard_and_says_nothing_is_slow(kind: Kind) -> None:
    error = await said_after(kind, wire.hang, deadline_ms=100)
    assert error.said.key == "engine.slow"


async def test_an_answer_that_drips_is_left_at_the_deadline(kind: Kind) -> None:
    async def dripping(server: WireServer, _request: Request, line: Line) -> None:
        await line.head(200, kind.head)
        for byte in kind.piece("return"):
            await line.chunk(bytes([byte]))
        await line.until_client_leaves()
        server.abandoned.set()

    async with facing(kind, dripping) as (server, engine):
        error = await failure(engine, asking(deadline_ms=150))
        async with asyncio.timeout(DEADLINE_S):
            await server.abandoned.wait()
    assert error.said.key == "engine.slow"


@pytest.mark.parametrize(
    "size", [b"7", b"FFFFFFFFFFFFFFFF", b"-1", b"z", b"9" * 400], ids=lambda size: size[:9].decode()
)
async def test_a_chunk_that_is_not_as_long_as_it_says_is_the_end(kind: Kind, size: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind.head}\r\n\r\n".encode()
    error = await said_after(kind, raw(head, size + b"\r\ndata"))
    assert (type(error), error.said.key) == (EngineGone, "engine.broke_off")


async def test_a_head_without_end_is_the_end(kind: Kind) -> None:
    error = await said_after(kind, raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000))
    assert error.said.key == "engine.broke_off"


async def test_a_server_on_ipv6_is_reached(kind: Kind) -> None:
    if not wire.has_ipv6():
        pytest.skip("no IPv6 here")
    async with (
        wire_server(kind.manner(), "::1") as server,
        kind.connecting(server.url, "", 10_000) as engine,
    ):
        assert await text_of(engine) == "return total"


async def test_a_server_by_name_is_this_machine(kind: Kind) -> None:
    async with serving(kind) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        async with kind.connecting(url, "", 10_000) as engine:
            assert await text_of(engine) == "return total"
