"""The llama.cpp client before a server that does what the genuine one will not do on demand."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator

import pytest

from sansfil.adapters.engines.llama_cpp import LlamaCpp
from sansfil.adapters.engines.wire.connection import opened as connecting
from sansfil.core.phrases import sentence
from sansfil.ports import End, EngineError, EngineGone, Finished, Usage
from tests.adapters.engines.asking import DEADLINE_S, asking, failure, heard, opened
from tests.engine import wire
from tests.engine.wire import Behaviour, WireServer, wire_server

pytestmark = pytest.mark.usefixtures("nothing_is_left")


@contextlib.asynccontextmanager
async def facing(*behaviours: Behaviour) -> AsyncGenerator[tuple[WireServer, LlamaCpp]]:
    """An opened engine whose next completions go like this."""
    async with wire_server() as server, opened(server.url) as engine:
        server.next("/completion", *behaviours)
        yield server, engine


async def said_after(*behaviours: Behaviour) -> EngineError:
    """The error of one completion; the next one must go well."""
    async with facing(*behaviours) as (_, engine):
        error = await failure(engine, asking())
        assert url_is_said(error, engine)
        await heard(engine, asking())
    return error


def url_is_said(error: EngineError, engine: LlamaCpp) -> bool:
    return all(engine.facts.url in sentence(error.said, locale) for locale in ("en", "fr"))


async def test_what_is_asked_is_llama_cpps_own_completion_and_never_infill() -> None:
    async with facing() as (server, engine):
        texts, finished = await heard(engine, asking("x = ", 2, stops=("\n",), deadline_ms=700))
        body = server.asked("/completion")[-1].body
    assert "".join(texts) == "return total"
    assert finished == Finished(End.DONE, Usage(0, 4, 2))
    assert body["prompt"] == "x = "
    assert (body["n_predict"], body["stop"], body["t_max_predict_ms"]) == (2, ["\n"], 700)
    assert body["cache_prompt"] is body["stream"] is True
    assert (body["id_slot"], body["temperature"]) == (0, 0)
    assert not server.asked("/infill")


async def test_an_engine_that_says_nothing_is_left_at_the_deadline_and_hears_of_it() -> None:
    async with facing(wire.hang) as (server, engine):
        error = await failure(engine, asking(deadline_ms=100))
        async with asyncio.timeout(DEADLINE_S):
            await server.abandoned.wait()
        await heard(engine, asking())
    assert error.said.key == "engine.slow"
    assert not isinstance(error, EngineGone)


async def test_an_engine_that_falls_silent_in_mid_stream_has_said_what_it_said() -> None:
    async with facing(wire.pieces("def ", "f", then=wire.hang)) as (server, engine):
        texts: list[object] = []
        with pytest.raises(EngineError) as slow:
            async with engine.streaming(asking(deadline_ms=200)) as events:
                async for event in events:
                    texts.append(event)
        async with asyncio.timeout(DEADLINE_S):
            await server.abandoned.wait()
    assert texts == ["def ", "f"]
    assert slow.value.said.key == "engine.slow"


async def test_leaving_closes_the_connection_at_once() -> None:
    async with facing(wire.pieces("def ", then=wire.hang)) as (server, engine):
        async with engine.streaming(asking()) as events:
            assert await anext(events) == "def "
            assert len(server.open_lines) >= 1
        async with asyncio.timeout(DEADLINE_S):
            await server.abandoned.wait()


@pytest.mark.parametrize("end", [wire.die, wire.hang_up])
async def test_an_engine_that_dies_in_mid_stream_is_gone(end: Behaviour) -> None:
    error = await said_after(wire.pieces("def ", then=end))
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.broke_off"


async def test_an_engine_that_dies_before_it_answers_is_gone() -> None:
    error = await said_after(wire.die, wire.die)
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.broke_off"


async def test_a_kept_connection_that_the_server_has_just_closed_is_no_failure() -> None:
    async with facing(wire.hang_up) as (server, engine):
        await engine.count("so that a connection is kept")
        texts, _ = await heard(engine, asking())
        assert "".join(texts) == server.text


async def test_a_stream_that_ends_without_its_last_message_is_a_failure() -> None:
    broken = wire.stream([b'data: {"content":"def "}\n\n'])
    error = await said_after(broken)
    assert error.said.key == "engine.broke_off"


ERROR = b'{"code":500,"message":"Context size has been exceeded.","type":"server_error"}'


@pytest.mark.parametrize(
    "failing",
    [
        wire.refuse(500, "Context size has been exceeded."),
        wire.say(b'{"error":%s}' % ERROR),
        wire.stream([b'data: {"error":%s}\n\n' % ERROR]),
        wire.stream([b"error: %s\n\n" % ERROR]),
        wire.stream([b'error: {"error":%s}\n\n' % ERROR]),
    ],
    ids=["status 500", "status 200", "as data", "as a field of its own", "twice an error"],
)
async def test_an_error_is_said_in_the_engines_words_however_it_comes(failing: Behaviour) -> None:
    error = await said_after(failing)
    assert error.said.key == "engine.failed"
    assert error.said.values["why"] == "Context size has been exceeded"


async def test_an_error_as_long_as_a_novel_becomes_one_short_line() -> None:
    error = await said_after(wire.refuse(400, "bad prompt:\n" + "my secret code " * 500))
    why = str(error.said.values["why"])
    assert len(why) <= 120
    assert "\n" not in why


async def test_an_engine_that_loads_another_model_must_be_opened_anew() -> None:
    error = await said_after(wire.loading)
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.loading"


async def test_an_engine_with_a_smaller_context_than_before_must_be_opened_anew() -> None:
    error = await said_after(wire.too_long(3000, 2048))
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.other_model"


async def test_an_answer_signed_by_another_model_must_not_be_trusted() -> None:
    async with facing() as (server, engine):
        server.props["model_alias"] = "another"
        error = await failure(engine, asking())
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.other_model"


@pytest.mark.parametrize(
    "answer",
    [
        wire.say(b"<html>It works!</html>", media_type="text/html"),
        wire.say(b"<html>404</html>", 404, "text/html"),
        wire.say(b"", 204, "text/plain"),
        wire.say(b'["a", "list"]'),
    ],
    ids=["page", "missing page", "nothing", "list"],
)
async def test_something_else_at_the_address_is_called_so(answer: Behaviour) -> None:
    error = await said_after(answer)
    assert isinstance(error, EngineGone)
    assert error.said.key == "engine.not_llama_cpp"


@pytest.mark.parametrize(
    "chunk",
    [
        b'data: {"content": "def\n\n',
        b'data: {"content": 5}\n\n',
        b"data: [1, 2]\n\n",
        b"data: \xff\xfe\n\n",
        b'data: {"content":"\xc3"}\n\n',
        b"data: " + b"[" * 100_000 + b"\n\n",
        b"data: " + b"x" * 2_000_000,
    ],
    ids=["half", "number", "list", "no text", "half a character", "deep", "endless line"],
)
async def test_what_cannot_be_read_is_called_unreadable(chunk: bytes) -> None:
    error = await said_after(wire.stream([chunk]))
    assert error.said.key == "engine.garbled"


async def test_an_answer_too_large_to_hold_is_called_unreadable() -> None:
    error = await said_after(wire.say(b'{"content":"%s"}' % (b"x" * 5_000_000)))
    assert error.said.key == "engine.garbled"


async def test_pings_odd_fields_and_line_ends_are_passed_over() -> None:
    chunks = [
        b": ping\n\n",
        b'event: message\r\nid: 7\r\ndata: {"content":"def "}\r\n\r\n',
        b':\n\ndata:{"content":"f",\ndata: "stop":true,"stop_type":"eos"}\n\n',
    ]
    async with facing(wire.stream(chunks)) as (_, engine):
        texts, finished = await heard(engine, asking())
    assert texts == ["def ", "f"]
    assert finished.end is End.DONE


async def test_characters_split_over_chunks_come_whole() -> None:
    text = "naïve → 🍊 日本"
    content = json.dumps({"content": text, "stop": True}, ensure_ascii=False).encode()
    bytewise = [bytes([byte]) for byte in b"data: " + content + b"\n\n"]
    async with facing(wire.stream(bytewise)) as (_, engine):
        texts, _ = await heard(engine, asking())
    assert "".join(texts) == text


async def test_half_a_token_at_the_end_is_dropped() -> None:
    halves = wire.pieces("a = '", "\ud83c", "\udf4a", "' # ", "\ufffd")
    async with facing(halves) as (_, engine):
        texts, _ = await heard(engine, asking())
    assert "".join(texts) == "a = '🍊' # "


async def test_an_engine_that_ignores_stops_is_cut_and_closed() -> None:
    ignoring = wire.pieces("one", "\n", "\nt", "wo", then=wire.hang)
    async with facing(ignoring) as (server, engine):
        texts, finished = await heard(engine, asking(stops=("\n\nt", "zzz")))
        async with asyncio.timeout(DEADLINE_S):
            await server.abandoned.wait()
    assert texts == ["one"]
    assert finished.end is End.STOP


async def test_what_only_began_like_a_stop_is_shown_after_all() -> None:
    async with facing(wire.pieces("a\n", "\n", "b", "\n")) as (_, engine):
        texts, finished = await heard(engine, asking(stops=("\n\nt",)))
    assert "".join(texts) == "a\n\nb\n"
    assert finished.end is End.DONE


async def test_an_engine_that_never_ends_is_cut_at_the_cap() -> None:
    async with facing(wire.endlessly("x")) as (server, engine):
        texts, finished = await heard(engine, asking(most=5))
        async with asyncio.timeout(DEADLINE_S):
            await server.abandoned.wait()
    assert texts == ["x"] * 5
    assert finished.end is End.LIMIT


async def test_an_engine_that_writes_nothing_for_ever_is_left_at_the_deadline() -> None:
    async with facing(wire.endlessly("")) as (_, engine):
        error = await failure(engine, asking(deadline_ms=200))
    assert error.said.key == "engine.slow"


async def test_an_engine_that_does_not_stream_is_heard_all_the_same() -> None:
    answer = {"content": "return total\nx", "stop_type": "limit", "timings": {"cache_n": 5}}
    async with facing(wire.say(json.dumps(answer).encode())) as (_, engine):
        texts, finished = await heard(engine, asking(stops=("\nx",)))
    assert texts == ["return total"]
    assert finished == Finished(End.STOP, Usage(5, 0, 0))


@pytest.mark.parametrize(
    ("last", "end"),
    [
        ({"stopped_eos": True}, End.DONE),
        ({"stopped_word": True}, End.STOP),
        ({"stopped_limit": True}, End.LIMIT),
    ],
)
async def test_older_builds_are_understood(last: dict[str, object], end: End) -> None:
    timings = {"prompt_n": 3, "prompt_ms": 1.5, "predicted_n": 2, "predicted_ms": 4}
    told = {"content": "", "stop": True, "tokens_evaluated": 10, "timings": timings, **last}
    event = b"data: %s\n\n" % json.dumps(told).encode()
    async with facing(wire.stream([event])) as (_, engine):
        _, finished = await heard(engine, asking())
    assert finished == Finished(end, Usage(7, 3, 2, 1.5, 4.0))


async def test_the_costs_of_what_was_cut_are_those_that_were_told_before_it() -> None:
    progress = {"total": 40, "cache": 38, "processed": 40, "time_ms": 1}
    told = json.dumps({"content": "", "prompt_progress": progress}).encode()
    text = b'data: {"content":"a\\n","tokens_predicted":2}\n\n'
    async with facing(wire.stream([b"data: %s\n\n" % told, text])) as (_, engine):
        _, finished = await heard(engine, asking(stops=("\n",)))
    assert finished == Finished(End.STOP, Usage(38, 2, 2))


async def test_a_warm_up_writes_nothing_and_tells_what_was_new() -> None:
    async with facing() as (server, engine):
        first = await engine.warm("a b c", 5000)
        second = await engine.warm("a b d", 5000)
        assert server.asked("/completion")[-1].body["n_predict"] == 0
    assert (first.fresh, second.reused, second.fresh) == (3, 2, 1)


async def test_a_tokenizer_that_answers_nonsense_is_an_error() -> None:
    async with facing() as (server, engine):
        server.next("/tokenize", wire.say(b"[]"), wire.refuse(500, "no"))
        for _ in range(2):
            with pytest.raises(EngineError):
                await engine.count("x")
        assert await engine.count("x y") == 2


@pytest.mark.parametrize("path", ["/health", "/props", "/v1/models"])
async def test_an_engine_that_hangs_or_fails_when_asked_for_its_health_has_none(path: str) -> None:
    async with facing() as (server, engine):
        server.next(path, wire.hang)
        assert not await engine.healthy(1500)
        assert await engine.healthy(5000)


async def test_an_engine_that_loads_again_is_not_healthy_and_says_why() -> None:
    async with facing() as (server, engine):
        server.next("/health", wire.loading)
        with pytest.raises(EngineGone) as loading:
            await engine.healthy(5000)
    assert loading.value.said.key == "engine.loading"


@pytest.mark.parametrize("key", ["model_path", "total_slots", "build_info"])
async def test_an_engine_that_calls_itself_otherwise_is_another_one(key: str) -> None:
    async with facing() as (server, engine):
        server.props[key] = 7
        with pytest.raises(EngineGone) as swapped:
            await engine.healthy(5000)
    assert swapped.value.said.key == "engine.other_model"


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY":
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with facing() as (_, engine):
        await heard(engine, asking())


async def test_a_connection_on_which_more_came_than_the_answer_is_not_used_again() -> None:
    async def forging(_server: WireServer, _request: wire.Request, line: wire.Line) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
        await line.send(head + b"{}" + head + b"[]")

    async with wire_server() as server:
        server.next("/forged", forging)
        port = int(server.url.rpartition(":")[2])
        for path, is_kept in (("/health", True), ("/forged", False)):
            connection = await connecting("127.0.0.1", port)
            await connection.ask(path, [("Host", "x")], None)
            while await connection.read():
                pass
            assert connection.becomes_idle() is is_kept
            connection.close()
