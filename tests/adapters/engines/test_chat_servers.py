"""Chat servers of the user's own: what each kind says, and what none of them may do."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from sansfil.adapters.engines.chat import OpenAIChat
from sansfil.core.chat import ToolCall
from sansfil.core.costs import Tokens
from sansfil.core.faults import Fault
from sansfil.core.phrases import sentence
from sansfil.ports.chat import ChatEnd, Thinking
from tests.adapters.engines.chat_asking import (
    DEADLINE_S,
    answered,
    asking,
    calls_in,
    events_of,
    failure,
    is_said_well,
    text_in,
    using,
)
from tests.engine import wire
from tests.engine.wire import CHUNKED, Behaviour, wire_server

pytestmark = pytest.mark.usefixtures("nothing_is_left")
PATH = "/v1/chat/completions"
KINDS = ("llama.cpp", "vllm", "tabby", "openai")


def delta(**said: Any) -> Mapping[str, Any]:
    return {"choices": [{"index": 0, "delta": said, "finish_reason": None}]}


def end(reason: str = "stop", **more: Any) -> Mapping[str, Any]:
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}], **more}


def bare(**usage: Any) -> Mapping[str, Any]:
    return {"choices": [], "usage": usage}


def streaming(*messages: Mapping[str, Any] | bytes, done: bool = True) -> Behaviour:
    """These messages, or raw bytes, in a stream that ends properly."""

    async def behave(server: wire.WireServer, request: wire.Request, line: wire.Line) -> None:
        await line.head(200, CHUNKED)
        for message in messages:
            if isinstance(message, bytes):
                await line.chunk(message)
            else:
                await line.event(message)
        if done:
            await line.chunk(b"data: [DONE]\n\n")
        await line.chunk(b"")

    return behave


def calling(*fragments: Mapping[str, Any]) -> Behaviour:
    return streaming(*(delta(tool_calls=[each]) for each in fragments), end("tool_calls"))


async def heard(*behaviours: Behaviour, kind: str = "openai", **asked: Any) -> list[Any]:
    """The events of the last of so many requests."""
    events: list[Any] = []
    async with wire_server() as server, using(OpenAIChat(server.url, kind)) as chat:
        server.next(PATH, *behaviours)
        for _ in behaviours:
            events = await events_of(chat, asking(**asked))
    return events


async def fault_after(
    behaviour: Behaviour, kind: str = "openai", key: str = "", **asked: Any
) -> Fault:
    async with wire_server() as server, using(OpenAIChat(server.url, kind, key)) as chat:
        server.next(PATH, behaviour)
        error = await failure(chat, asking(**asked))
        assert is_said_well(error)
        assert len(server.asked(PATH)) == 1
    return error.fault


# Answers


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_answers(kind: str) -> None:
    usage = bare(prompt_tokens=12, completion_tokens=2)
    events = await heard(streaming(delta(content="Hi"), end(), usage), kind=kind)
    last = answered(events)
    assert text_in(events) == "Hi"
    assert last.tokens == Tokens(12, completion=2)
    assert (last.reused_tokens, last.cost, last.generation) == (None, None, "")


async def test_text_passes_however_it_is_cut() -> None:
    text = "naïve → 🍊 日本"
    parts = [delta(content=text), end()]
    whole = b"".join(
        b"data: " + json.dumps(m, ensure_ascii=False).encode() + b"\r\n\r\n" for m in parts
    )
    assert text_in(await heard(streaming(*[bytes([byte]) for byte in whole]))) == text


async def test_llama_cpp_tells_what_it_had_in_its_timings() -> None:
    timings = {"cache_n": 90, "prompt_n": 10, "predicted_n": 3}
    last = answered(await heard(streaming(delta(content="a"), end(timings=timings))))
    assert (last.reused_tokens, last.tokens) == (90, Tokens(100, 90, completion=3))
    counted = bare(prompt_tokens=100, completion_tokens=3)
    both = streaming(delta(content="a"), end(), {**counted, "timings": timings})
    assert answered(await heard(both)).reused_tokens == 90


async def test_llama_cpp_is_told_to_keep_the_prompt() -> None:
    async with wire_server() as server, using(OpenAIChat(server.url, "llama.cpp")) as chat:
        server.next(PATH, streaming(delta(content="a"), end()))
        await events_of(chat, asking())
        assert server.asked(PATH)[0].body["cache_prompt"] is True


async def test_tabby_tells_end_and_costs_in_one_message() -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 3}
    ended = end(usage=usage, model_name="Qwen3-exl3")
    last = answered(await heard(streaming(delta(content="a"), ended), kind="tabby"))
    assert (last.model, last.tokens) == ("Qwen3-exl3", Tokens(10, completion=3))


async def test_vllm_tells_what_it_had_where_it_was_started_so() -> None:
    usage = bare(prompt_tokens=64, completion_tokens=1, prompt_tokens_details={"cached_tokens": 48})
    assert answered(await heard(streaming(delta(content="a"), end(), usage))).reused_tokens == 48


async def test_reasoning_is_counted() -> None:
    events = await heard(streaming(delta(reasoning_content="hmm"), delta(content="a"), end()))
    assert [event for event in events if isinstance(event, Thinking)] == [Thinking(3)]


async def test_a_server_that_does_not_stream_is_understood() -> None:
    choice = {"message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}
    whole = json.dumps({"choices": [choice], "usage": {"prompt_tokens": 3}}).encode()
    assert text_in(await heard(wire.say(b"  \n" + whole))) == "Hi"


async def test_a_stop_that_the_server_overlooks_ends_the_answer() -> None:
    behaviour = streaming(delta(content="one\n"), delta(content="STOP two"), end())
    events = await heard(behaviour, stops=("STOP",))
    assert text_in(events) == "one\n"
    assert answered(events).end is ChatEnd.DONE


async def test_no_more_stops_are_named_than_servers_take() -> None:
    async with wire_server() as server, using(OpenAIChat(server.url)) as chat:
        server.next(PATH, streaming(delta(content="a f b"), end()))
        events = await events_of(chat, asking(stops=tuple("vwxyf")))
        assert server.asked(PATH)[0].body["stop"] == list("vwxy")
        assert text_in(events) == "a "


async def test_an_end_that_never_closes_is_an_end_all_the_same() -> None:
    """What comes behind it is waited for a little, for its costs."""

    async def lingers(server: wire.WireServer, request: wire.Request, line: wire.Line) -> None:
        await line.head(200, CHUNKED)
        await line.event(delta(content="Hi"))
        await line.event(end())
        await line.until_client_leaves()

    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert text_in(await heard(lingers)) == "Hi"
    assert loop.time() - begun < 4


# Tool calls


@pytest.mark.parametrize(
    ("fragments", "expected"),
    [
        pytest.param(
            [
                {"index": 0, "id": "a", "function": {"name": "f", "arguments": ""}},
                {"index": 1, "id": "b", "function": {"name": "g", "arguments": '{"x"'}},
                {"index": 0, "function": {"arguments": ' {"y": '}},
                {"index": 1, "function": {"arguments": ": 1}"}},
                {"index": 0, "function": {"arguments": "2}"}},
            ],
            [ToolCall("a", "f", ' {"y": 2}'), ToolCall("b", "g", '{"x": 1}')],
            id="interleaved",
        ),
        pytest.param(
            [
                {"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}},
                {"index": 0, "id": "b", "function": {"name": "f", "arguments": '{"x":1}'}},
            ],
            [ToolCall("a", "f", "{}"), ToolCall("b", "f", '{"x":1}')],
            id="whole, all numbered 0",
        ),
        pytest.param(
            [
                {"function": {"name": "f", "arguments": {"x": "é"}}},
                {"function": {"name": "g", "arguments": None}},
            ],
            [ToolCall("call_0", "f", '{"x": "é"}'), ToolCall("call_1", "g", "")],
            id="whole, without number and id",
        ),
        pytest.param(
            [
                {"index": 0, "id": "a", "function": {"name": "f", "arguments": "{"}},
                {"index": 0, "id": "a", "function": {"name": "f", "arguments": "}"}},
            ],
            [ToolCall("a", "f", "{}")],
            id="id and name repeated",
        ),
    ],
)
async def test_fragments_become_whole_calls(
    fragments: list[dict[str, Any]], expected: list[ToolCall]
) -> None:
    events = await heard(calling(*fragments))
    assert calls_in(events) == expected
    assert answered(events).end is ChatEnd.TOOLS


async def test_calls_before_a_plain_end_are_calls_all_the_same() -> None:
    call = {"index": 0, "id": "a", "function": {"name": "f", "arguments": "{}"}}
    assert (
        answered(await heard(streaming(delta(tool_calls=[call]), end("stop")))).end is ChatEnd.TOOLS
    )


async def test_calls_without_end_are_refused() -> None:
    many = [{"index": at, "id": f"{at}", "function": {"name": "f"}} for at in range(1_000)]
    assert await fault_after(calling(*many)) is Fault.GARBLED


async def test_names_that_no_file_or_terminal_takes_are_made_plain() -> None:
    raw = b'{"model":"m\\udc00\\u001b[2J\\n","provider":"p\\ud83c","choices":[]}'
    events = await heard(streaming(b"data: " + raw + b"\n\n", delta(content="a"), end()))
    assert (answered(events).model, answered(events).provider) == ("m[2J", "p")


SAID: Mapping[str, Mapping[str, Any]] = {
    "text": delta(content="x" * 1_000),
    "thoughts": delta(reasoning="x" * 1_000),
    "arguments": delta(tool_calls=[{"index": 0, "function": {"arguments": "x" * 1_000}}]),
}


@pytest.mark.parametrize("said", SAID)
async def test_an_answer_without_end_is_left_a_little_behind_what_was_asked_for(said: str) -> None:
    events = await heard(streaming(*[SAID[said]] * 40, done=False), max_tokens=100)
    written = text_in(events), calls_in(events), [e for e in events if isinstance(e, Thinking)]
    assert answered(events).end is ChatEnd.LIMIT
    assert 1 <= sum(map(len, written)) <= 6_600


async def test_an_answer_of_all_tokens_that_were_asked_for_is_whole() -> None:
    long = [delta(content="x" * 1_000)] * 8
    events = await heard(streaming(*long, end()), max_tokens=1_000)
    assert (len(text_in(events)), answered(events).end) == (8_000, ChatEnd.DONE)


# Failures


@pytest.mark.parametrize("done", [True, False], ids=["done", "silent"])
async def test_a_stream_without_a_reason_to_end_was_cut(done: bool) -> None:
    assert await fault_after(streaming(delta(content="half"), done=done)) is Fault.CUT


async def test_an_answer_that_was_aborted_is_a_failure() -> None:
    assert await fault_after(streaming(delta(content="a"), end("abort"))) is Fault.PROVIDER


@pytest.mark.parametrize(
    "message",
    [b"data: {not json\n\n", b"data: [1]\n\n", b"data: " + b"[" * 50_000 + b"\n\n"],
    ids=["half", "list", "deep"],
)
async def test_a_message_that_is_none_is_unreadable(message: bytes) -> None:
    assert await fault_after(streaming(message, delta(content="a"), end())) is Fault.GARBLED


OVERFLOWS: Mapping[str, tuple[int, Mapping[str, Any]]] = {
    "llama.cpp": (
        400,
        {"error": {"code": 400, "type": "exceed_context_size_error", "message": "no"}},
    ),
    "llama.cpp, later": (
        500,
        {"error": {"code": 500, "message": "Context size has been exceeded."}},
    ),
    "vllm": (400, {"error": {"message": "This model's maximum context length is 4096 tokens."}}),
    "tabby": (400, {"error": {"message": "no", "code": "context_length_exceeded"}}),
    "lm studio": (
        400,
        {"error": "Trying to keep the first 9 tokens when context the overflows. Try a larger one"},
    ),
}


@pytest.mark.parametrize("kind", OVERFLOWS)
async def test_a_conversation_that_does_not_fit_is_told(kind: str) -> None:
    status, told = OVERFLOWS[kind]
    assert await fault_after(wire.say(json.dumps(told).encode(), status)) is Fault.TOO_LONG


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (401, {"detail": "Invalid API key"}, Fault.NO_KEY),
        (404, {"error": {"message": "The model `x` does not exist."}}, Fault.MODEL_GONE),
        (404, {"error": {"message": "File Not Found"}}, Fault.REFUSED),
        (400, {"error": {"message": '"x" does not support tools'}}, Fault.NO_TOOLS),
        (422, {"detail": [{"msg": "field required"}]}, Fault.REFUSED),
        (503, {"error": {"message": "Loading model", "code": 503}}, Fault.BUSY),
        (503, {"detail": "No models are currently loaded."}, Fault.BUSY),
        (500, {"error": {"message": "CUDA error"}}, Fault.PROVIDER),
        (413, {}, Fault.TOO_LARGE),
        (200, {"error": {"message": "Completion aborted.", "trace": None}}, Fault.PROVIDER),
    ],
)
async def test_refusals_become_faults(status: int, body: dict[str, Any], fault: Fault) -> None:
    assert await fault_after(wire.say(json.dumps(body).encode(), status)) is fault


async def test_a_server_that_echoes_its_key_does_not_have_it_repeated() -> None:
    key = "sk-or-secret-1234"
    async with wire_server() as server, using(OpenAIChat(server.url, "vllm", key)) as chat:
        server.next(PATH, wire.refuse(401, f"bad key {key} given"))
        error = await failure(chat, asking())
        assert error.fault is Fault.WRONG_KEY
        said = sentence(error.said, "en")
        assert key not in said and "bad key … given" in said


async def test_a_key_follows_no_redirect() -> None:
    async with wire_server() as elsewhere, wire_server() as server:
        async with using(OpenAIChat(server.url, "openai", "k")) as chat:
            server.next(PATH, wire.redirect(f"{elsewhere.url}{PATH}"))
            assert (await failure(chat, asking())).fault is Fault.REFUSED
        assert not elsewhere.requests


@pytest.mark.parametrize("behaviour", [wire.die, wire.hang_up], ids=["reset", "closed"])
async def test_a_server_that_hangs_up_at_once_has_cut(behaviour: Behaviour) -> None:
    assert await fault_after(behaviour) is Fault.CUT


async def test_a_silent_server_is_given_up() -> None:
    assert await fault_after(wire.hang, silence_ms=1_000) is Fault.TIMEOUT
    assert await fault_after(wire.hang, deadline_ms=1_000) is Fault.TIMEOUT


async def test_a_refusal_without_end_is_read_only_so_far() -> None:
    async def endless(server: wire.WireServer, request: wire.Request, line: wire.Line) -> None:
        await line.head(500, "text/plain\r\nTransfer-Encoding: chunked")
        while True:
            await line.chunk(b"x" * 65_536)

    assert await fault_after(endless) is Fault.PROVIDER


# Connections


async def test_one_connection_serves_several_answers() -> None:
    async with wire_server() as server, using(OpenAIChat(server.url)) as chat:
        server.next(PATH, *[streaming(delta(content="a"), end())] * 3)
        used: set[wire.Line] = set()
        for _ in range(3):
            await events_of(chat, asking())
            used |= server.open_lines
        assert len(used) == 1


async def test_leaving_in_the_middle_closes_the_connection_at_once() -> None:
    async def goes_on(server: wire.WireServer, request: wire.Request, line: wire.Line) -> None:
        await line.head(200, CHUNKED)
        await line.event(delta(content="a"))
        await line.until_client_leaves()
        server.abandoned.set()

    async with wire_server() as server, using(OpenAIChat(server.url)) as chat:
        server.next(PATH, goes_on)
        async with asyncio.timeout(DEADLINE_S):
            async with chat.chatting(asking()) as events:
                async for event in events:
                    if event == "a":
                        break
                left = asyncio.get_running_loop().time()
            await server.abandoned.wait()
        assert asyncio.get_running_loop().time() - left < 1


async def test_an_address_may_name_the_version_or_not() -> None:
    async with wire_server() as server, using(OpenAIChat(f"{server.url}/v1/")) as chat:
        server.next(PATH, streaming(delta(content="a"), end()))
        assert text_in(await events_of(chat, asking())) == "a"
        assert chat.origin == server.url
