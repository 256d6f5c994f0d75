"""Ollama as a chat server: one fixed context, nothing cut out in silence, arguments as objects."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from sansfil.adapters.engines.ollama.chat import OllamaChat
from sansfil.core.chat import Message, Role, Tool, ToolCall
from sansfil.core.costs import Tokens
from sansfil.core.faults import Fault
from sansfil.ports.chat import ChatEnd, ChatError, ChatRequest, Thinking
from tests.adapters.engines.chat_asking import (
    DEADLINE_S,
    SYSTEM,
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
from tests.engine.ollama_server import CHAT, NDJSON, Model, OllamaMachine
from tests.engine.wire import Behaviour, WireServer, wire_server

pytestmark = pytest.mark.usefixtures("nothing_is_left")
PATH = "/api/chat"


@contextlib.asynccontextmanager
async def facing(
    *behaviours: Behaviour, machine: OllamaMachine | None = None, context: int = 8_192
) -> AsyncGenerator[tuple[WireServer, OllamaChat]]:
    machine = machine or OllamaMachine()
    async with wire_server(machine.behave) as server:
        server.next(PATH, *behaviours)
        async with using(OllamaChat(server.url, context_tokens=context)) as chat:
            yield server, chat


def said(content: str = "", **more: Any) -> Mapping[str, Any]:
    return {
        "model": CHAT,
        "message": {"role": "assistant", "content": content, **more},
        "done": False,
    }


def last(**more: Any) -> Mapping[str, Any]:
    return {**said(), "done": True, "done_reason": "stop", **more}


def lines(*messages: Mapping[str, Any] | bytes) -> Behaviour:
    async def behave(server: WireServer, request: wire.Request, line: wire.Line) -> None:
        await line.head(200, NDJSON)
        for message in messages:
            content = message if isinstance(message, bytes) else json.dumps(message).encode()
            await line.chunk(content + b"\n")
        await line.chunk(b"")

    return behave


COUNTS = {"prompt_eval_count": 26, "eval_count": 2}


async def test_an_answer_comes_with_its_tokens() -> None:
    behaviour = lines(said(thinking="hmm"), said("Hé"), said("llo"), last(**COUNTS))
    async with facing(behaviour) as (_, chat):
        events = await events_of(chat, asking(CHAT))
    found = answered(events)
    assert text_in(events) == "Héllo" and Thinking(3) in events
    assert (found.tokens, found.reused_tokens) == (Tokens(26, completion=2), None)
    assert (found.end, found.model) == (ChatEnd.DONE, CHAT)


async def test_the_context_is_fixed_and_nothing_may_be_cut() -> None:
    heard: list[bytes] = []
    async with facing(*[lines(said("a"), last())] * 2) as (server, chat):
        for _ in range(2):
            await events_of(chat, asking(CHAT, max_tokens=7, stops=("x",), sent=heard.append))
        bodies = [request.body for request in server.asked(PATH)]
        assert bodies[0]["truncate"] is False
        assert bodies[0]["options"]["num_ctx"] == bodies[1]["options"]["num_ctx"] >= 8_192
        assert bodies[0]["options"]["num_predict"] == 7
        assert [json.loads(body) for body in heard] == bodies
        assert await chat.window(CHAT, 1_000) == bodies[0]["options"]["num_ctx"]


async def test_a_loaded_context_that_is_large_enough_is_kept() -> None:
    machine = OllamaMachine()
    machine.load(CHAT, 40_960)
    async with facing(machine=machine) as (_, chat):
        assert await chat.window(CHAT, 1_000) == 40_960


async def test_no_more_context_is_asked_for_than_the_model_was_trained_with() -> None:
    machine = OllamaMachine(models={CHAT: Model(["completion"], trained=4_096)})
    async with facing(machine=machine) as (_, chat):
        assert await chat.window(CHAT, 1_000) == 4_096


async def test_arguments_are_objects_there_and_text_here() -> None:
    call = {"function": {"name": "read", "arguments": {"path": "é.py", "n": 1}}}
    call_before = ToolCall("call_0", "read", '{"path":"a.py"}')
    turns = (
        SYSTEM,
        Message(Role.ASSISTANT, "", (call_before, ToolCall("call_1", "read", "{broken"))),
        Message(Role.TOOL, "x = 1", answers="call_0"),
    )
    tool = Tool("read", "Reads.", {"type": "object"})
    async with facing(lines(said(tool_calls=[call, call]), last())) as (server, chat):
        events = await events_of(chat, ChatRequest(CHAT, turns, (tool,)))
        sent = server.asked(PATH)[0].body
    found = calls_in(events)
    assert [json.loads(each.arguments) for each in found] == [{"path": "é.py", "n": 1}] * 2
    assert len({each.id for each in found}) == 2
    assert answered(events).end is ChatEnd.TOOLS
    calls = [each["function"]["arguments"] for each in sent["messages"][1]["tool_calls"]]
    assert calls == [{"path": "a.py"}, {"arguments": "{broken"}]
    assert sent["messages"][2] == {"role": "tool", "content": "x = 1", "tool_name": "read"}
    assert sent["tools"][0]["function"]["parameters"] == {"type": "object"}


async def test_a_whole_answer_is_read_by_the_same_way() -> None:
    whole = {**last(**COUNTS), **{"message": {"role": "assistant", "content": "Hi"}}}
    async with facing(wire.say(json.dumps(whole).encode())) as (server, chat):
        events = await events_of(chat, asking(CHAT, is_streamed=False))
        assert server.asked(PATH)[0].body["stream"] is False
    assert text_in(events) == "Hi" and answered(events).tokens == Tokens(26, completion=2)


async def test_a_count_that_is_not_told_is_unknown() -> None:
    async with facing(lines(said("a"), last(eval_count=3))) as (_, chat):
        assert answered(await events_of(chat, asking(CHAT))).tokens is None


async def test_a_conversation_that_was_cut_in_silence_is_told_at_the_end() -> None:
    turns = (SYSTEM, Message(Role.USER, "word " * 6_000))
    async with facing(lines(said("a"), last(prompt_eval_count=4_098, eval_count=1))) as (_, chat):
        error = await failure(chat, ChatRequest(CHAT, turns))
    assert error.fault is Fault.TOO_LONG
    assert error.tokens == Tokens(4_098, completion=1)


@pytest.mark.parametrize(
    ("status", "words", "fault"),
    [
        (404, f"model '{CHAT}' not found", Fault.MODEL_GONE),
        (400, f'"{CHAT}" does not support tools', Fault.NO_TOOLS),
        (400, "the prompt is longer than the context length currently available", Fault.TOO_LONG),
        (500, '{"error":{"message":"request exceeds the available context size"}}', Fault.TOO_LONG),
        (503, "server busy, please try again.  maximum pending requests exceeded", Fault.BUSY),
        (500, "llama runner process has terminated", Fault.PROVIDER),
    ],
)
async def test_refusals_become_faults(status: int, words: str, fault: Fault) -> None:
    told = json.dumps({"error": words}).encode()
    in_stream = lines(said("a"), told)
    async with facing(wire.say(told, status), in_stream) as (server, chat):
        error = await failure(chat, asking(CHAT))
        assert error.fault is fault and is_said_well(error)
        in_the_middle = await failure(chat, asking(CHAT))
        has_own_words = fault in (Fault.TOO_LONG, Fault.NO_TOOLS)
        assert in_the_middle.fault is (fault if has_own_words else Fault.PROVIDER)
        assert len(server.asked(PATH)) == 2


@pytest.mark.parametrize(
    ("behaviour", "fault"),
    [
        (lines(said("a")), Fault.CUT),
        (lines(said("a"), b"{half"), Fault.GARBLED),
        (lines(said("a"), b"{}"), Fault.GARBLED),
        (lines(said("a"), last(done_reason="unload")), Fault.PROVIDER),
        (wire.die, Fault.CUT),
        (wire.say(b"<html>", 200, "text/html"), Fault.GARBLED),
    ],
    ids=["no end", "half a line", "empty", "unloaded", "died", "page"],
)
async def test_what_goes_wrong_becomes_a_fault(behaviour: Behaviour, fault: Fault) -> None:
    # A kept connection that breaks before a word was heard is given up for a new one.
    async with facing(*[behaviour] * 4) as (_, chat):
        error = await failure(chat, asking(CHAT))
        assert error.fault is fault and is_said_well(error)


async def test_a_model_of_ollama_s_own_service_is_not_asked() -> None:
    """Code does not leave the machine by way of a local address."""
    models = {"big:cloud": Model(["completion"]), CHAT: Model(["completion"], remote_host="x")}
    async with facing(machine=OllamaMachine(models=models)) as (server, chat):
        for name in models:
            assert (await failure(chat, asking(name))).fault is Fault.REFUSED
        assert not server.asked(PATH)


async def test_an_unknown_model_is_told_before_anything_is_sent() -> None:
    heard: list[bytes] = []
    async with facing() as (_, chat):
        error = await failure(chat, asking("nothing:latest", sent=heard.append))
    assert error.fault is Fault.MODEL_GONE and not heard


async def test_a_silent_server_is_given_up() -> None:
    async def stalls(server: WireServer, request: wire.Request, line: wire.Line) -> None:
        await line.head(200, NDJSON)
        await line.chunk(json.dumps(said("a")).encode() + b"\n")
        await line.until_client_leaves()

    async with facing(stalls, wire.hang) as (_, chat):
        silent = await failure(chat, asking(CHAT, silence_ms=100))
        assert silent.fault is Fault.TIMEOUT and is_said_well(silent)
        assert (await failure(chat, asking(CHAT, deadline_ms=200))).fault is Fault.TIMEOUT


async def test_leaving_in_the_middle_closes_the_connection_at_once() -> None:
    async def goes_on(server: WireServer, request: wire.Request, line: wire.Line) -> None:
        await line.head(200, NDJSON)
        await line.chunk(json.dumps(said("a")).encode() + b"\n")
        await line.until_client_leaves()
        server.abandoned.set()

    async with facing(goes_on) as (server, chat), asyncio.timeout(DEADLINE_S):
        async with chat.chatting(asking(CHAT)) as events:
            async for event in events:
                if event == "a":
                    break
            left = asyncio.get_running_loop().time()
        await server.abandoned.wait()
        assert asyncio.get_running_loop().time() - left < 1


@pytest.mark.parametrize("url", ["https://ollama.com", "http://10.0.0.3:11434", "nonsense"])
def test_an_address_of_another_machine_is_refused(url: str) -> None:
    with pytest.raises(ChatError) as raised:
        OllamaChat(url)
    assert raised.value.fault is Fault.REFUSED


async def test_nobody_there_is_told_as_such() -> None:
    async with wire_server() as server:
        url = server.url
    async with using(OllamaChat(url)) as chat:
        assert (await failure(chat, asking(CHAT))).fault is Fault.UNREACHABLE
