"""Opening a llama.cpp server: where it may be, what it must say, what is found out about it."""

import asyncio
import socket

import pytest

from sansfil.adapters.engines.llama_cpp import Server
from sansfil.adapters.engines.slots import ANY, fixed
from sansfil.adapters.engines.wire.address import loopback
from sansfil.core.phrases import sentence
from sansfil.ports import EngineError, EngineGone
from tests.adapters.engines.asking import DEADLINE_S, opened, refused
from tests.engine import wire
from tests.engine.wire import Behaviour, Line, Request, WireServer, wire_server

pytestmark = pytest.mark.usefixtures("nothing_is_left")

NOT_OF_THIS_MACHINE = [
    *("", "x", "127.0.0.1:8080", "http://", "http://10.0.0.1:8080", "http://example.org"),
    *("https://127.0.0.1:8080", "ftp://127.0.0.1", "file:///etc/passwd", "http://0.0.0.0:8080"),
    *("http://127.0.0.1.example.org", "http://127.0.0.1:99999"),
    *("http://127.0.0.1:x", "http://[::1", "http://2130706433:80", "http://[::ffff:10.0.0.1]"),
    "http://localhost.example.org:8080",
]


@pytest.mark.parametrize("url", NOT_OF_THIS_MACHINE)
async def test_an_address_that_is_not_of_this_machine_is_refused(url: str) -> None:
    error = await refused(url)
    assert error.said.key == "engine.bad_url"
    assert "local.url" in sentence(error.said, "en")


async def test_an_address_with_a_password_is_refused_and_not_repeated() -> None:
    error = await refused("http://user:hush@127.0.0.1:1?key=hush")
    assert error.said.key == "engine.url_with_password"
    assert "hush" not in sentence(error.said, "en") + repr(error)


@pytest.mark.parametrize("url", ["http://user:hush@example.org", "http://example.org/?key=hush"])
async def test_a_refused_address_is_shown_without_its_secrets(url: str) -> None:
    assert "hush" not in sentence((await refused(url)).said, "en")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        (" http://localhost:8012 ", "http://127.0.0.1:8012"),
        ("http://127.1.2.3", "http://127.1.2.3:80"),
        ("http://[::1]:8080/v1/", "http://[::1]:8080"),
        ("http://localhost:8080/llama/v1", "http://127.0.0.1:8080/llama"),
    ],
)
def test_addresses_of_this_machine_are_written_in_one_way(url: str, address: str) -> None:
    assert loopback(url) == address


async def test_an_engine_that_loads_its_model_is_waited_for() -> None:
    async with wire_server() as server:
        server.next("/health", wire.loading, wire.loading)
        async with opened(server.url) as engine:
            assert engine.facts.model == "qwen2.5-coder-0.5b"
    assert len(server.asked("/health")) == 3


async def test_an_engine_that_loads_for_too_long_is_said_to_be_loading() -> None:
    async with wire_server() as server:
        server.next("/health", *[wire.loading] * 20)
        error = await refused(server.url, opening_ms=300)
    assert error.said.key == "engine.loading"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/health", "engine.silent"),
        ("/props", "engine.slow"),
        ("/tokenize", "engine.slow"),
        ("/completion", "engine.slow"),
    ],
)
async def test_an_engine_that_hangs_while_it_is_opened_is_called_slow_or_silent(
    path: str, key: str
) -> None:
    async with wire_server() as server:
        server.next(path, wire.hang)
        error = await refused(server.url, opening_ms=300)
        async with asyncio.timeout(DEADLINE_S):
            await server.abandoned.wait()
    assert error.said.key == key


async def _banner(_server: WireServer, _request: Request, line: Line) -> None:
    await line.send(b"SSH-2.0-OpenSSH_9.2\r\n")
    line.close()


@pytest.mark.parametrize(
    ("path", "answer", "key"),
    [
        ("/health", wire.say(b"<html>", media_type="text/html"), "engine.not_llama_cpp"),
        (
            "/health",
            wire.say(b"Ollama is running", media_type="text/plain"),
            "engine.not_llama_cpp",
        ),
        ("/health", wire.redirect("http://127.0.0.1:9/health"), "engine.redirects"),
        ("/health", wire.refuse(404, "File Not Found"), "engine.not_llama_cpp"),
        ("/health", wire.say(b'{"status":"ok"', media_type="text/plain"), "engine.not_llama_cpp"),
        ("/health", _banner, "engine.not_http"),
        ("/props", wire.say(b'{"status":"ok"}'), "engine.not_llama_cpp"),
        ("/props", wire.say(b'{"total_slots":"two"}'), "engine.no_model"),
        ("/props", wire.refuse(401, "Invalid API Key"), "engine.wrong_key"),
        ("/tokenize", wire.refuse(500, "no vocabulary"), "engine.failed"),
        ("/completion", wire.refuse(500, "out of memory"), "engine.out_of_memory"),
    ],
)
async def test_what_is_no_usable_engine_is_called_by_its_name(
    path: str, answer: Behaviour, key: str
) -> None:
    async with wire_server() as server:
        server.next(path, answer, answer)
        error = await refused(server.url)
    assert error.said.key == key


async def test_a_server_without_a_model_is_told_from_one_that_is_no_llama_cpp() -> None:
    async with wire_server() as server:
        server.props["default_generation_settings"] = {"params": None, "n_ctx": 0}
        assert (await refused(server.url)).said.key == "engine.no_model"


async def test_a_redirect_is_not_followed_and_a_key_goes_nowhere_else() -> None:
    async with wire_server() as server, wire_server() as elsewhere:
        server.next("/health", wire.redirect(f"{elsewhere.url}/health"))
        await refused(server.url, key="s3cret")
        assert not elsewhere.requests


async def test_a_closed_port_is_an_engine_that_does_not_run() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    error = await refused(f"http://127.0.0.1:{port}")
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.not_running"


async def test_a_server_below_a_path_is_reached() -> None:
    async with wire_server() as server:
        with pytest.raises(EngineError):
            async with opened(f"{server.url}/below/v1"):
                pass
        assert server.requests[0].path == "/below/health"


@pytest.mark.parametrize(
    ("alias", "path", "model"),
    [
        ("coder", "/m/x.gguf", "coder"),
        ("", "/m/Qwen2.5-Coder-3B-Q8_0.gguf", "Qwen2.5-Coder-3B-Q8_0"),
        ("C:\\m\\StarCoder2.gguf", "C:\\m\\StarCoder2.gguf", "StarCoder2"),
        (5, None, ""),
    ],
)
async def test_a_model_is_called_by_its_alias_or_else_by_its_file(
    alias: object, path: object, model: str
) -> None:
    async with wire_server() as server:
        server.props |= {"model_alias": alias, "model_path": path}
        async with opened(server.url) as engine:
            assert engine.facts.model == model


async def test_a_model_with_none_of_the_known_tokens_tells_none() -> None:
    async with wire_server() as server:
        server.next("/tokenize", *[wire.say(b'{"tokens":[1,2,3,4,5]}')] * 50)
        async with opened(server.url) as engine:
            assert engine.facts.fim_tokens == {}


async def _forgetting(server: WireServer, request: Request, line: Line) -> None:
    server.read(request.body["id_slot"], "")
    await wire.properly(server, request, line)


async def test_an_engine_that_forgets_what_stood_before_a_change_is_found_out() -> None:
    async with wire_server() as server:
        server.next("/completion", _forgetting, _forgetting)
        async with opened(server.url) as engine:
            assert engine.facts.keeps_prefixes is False


async def test_in_a_slot_that_others_use_forgetting_proves_nothing() -> None:
    async with wire_server() as server:
        server.next("/completion", _forgetting, _forgetting)
        async with opened(server.url, fixed(9)) as engine:
            assert engine.facts.slot == ANY
            assert engine.facts.keeps_prefixes is None


async def test_a_context_too_small_for_the_trial_is_not_tried() -> None:
    async with wire_server() as server:
        server.props["default_generation_settings"] = {"n_ctx": 128}
        async with opened(server.url) as engine:
            assert engine.facts.keeps_prefixes is None
    assert not server.asked("/completion")


def test_a_key_is_not_shown_by_accident() -> None:
    assert "s3cret" not in repr(Server("http://127.0.0.1:1", "s3cret"))
