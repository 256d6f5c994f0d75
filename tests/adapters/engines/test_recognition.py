"""What is asked of a port of which nothing is known: little, and by name."""

import asyncio

import pytest

from sansfil.adapters.engines.recognition import LLAMA_CPP, OLLAMA, is_at, kind_at
from tests.adapters.engines import kinds
from tests.adapters.engines.kinds import KINDS, Kind
from tests.engine import wire
from tests.engine.wire import wire_server

NAMES = {kinds.LLAMA_CPP: LLAMA_CPP, kinds.OLLAMA: OLLAMA, kinds.VLLM: "vllm", kinds.TABBY: "tabby"}
SLOW_S = 5.0


@pytest.mark.parametrize("kind", KINDS, ids=str)
async def test_every_kind_is_known_by_one_or_two_short_questions(kind: Kind) -> None:
    name = NAMES.get(kind, "openai")
    async with wire_server(kind.manner()) as server:
        assert await asyncio.to_thread(is_at, name, server.url, SLOW_S)
        asked = list(server.requests)
        assert await asyncio.to_thread(kind_at, server.url, SLOW_S) == name
    assert len(asked) == (2 if kind is kinds.LLAMA_CPP else 1)
    for request in asked:
        assert (request.method, request.body) == ("GET", {})
        assert request.headers["user-agent"] == "sansfil"
        assert request.headers["connection"] == "close"


@pytest.mark.parametrize("name", [*NAMES.values(), "openai"])
async def test_another_program_on_a_usual_port_is_asked_once_and_let_be(name: str) -> None:
    page = wire.say(b"<html>Django</html>", 404, "text/html")
    async with wire_server(page) as server:
        assert not await asyncio.to_thread(is_at, name, server.url, SLOW_S)
        assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [wire.hang, wire.hang_up, wire.die, wire.redirect("http://x/")])
async def test_a_port_that_does_as_it_likes_is_no_engine(answer: wire.Behaviour) -> None:
    async with wire_server(answer) as server:
        assert await asyncio.to_thread(kind_at, server.url, 0.1) == ""
