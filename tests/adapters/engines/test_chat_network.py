"""On the way to a chat server: addresses, proxies, certificates, and nobody there."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator

import pytest

from sansfil.adapters.engines.chat import OpenAIChat
from sansfil.adapters.engines.chat.address import address_of
from sansfil.adapters.engines.openrouter import OpenRouter
from sansfil.core.faults import Fault
from sansfil.core.phrases import phrase, sentence
from sansfil.ports import EngineError
from sansfil.ports.chat import ChatError
from tests.adapters.engines.chat_asking import (
    asking,
    events_of,
    failure,
    is_said_well,
    text_in,
    using,
)
from tests.openrouter_sim import Simulator

pytestmark = pytest.mark.usefixtures("nothing_is_left")
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
KEY = "sk-or-v1-of-a-test"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@contextlib.asynccontextmanager
async def saying(answer: bytes) -> AsyncGenerator[tuple[str, list[bytes]]]:
    """A port that answers any first bytes so, and remembers them."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.read(65_536))
        writer.write(answer)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


async def fault_at(url: str, key: str = KEY) -> ChatError:
    async with using(OpenRouter(url, key)) as server:
        error = await failure(server, asking())
    assert is_said_well(error)
    return error


@pytest.mark.parametrize(
    "url",
    [
        "",
        "openrouter.ai",
        "ftp://openrouter.ai",
        "http://openrouter.ai/api/v1",
        "http://10.0.0.7:8000",
        "https://user:word@openrouter.ai",
        "https://key@openrouter.ai",
        "https://openrouter.ai/api/v1?key=1",
        "https://openrouter.ai/#x",
        "https://openrouter.ai:99999",
        "https://open router.ai",
        "https://openrouter.ai\\@evil.example",
        "https://éxample.org",
        "https://[::1",
    ],
)
def test_an_address_that_a_key_must_not_go_to_is_refused(url: str) -> None:
    for opened in (lambda: OpenRouter(url, KEY), lambda: OpenAIChat(url)):
        with pytest.raises(ChatError) as raised:
            opened()
        assert raised.value.fault is Fault.REFUSED
        said = sentence(raised.value.said, "en")
        assert "word" not in said.replace("password", "") and KEY not in said


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://openrouter.ai/api/v1", "https://openrouter.ai:443"),
        ("https://OpenRouter.AI:443/api/v1/", "https://openrouter.ai:443"),
        ("http://localhost:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:9/v1", "http://[::1]:9"),
    ],
)
def test_addresses_have_one_origin_however_they_are_written(url: str, origin: str) -> None:
    assert address_of(url).origin == origin


async def test_nobody_there_is_told_as_such() -> None:
    assert (await fault_at(f"http://127.0.0.1:{free_port()}/api/v1")).fault is Fault.UNREACHABLE


async def test_what_guards_the_border_has_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = EngineError(phrase("cloud.bad_address", url="elsewhere"))

    async def refuse(*_: object, **__: object) -> None:
        raise guarded

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", refuse)
    error = await fault_at("https://models.example/api/v1")
    assert error.fault is Fault.REFUSED and error.said is guarded.said


async def test_what_speaks_no_http_is_unreadable() -> None:
    async with saying(b"SSH-2.0-OpenSSH_9.2\r\nor so\r\n\r\n") as (place, _):
        assert (await fault_at(f"http://{place}/api/v1")).fault is Fault.GARBLED


async def test_what_speaks_no_tls_is_no_safe_connection() -> None:
    async with saying(b"HTTP/1.1 400 Bad Request\r\n\r\n") as (place, asked):
        error = await fault_at(f"https://{place}/api/v1")
    assert error.fault is Fault.TLS
    assert KEY.encode() not in b"".join(asked)


async def test_a_proxy_that_refuses_is_told_and_gets_no_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    async with saying(answer) as (place, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://name:word@{place}")
        error = await fault_at("https://openrouter.ai/api/v1")
    assert error.fault is Fault.PROXY
    assert "HTTPS_PROXY" in sentence(error.said, "en") and "word@" not in sentence(error.said, "en")
    assert asked[0].startswith(b"CONNECT openrouter.ai:443") and KEY.encode() not in asked[0]


@pytest.mark.parametrize("scheme", ["http://", "", "socks9://"])
async def test_a_proxy_that_is_not_there_is_told(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", f"{scheme}127.0.0.1:{free_port()}")
    assert (await fault_at("https://openrouter.ai/api/v1")).fault is Fault.PROXY


@pytest.mark.parametrize("proxy", ["garbage::", "http://[", "http://a:b:c", "http://\x7f"])
async def test_a_proxy_that_is_no_address_is_told(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert (await fault_at("https://openrouter.ai/api/v1")).fault is Fault.PROXY


async def test_no_proxy_is_asked_for_what_is_on_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with saying(b"") as (place, asked), Simulator.serving() as sim:
        for name in VARIABLES[:3]:
            monkeypatch.setenv(name, f"http://{place}")
        async with using(OpenRouter(sim.base_url, sim.account.key)) as server:
            assert text_in(await events_of(server, asking()))
    assert not asked


async def test_an_exception_from_the_proxy_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    from sansfil.adapters.engines.chat.transport import proxy_for

    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert proxy_for(address_of("https://openrouter.ai")) == "http://proxy.example:3128"
    monkeypatch.setenv("NO_PROXY", "example.org,.openrouter.ai")
    assert proxy_for(address_of("https://openrouter.ai")) == ""
