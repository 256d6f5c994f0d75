"""Embedders behind HTTP, each before its own server on the wire."""

import asyncio
import contextlib
import json
import math
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sansfil.adapters.embedders import ollama, openai_compatible
from sansfil.adapters.embedders.asking import Asking
from sansfil.adapters.embedders.opening import leaves_machine, opened, place_of
from sansfil.adapters.embedders.prefixes import Prefixes
from sansfil.adapters.embedders.server import ServerEmbedder
from sansfil.adapters.outgoing import Outgoing
from sansfil.core.phrases import phrase, sentence
from sansfil.ports import EngineError
from sansfil.ports.activity import Exchange, Record, unrecorded
from sansfil.ports.index import Embedder, TextRefused
from sansfil.settings import IndexSettings
from tests.adapters.embedders import servers
from tests.adapters.embedders.servers import MODEL, answer_of, vector_of
from tests.engine import wire
from tests.engine.wire import Behaviour, Line, Request, WireServer, wire_server

pytestmark = pytest.mark.usefixtures("nothing_is_left")
DEADLINE_MS = 10_000
UNKNOWN_ORIGIN = "https://embeddings.example:443"


@dataclass(frozen=True)
class Kind:
    """A kind of server: `manner` is how it behaves, `path` where it embeds."""

    name: str
    manner: Callable[[int], Behaviour]
    path: str

    def __str__(self) -> str:
        return self.name


OPENAI = Kind("openai", lambda context: servers.openai(context=context), "/v1/embeddings")
OLLAMA = Kind("ollama", lambda context: servers.ollama(context=context), "/api/embed")
KINDS = pytest.mark.parametrize("kind", [OPENAI, OLLAMA], ids=str)


def settings_for(kind: Kind, server: WireServer, **more: Any) -> IndexSettings:
    usual = IndexSettings(embedder=kind.name, embedder_url=server.url, embedding_model=MODEL)
    return replace(usual, **more)


@contextlib.asynccontextmanager
async def facing(
    kind: Kind, context: int = 10_000, manner: Behaviour | None = None, key: str = "", **more: Any
) -> AsyncGenerator[tuple[WireServer, Embedder]]:
    async with wire_server(manner or kind.manner(context)) as server:
        server.key = key
        found = await asyncio.to_thread(opened, settings_for(kind, server, **more), key)
        try:
            yield server, found
        finally:
            found.close()


@contextlib.asynccontextmanager
async def by_hand(
    kind: Kind,
    is_loopback: bool = True,
    first_pause_s: float = 0.001,
    record: Record = unrecorded,
) -> AsyncGenerator[tuple[WireServer, ServerEmbedder]]:
    """One that hardly pauses before it asks again, or that takes this machine for another."""
    async with wire_server(kind.manner(10_000)) as server:
        place = place_of(settings_for(kind, server))
        assert place is not None
        dialect = {OPENAI: openai_compatible, OLLAMA: ollama}[kind].DIALECT
        outgoing = Outgoing(record, place.origin, kind.name, phrase("index.why_embedding"))
        address = replace(place, is_loopback=is_loopback)
        asking = Asking(address, "", first_pause_s, outgoing)
        until_s = time.monotonic() + DEADLINE_MS / 1000
        found = await asyncio.to_thread(ServerEmbedder, asking, dialect, MODEL, Prefixes(), until_s)
        try:
            yield server, found
        finally:
            found.close()


async def vectors(embedder: Embedder, *texts: str, deadline_ms: int = DEADLINE_MS) -> Any:
    return await asyncio.to_thread(embedder.embedded, texts, deadline_ms)


async def said_of(asked: Any) -> str:
    """The key of the sentence that asking ends in, which both languages have."""
    with pytest.raises(EngineError) as caught:
        await asked
    assert all(sentence(caught.value.said, locale) for locale in ("en", "fr"))
    return caught.value.said.key


async def refused(settings: IndexSettings, key: str = "", deadline_ms: int = DEADLINE_MS) -> str:
    return await said_of(asyncio.to_thread(opened, settings, key, deadline_ms))


def texts_of(server: WireServer, kind: Kind) -> list[str]:
    """All that was sent to be embedded."""
    return [text for request in server.asked(kind.path) for text in request.body["input"]]


def unit(text: str) -> list[float]:
    numbers = vector_of(text)
    return [number / math.hypot(*numbers) for number in numbers]


@KINDS
async def test_each_text_gets_its_own_vector_of_length_one(kind: Kind) -> None:
    async with facing(kind, query_prefix="q ", text_prefix="t ") as (_, embedder):
        found = await vectors(embedder, "def a(): ...", "class B: pass")
        query = await asyncio.to_thread(embedder.query, "where is B", DEADLINE_MS)
    assert found == [pytest.approx(unit(f"t {text}")) for text in ("def a(): ...", "class B: pass")]
    assert query == pytest.approx(unit("q where is B"))
    assert embedder.dimension == 3


@KINDS
async def test_the_fingerprint_tells_model_dimension_and_prefixes(kind: Kind) -> None:
    async with facing(kind) as (_, one), facing(kind, query_prefix="q ") as (_, other):
        assert one.fingerprint.startswith(f"{kind} {MODEL} 3")
        assert one.fingerprint != other.fingerprint


@KINDS
async def test_a_hundred_and_fifty_texts_go_in_three_requests(kind: Kind) -> None:
    async with facing(kind) as (server, embedder):
        texts = [f"text {number}" for number in range(150)]
        found = await vectors(embedder, *texts)
        asked = server.asked(kind.path)[1:]
    assert [len(request.body["input"]) for request in asked] == [64, 64, 22]
    assert len(found) == 150


@KINDS
async def test_of_a_text_that_is_too_long_the_beginning_is_read(kind: Kind) -> None:
    async with facing(kind, context=60) as (server, embedder):
        found = await vectors(embedder, "short", "word " * 200, "last")
        longest = max(filter(lambda text: len(text.split()) <= 60, texts_of(server, kind)), key=len)
    assert len(longest.split()) > 15
    assert found[1] == pytest.approx(unit(longest))
    assert found[2] == pytest.approx(unit("search_document: last"))


async def test_a_server_of_small_batches_is_given_small_ones() -> None:
    async with facing(OPENAI, manner=servers.openai(most_texts=10)) as (_, embedder):
        found = await vectors(embedder, *map(str, range(30)))
    assert found == [pytest.approx(unit(f"search_document: {number}")) for number in range(30)]


async def test_vectors_in_base64_are_read_as_well() -> None:
    async with facing(OPENAI, manner=servers.openai(packed=True)) as (_, embedder):
        assert await vectors(embedder, "a") == [pytest.approx(unit("search_document: a"))]


@KINDS
async def test_an_empty_text_and_half_a_surrogate_pair_get_a_vector(kind: Kind) -> None:
    async with facing(kind, query_prefix="q ") as (_, embedder):
        assert len(await vectors(embedder, "", "\ud800")) == 2


async def test_without_a_name_the_one_model_is_taken() -> None:
    async with wire_server(servers.openai("only")) as server:
        found = await asyncio.to_thread(
            opened, settings_for(OPENAI, server, embedding_model=""), ""
        )
        found.close()
    assert found.fingerprint.startswith("openai only ")


async def test_without_a_name_several_models_are_told() -> None:
    async with wire_server(servers.openai("one", "two")) as server:
        settings = settings_for(OPENAI, server, embedding_model="")
        assert await refused(settings) == "index.embedder_models"


# What is repeated, and what is not


@KINDS
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_server_that_is_busy_for_a_while_is_asked_again(kind: Kind, status: int) -> None:
    async with by_hand(kind) as (server, embedder):
        server.next(kind.path, *[wire.say(b'{"error": "in a moment"}', status)] * 3)
        assert await vectors(embedder, "a") == [pytest.approx(unit("a"))]
        server.next(kind.path, *[wire.say(b'{"error": "in a moment"}', status)] * 4)
        await said_of(vectors(embedder, "a"))


@KINDS
@pytest.mark.parametrize(
    ("status", "is_about_texts"),
    [(400, True), (413, True), (422, True), (401, False), (404, False), (429, False), (500, False)],
)
async def test_only_a_refusal_of_the_texts_is_told_as_one(
    kind: Kind, status: int, is_about_texts: bool
) -> None:
    async with by_hand(kind) as (server, embedder):
        server.next(kind.path, *[wire.say(b'{"error": "not so"}', status)] * 9)
        with pytest.raises(EngineError) as caught:
            await vectors(embedder, "a")
    assert isinstance(caught.value, TextRefused) == is_about_texts


@KINDS
@pytest.mark.parametrize("behaviour", [wire.die, wire.say(b"", 200), wire.say(b"[]", 200)])
async def test_a_server_that_dies_or_talks_nonsense_is_one_sentence(
    kind: Kind, behaviour: Behaviour
) -> None:
    async with by_hand(kind) as (server, embedder):
        server.next(kind.path, *[behaviour] * 9)
        key = await said_of(vectors(embedder, "a"))
    assert key in ("index.embedder_broke_off", "index.embedder_unusable")


@KINDS
async def test_one_connection_serves_for_all_and_is_opened_again_where_it_was_closed(
    kind: Kind,
) -> None:
    lines: list[Line] = []

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        lines.append(line)
        await kind.manner(10_000)(server, request, line)

    async with by_hand(kind, first_pause_s=3_600) as (server, embedder):
        server.next(kind.path, behave, behave, wire.hang_up, behave)
        for text in "abc":
            assert await vectors(embedder, text) == [pytest.approx(unit(text))]
    assert lines[0] is lines[1] is not lines[2]


async def test_a_server_that_asks_for_more_patience_than_there_is_is_not_waited_for() -> None:
    async def busy(_server: WireServer, _request: Request, line: Line) -> None:
        await line.whole(b"{}", 429, "application/json", "Retry-After: 3600")

    async with facing(OPENAI) as (server, embedder):
        server.next(OPENAI.path, busy)
        assert await said_of(vectors(embedder, "a")) == "index.embedder_busy"
        assert len(server.asked(OPENAI.path)) == 2


@KINDS
async def test_a_server_that_hangs_is_given_up_at_the_deadline(kind: Kind) -> None:
    async with facing(kind) as (server, embedder):
        server.next(kind.path, wire.hang)
        asked = vectors(embedder, "a", deadline_ms=50)
        assert await said_of(asked) == "index.embedder_slow"


async def test_a_server_that_answers_without_an_end_is_given_up_at_the_deadline() -> None:
    async with facing(OPENAI) as (server, embedder):
        server.next(OPENAI.path, wire.endlessly(" "))
        asked = vectors(embedder, "a", deadline_ms=50)
        assert await said_of(asked) == "index.embedder_slow"


@KINDS
async def test_closing_from_another_thread_ends_what_waits(kind: Kind) -> None:
    begun = asyncio.Event()

    async def hang(server: WireServer, request: Request, line: Line) -> None:
        begun.set()
        await wire.hang(server, request, line)

    async with facing(kind) as (server, embedder):
        server.next(kind.path, hang)
        waiting = asyncio.create_task(said_of(vectors(embedder, "a", deadline_ms=60_000)))
        async with asyncio.timeout(10):
            await begun.wait()
            embedder.close()
            assert await waiting == "index.embedder_broke_off"


# What is refused


@pytest.mark.parametrize(
    "told",
    [
        answer_of([]),
        answer_of([[1.0, 2.0, 3.0]] * 2),
        answer_of([[1.0, float("nan"), 3.0]]),
        answer_of([[0.0, 0.0, 0.0]]),
        answer_of([None]),
        {"data": [{"index": 7, "embedding": [1.0, 2.0, 3.0]}]},
        {"choices": [{"text": "I am a chat model"}]},
    ],
)
async def test_vectors_that_nothing_can_be_found_with_are_refused(told: Any) -> None:
    async with facing(OPENAI) as (server, embedder):
        server.next(OPENAI.path, wire.say(json.dumps(told).encode()))
        assert await said_of(vectors(embedder, "a")) == "index.embedder_unusable"


async def test_another_dimension_than_at_the_beginning_is_refused() -> None:
    async with facing(OPENAI) as (server, embedder):
        server.next(OPENAI.path, wire.say(json.dumps(answer_of([[1.0, 2.0]])).encode()))
        assert await said_of(vectors(embedder, "a")) == "index.embedder_dimension"


@KINDS
async def test_the_key_is_sent_to_its_server_and_nowhere_else(kind: Kind) -> None:
    async with wire_server(wire.say(b"{}")) as elsewhere, facing(kind, key="k-1234") as at:
        server, embedder = at
        assert server.requests[-1].headers["authorization"] == "Bearer k-1234"
        server.next(kind.path, wire.redirect(elsewhere.url + kind.path))
        assert await said_of(vectors(embedder, "a")) == "index.embedder_redirects"
        assert elsewhere.requests == []


@KINDS
async def test_no_proxy_of_the_environment_is_asked(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with wire_server(wire.say(b"{}")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        async with facing(kind, key="k-1234") as (server, embedder):
            await vectors(embedder, "a")
            assert server.requests[-1].path == kind.path
        assert proxy.requests == []


@KINDS
@pytest.mark.parametrize("is_loopback", [True, False])
async def test_secrets_do_not_leave_the_machine(kind: Kind, is_loopback: bool) -> None:
    text = "password = 'hunter2-Zx81!'\nsave(password)\n"
    async with by_hand(kind, is_loopback) as (server, embedder):
        await vectors(embedder, text)
        await asyncio.to_thread(embedder.query, text, DEADLINE_MS)
        (_, *sent) = texts_of(server, kind)
    assert all(("hunter2" in each) is is_loopback for each in sent)
    assert all("save(password)" in each for each in sent)


async def test_a_secret_that_prompts_would_not_hold_does_not_leave_either() -> None:
    """Found by the library's rules alone, as prompts are searched."""
    token = "1234567890:" + "AAG-abcdefghijklmnopqrstuvwxyz_12345"
    async with by_hand(OPENAI, is_loopback=False) as (server, embedder):
        await vectors(embedder, f"send('{token}')\n")
        (_, sent) = texts_of(server, OPENAI)
    assert token[:40] not in sent
    assert sent.startswith("send('")


@KINDS
async def test_all_that_leaves_the_machine_is_recorded_with_what_it_says(kind: Kind) -> None:
    kept = list[Exchange]()
    async with by_hand(kind, is_loopback=False, record=kept.append) as (server, embedder):
        await vectors(embedder, "password = 'hunter2-Zx81!'\nsave(password)\n")
        server.next(kind.path, wire.say(b"{}", 400))
        with pytest.raises(EngineError):
            await vectors(embedder, "b")
        assert [json.loads(each.body) for each in kept] == [each.body for each in server.requests]
        assert {each.origin for each in kept} == {server.url}
    assert all(each.leaves_machine and each.model == MODEL for each in kept)
    assert [each.fault for each in kept] == ["", "", "failed"]
    assert not any(b"hunter2" in each.body for each in kept)


async def test_what_stays_on_this_machine_is_not_recorded_as_sent() -> None:
    kept = list[Exchange]()
    async with by_hand(OPENAI, record=kept.append) as (_, embedder):
        await vectors(embedder, "a")
    assert kept == []


async def test_a_server_that_repeats_the_key_is_not_quoted_with_it() -> None:
    async with facing(OPENAI, key="k-1234") as (server, embedder):
        server.next(OPENAI.path, wire.say(b'{"error": {"message": "bad k-1234"}}', 418))
        with pytest.raises(EngineError) as caught:
            await vectors(embedder, "a")
    assert "bad …" in sentence(caught.value.said, "en")


async def test_a_wrong_key_is_said() -> None:
    async with wire_server(servers.openai()) as server:
        server.key = "right"
        assert await refused(settings_for(OPENAI, server), "wrong") == "index.embedder_wants_key"
        assert await refused(settings_for(OPENAI, server), "é\n") == "index.embedder_bad_key"


async def test_a_model_that_is_not_there_is_said() -> None:
    async with wire_server(servers.ollama()) as server:
        settings = settings_for(OLLAMA, server, embedding_model="other")
        assert await refused(settings) == "index.embedder_not_found"
        settings = settings_for(OLLAMA, server, embedding_model="")
        assert await refused(settings) == "index.embedder_no_model"


async def test_a_model_that_ollama_asks_elsewhere_for_is_refused_before_any_text_is_sent() -> None:
    async with wire_server(servers.ollama(remote_host="https://ollama.com")) as server:
        assert await refused(settings_for(OLLAMA, server)) == "index.embedder_remote"
        assert server.asked("/api/embed") == []


async def test_where_nobody_listens_it_is_said_at_once() -> None:
    async with wire_server() as server:
        settings = settings_for(OPENAI, server)
    assert await refused(settings) == "index.embedder_silent"


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.1:8080",
        "http://embeddings.example/v1",
        "ftp://127.0.0.1",
        "https://user:word@embeddings.example",
        "https://embeddings.example/v1?key=1",
        "127.0.0.1:8080",
    ],
)
async def test_an_address_that_code_may_not_go_to_is_refused(url: str) -> None:
    settings = IndexSettings(embedder="openai", embedder_url=url)
    assert await refused(settings) == "index.embedder_bad_url"
    assert leaves_machine(settings) == ""


async def test_no_address_and_no_embedder_are_said() -> None:
    assert await refused(IndexSettings(embedder="openai")) == "index.embedder_no_url"
    assert await refused(IndexSettings()) == "index.embedder_off"


@pytest.mark.parametrize(
    ("kind", "url", "origin"),
    [
        ("openai", "https://embeddings.example/v1", UNKNOWN_ORIGIN),
        ("ollama", "https://embeddings.example", UNKNOWN_ORIGIN),
        ("openai", "http://localhost:8080", ""),
        ("ollama", "", ""),
        ("onnx", "https://embeddings.example/v1", ""),
        ("none", "https://embeddings.example/v1", ""),
    ],
)
def test_the_origin_that_texts_leave_for_is_told(kind: str, url: str, origin: str) -> None:
    assert leaves_machine(IndexSettings(embedder=kind, embedder_url=url)) == origin


@pytest.mark.parametrize(
    ("kind", "url", "below"),
    [
        ("openai", "http://127.0.0.1:8080", "/v1"),
        ("openai", "http://127.0.0.1:8080/v1/", "/v1"),
        ("openai", "https://api.example/v1beta/openai", "/v1beta/openai"),
        ("openai", "https://api.example/v1/embeddings", "/v1"),
        ("ollama", "http://127.0.0.1:11434/api/embed", ""),
        ("ollama", "http://127.0.0.1:11434/v1", ""),
        ("ollama", "https://gate.example/ollama", "/ollama"),
    ],
)
def test_an_address_is_understood_however_much_of_it_was_named(
    kind: str, url: str, below: str
) -> None:
    place = place_of(IndexSettings(embedder=kind, embedder_url=url))
    assert place is not None
    assert place.below == below


IN_PRIVATE = """
from sansfil.adapters import loopback_guard
from sansfil.adapters.embedders.opening import opened
from sansfil.ports import EngineError
from sansfil.settings import IndexSettings

loopback_guard.switch(is_private=True)
for url in ("https://192.0.2.1", "https://embeddings.example"):
    try:
        opened(IndexSettings(embedder="openai", embedder_url=url, embedding_model="m"), "")
    except EngineError as error:
        print(error.said.key)
"""


def test_private_mode_keeps_every_text_here() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IN_PRIVATE], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["consent.private"] * 2
