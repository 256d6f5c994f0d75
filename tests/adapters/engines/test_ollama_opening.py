"""Opening Ollama: which model, which context, what other programs lose by it, what it finds out."""

import asyncio
import socket

import pytest

from sansfil.adapters.engines.ollama import Server
from sansfil.adapters.engines.slots import ANY
from sansfil.core.phrases import sentence
from sansfil.ports import EngineGone
from tests.adapters.engines.ollama_asking import facing, refused
from tests.engine import wire
from tests.engine.ollama_server import (
    CODER,
    OllamaMachine,
    refuse,
)
from tests.engine.wire import Behaviour, wire_server

pytestmark = pytest.mark.usefixtures("nothing_is_left")


async def test_the_engine_introduces_itself() -> None:
    async with facing() as bench:
        facts = bench.engine.facts
    assert (facts.name, facts.model, facts.build) == ("Ollama", CODER, "0.33.0")
    assert (facts.context_tokens, facts.slots, facts.slot) == (2560, 0, ANY)
    assert facts.fim_tokens == {
        "fim_pre": "<|fim_prefix|>",
        "fim_suf": "<|fim_suffix|>",
        "fim_mid": "<|fim_middle|>",
    }
    assert facts.has_gpu is True
    assert facts.keeps_prefixes is True
    assert not facts.is_managed
    assert bench.said == []


@pytest.mark.parametrize(("in_gpu", "has_gpu"), [(10**9, True), (0, False), (None, None)])
async def test_whether_the_model_is_in_a_gpu_is_told(in_gpu: int | None, has_gpu: object) -> None:
    async with facing(machine=OllamaMachine(in_gpu=in_gpu)) as bench:
        assert bench.engine.facts.has_gpu is has_gpu


# Whether its cache works


async def test_an_engine_that_forgets_what_stood_before_a_change_is_found_out() -> None:
    async with facing(machine=OllamaMachine(forgets=True)) as bench:
        assert bench.engine.facts.keeps_prefixes is False


async def test_a_machine_too_fast_for_a_short_trial_is_given_a_longer_one() -> None:
    async with facing(machine=OllamaMachine(ns_per_token=60_000), context=8000) as bench:
        assert bench.engine.facts.keeps_prefixes is True
        bodies = [request.body for request in bench.server.asked("/api/generate")]
    assert [body["options"].get("num_predict") for body in bodies[:5]] == [None, 1, 1, 1, 1]


async def test_a_machine_too_fast_to_be_measured_leaves_it_open() -> None:
    async with facing(
        machine=OllamaMachine(ns_per_token=1_000, forgets=True), context=8000
    ) as bench:
        assert bench.engine.facts.keeps_prefixes is None


async def test_the_trial_of_a_second_window_is_not_fooled_by_that_of_the_first() -> None:
    machine = OllamaMachine()
    for _ in range(2):
        async with facing(machine=machine) as bench:
            assert bench.engine.facts.keeps_prefixes is True


async def test_a_context_too_small_for_the_trial_is_not_tried() -> None:
    async with facing(machine=OllamaMachine(most_context=192)) as bench:
        assert bench.engine.facts.keeps_prefixes is None
        assert len(bench.server.asked("/api/generate")) == 1


# What is no usable server


@pytest.mark.parametrize("path", ["/api/version", "/api/tags", "/api/show", "/api/ps"])
@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (wire.say(b"<html>It works!</html>", media_type="text/html"), "engine.not_ollama"),
        (wire.say(b"[]"), "engine.not_ollama"),
        (wire.redirect("http://127.0.0.1:9/api"), "engine.redirects"),
        (wire.say(b"<html>401</html>", 401, "text/html"), "engine.wants_key"),
        (refuse(500, "disk on fire"), "engine.failed"),
        (wire.say(b"x" * 5_000_000), "engine.garbled"),
    ],
    ids=["page", "list", "redirect", "key", "error", "large"],
)
async def test_what_is_no_usable_server_is_called_by_its_name(
    path: str, answer: Behaviour, key: str
) -> None:
    machine = OllamaMachine()
    async with wire_server(machine.behave) as server:
        server.next(path, answer)
        error = await refused(Server(server.url, model=CODER, opening_ms=10_000))
    assert error.said.key == key
    assert server.url in sentence(error.said, "en")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/version", "engine.silent"),
        ("/api/ps", "engine.slow"),
        ("/api/generate", "engine.slow"),
    ],
)
async def test_a_server_that_hangs_while_it_is_opened_is_called_slow_or_silent(
    path: str, key: str
) -> None:
    machine = OllamaMachine()
    async with wire_server(machine.behave) as server:
        server.next(path, wire.hang)
        error = await refused(Server(server.url, opening_ms=300))
        async with asyncio.timeout(10):
            await server.abandoned.wait()
    assert error.said.key == key


async def test_a_model_that_cannot_be_loaded_says_why() -> None:
    machine = OllamaMachine()
    async with wire_server(machine.behave) as server:
        server.next("/api/generate", refuse(500, "model requires more system memory than there is"))
        error = await refused(Server(server.url, opening_ms=10_000))
    assert "more system memory" in str(error.said.values["why"])


async def test_llama_cpp_is_not_taken_for_ollama() -> None:
    async with wire_server() as server:
        error = await refused(Server(server.url))
    assert error.said.key == "engine.not_ollama"


async def test_nothing_listens_at_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    error = await refused(Server(f"http://127.0.0.1:{port}"))
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.not_running"


async def test_an_address_that_is_not_of_this_machine_is_refused() -> None:
    assert (await refused(Server("http://10.0.0.1:11434"))).said.key == "engine.bad_url"


async def test_a_key_goes_to_a_proxy_and_is_not_shown_by_accident() -> None:
    machine = OllamaMachine()
    async with wire_server(machine.behave) as server:
        server.key = "s3cret"
        error = await refused(Server(server.url, key="other"))
        assert error.said.key == "engine.wants_key"
        assert server.requests[0].headers["authorization"] == "Bearer other"
    assert "s3cret" not in repr(Server("http://127.0.0.1:1", "s3cret"))
