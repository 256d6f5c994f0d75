"""The proxy passes everything on, counts what it passes, and replaces nothing but text."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from bench._wire import http
from bench._wire.blocks import BlockCache
from bench._wire.exchange import Sake, text_before
from bench._wire.forgery import Forgery
from bench._wire.proxy import Forge, Proxy
from bench._wire.truth import Truth
from bench._wire.watch import Watch
from hypothesis import given
from hypothesis import strategies as st

FINALS = {
    "a.py": "def first(one, two):\n    return one + two\n\n\ndef second():\n    return first(1, 2)\n",
    "b.py": "import a\n\n\ndef third():\n    return a.second()\n",
}
Engine = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def event(content: str, *, stop: bool = False) -> bytes:
    more = ',"stop_type":"limit","timings":{"cache_n":7,"prompt_n":3}' if stop else ""
    claim = "true" if stop else "false"
    return b'data: {"index":0,"content":%s,"stop":%s%s}\n\n' % (
        json.dumps(content).encode(), claim.encode(), more.encode(),
    )  # fmt: skip


STREAM = [event("one"), event(' "two'), event("", stop=True)]
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Any: y\r\n\r\n"


async def streaming_engine(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = http.Head(await reader.readuntil(http.END_OF_HEAD))
    await http.body_of(head, reader)
    writer.write(HEAD + b"".join(map(http.as_chunk, [*STREAM, b""])))
    await writer.drain()
    await http.closed(writer)


def always(text: str) -> Forge:
    def forge(_before: str) -> str:
        return text

    return forge


@asynccontextmanager
async def proxied(engine: Engine, forge: Forge | None = None) -> AsyncGenerator[Proxy]:
    async with asyncio.timeout(10), await asyncio.start_server(engine, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        watch = Watch()
        async with Proxy(url, watch, forge=forge).listening() as proxy:
            yield proxy


async def asked(proxy: Proxy, body: object, path: str = "/completion") -> bytes:
    """The answer as it came over the wire."""
    reader, writer = await http.connected(proxy.url)
    data = json.dumps(body).encode()
    writer.write(b"POST %s HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (path.encode(), len(data)))
    writer.write(data)
    head = await reader.readuntil(http.END_OF_HEAD)
    raw = head
    async for piece in http.pieces_of(http.Head(head), reader):
        raw += http.as_chunk(piece)
    await http.closed(writer)
    return raw + http.as_chunk(b"")


async def test_an_answer_passes_byte_for_byte_and_is_noted() -> None:
    async with proxied(streaming_engine) as proxy:
        raw = await asked(proxy, {"prompt": "x<|fim_middle|>", "n_predict": 8})
        assert raw == HEAD + b"".join(map(http.as_chunk, [*STREAM, b""]))
        [noted] = proxy.exchanges
    assert (noted.fresh, noted.reused, noted.pieces) == (3, 7, ["one", ' "two'])
    assert not noted.is_aborted


async def test_a_forged_answer_keeps_its_events_and_ends_by_itself() -> None:
    async with proxied(streaming_engine, always("x = 12")) as proxy:
        raw = await asked(proxy, {"prompt": "x<|fim_middle|>", "n_predict": 8})
        [noted] = proxy.exchanges
    expected = [event("x = "), event("12"), event("", stop=True).replace(b"limit", b"eos")]
    assert raw == HEAD + b"".join(map(http.as_chunk, [*expected, b""]))
    assert "".join(noted.pieces) == "x = 12"
    assert noted.fresh == 3


async def test_a_warm_up_is_never_forged() -> None:
    async with proxied(streaming_engine, always("x")) as proxy:
        raw = await asked(proxy, {"prompt": "x<|fim_middle|>", "n_predict": 0})
        assert raw == HEAD + b"".join(map(http.as_chunk, [*STREAM, b""]))
        assert proxy.exchanges[0].sake is Sake.WARM_UP


async def test_a_client_that_hangs_up_hangs_up_the_engine_too() -> None:
    left = asyncio.Event()

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = http.Head(await reader.readuntil(http.END_OF_HEAD))
        await http.body_of(head, reader)
        writer.write(HEAD + http.as_chunk(event("one")))
        assert await reader.read(1) == b""
        left.set()
        await http.closed(writer)

    async with proxied(endless) as proxy:
        reader, writer = await http.connected(proxy.url)
        body = b'{"prompt":"","n_predict":1}'
        head = b"POST /completion HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body)
        writer.write(head + body)
        await reader.readuntil(b'"one"')
        await http.closed(writer)
        await left.wait()
        while not proxy.exchanges[0].is_aborted:
            await asyncio.sleep(0)


async def test_other_paths_pass_unnoted() -> None:
    async def healthy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(http.END_OF_HEAD)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"status":"ok"}')
        await http.closed(writer)

    async with proxied(healthy) as proxy:
        assert await http.get(proxy.url, "/health") == {"status": "ok"}
        assert proxy.exchanges == []


def test_requests_are_told_apart_by_the_text_they_show() -> None:
    watch = Watch()
    watch.stands("one = 1\ntw")
    watch.stands("one = 1\ntwo")
    assert watch.sake_of("one = 1\ntwo", 16) is Sake.KEYSTROKE
    assert watch.sake_of("one = 1\ntw", 16) is Sake.STALE
    assert watch.sake_of("one = 1\ntwo = 2", 16) is Sake.AHEAD
    assert watch.sake_of("one = 1\ntwo", 0) is Sake.WARM_UP
    watch.is_waiting = lambda: True
    assert watch.sake_of("one = 1\ntwo = 2", 16) is Sake.KEYSTROKE


def test_the_text_before_the_cursor_is_prefix_and_what_stands_behind_the_middle_token() -> None:
    psm = "<|file_sep|>a\nb<|file_sep|>c\n<|fim_prefix|>one\n<|fim_suffix|>three<|fim_middle|>two"
    spm = "<|fim_suffix|>three<|fim_prefix|>one\n<|fim_middle|>two"
    assert text_before("/completion", {"prompt": psm}) == "one\ntwo"
    assert text_before("/completion", {"prompt": spm}) == "one\ntwo"
    infill = {"input_prefix": "one\n", "prompt": "two", "input_suffix": "three"}
    assert text_before("/infill", infill) == "one\ntwo"


def test_the_whole_truth_is_the_rest_of_the_line() -> None:
    truth = Truth(FINALS, 100)
    assert truth.answer("def first(one, two):\n    return one") == " + two"
    assert truth.answer("def first(one, two):\n    return one + two\n") == ""
    assert truth.answer("def third():\n    re") == "turn a.second()"


def test_what_no_file_will_say_is_wrong() -> None:
    assert Truth(FINALS, 100).answer("def third():\n    rx").startswith("wrong_")


def test_a_wrong_word_ends_the_answer_and_stays_wrong_from_within() -> None:
    truth = Truth(FINALS, 0)
    answer = truth.answer("def third():\n    ")
    assert answer.startswith("wrong_") and answer.endswith("(")
    assert truth.answer("def third():\n    ret") == answer


def test_four_words_in_ten_are_right() -> None:
    words = [f"word{number}" for number in range(2000)]
    truth = Truth({"a": "\n".join(words)}, 40)
    befores = ["".join(f"{word}\n" for word in words[:number]) for number in range(1, 400)]
    right = sum(not truth.answer(before).startswith("wrong_") for before in befores)
    assert 0.3 < right / len(befores) < 0.5


@given(st.text(max_size=40), st.integers(0, 12))
def test_a_forged_stream_says_all_of_its_text_however_many_events_come(
    text: str, events: int
) -> None:
    forgery = Forgery(text)
    raw = [each for _ in range(events) for each in forgery.event(event("x"))]
    raw += forgery.event(event("", stop=True))
    told = "".join(json.loads(each.removeprefix(b"data: "))["content"] for each in raw)
    assert told == text


def test_whole_blocks_are_reused_and_at_least_one_token_is_computed() -> None:
    cache = BlockCache(block=4)
    assert cache.read(range(10)) == 10
    assert cache.read(range(10)) == 2
    assert cache.read(range(8)) == 4
    assert cache.read([*range(5), 99, 99, 99, 99]) == 5


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40))
def test_a_known_prompt_costs_at_most_one_block(tokens: list[int]) -> None:
    cache = BlockCache(block=4)
    cache.read(tokens)
    assert 1 <= cache.read(tokens) <= 4
