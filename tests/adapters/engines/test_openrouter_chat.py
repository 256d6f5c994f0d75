"""OpenRouter's client when all goes well: what it sends, what it makes of answers, lists and bills."""

import asyncio
import json
import threading
from typing import Any

import pytest

from sansfil.adapters.engines.chat import exchange, transport
from sansfil.adapters.engines.openrouter import OpenRouter
from sansfil.core.chat import Message, Role, Tool, ToolCall
from sansfil.core.costs import Tokens, cost_of
from sansfil.core.faults import Fault
from sansfil.core.offers import Caching
from sansfil.ports.chat import Began, ChatEnd, ChatError, ChatRequest, Routing, Thinking
from tests.adapters.engines.chat_asking import (
    DEADLINE_S,
    QUESTION,
    SYSTEM,
    answered,
    asking,
    calls_in,
    events_of,
    failure,
    text_in,
    using,
)
from tests.openrouter_sim import Account, Answer, Simulator, ToolCalls
from tests.openrouter_sim import Fault as Trouble

pytestmark = pytest.mark.usefixtures("nothing_is_left")
WAYS = pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "whole"])
REQUEST_MS = 1_500
READ = Tool("read_file", "Reads a file.", {"type": "object", "required": ["path"], "a": 1})


def server_of(sim: Simulator) -> OpenRouter:
    return OpenRouter(sim.base_url, sim.account.key)


async def body_of(request: ChatRequest) -> dict[str, Any]:
    """As it arrives."""
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        await events_of(server, request)
        return dict(sim.requests[-1].tree)


@WAYS
async def test_an_answer_comes_with_its_number_tokens_and_exact_cost(is_streamed: bool) -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        sim.reply("héllo 🍊 wörld")
        events = await events_of(server, asking(is_streamed=is_streamed))
        booked = next(iter(sim.books.generations.values()))
        last = answered(events)
        assert text_in(events) == "héllo 🍊 wörld"
        assert events[0] == Began(booked.id)
        assert (last.generation, last.model) == (booked.id, "qwen/qwen3-coder")
        assert last.provider and last.end is ChatEnd.DONE
        assert last.cost == booked.picos > 0
        assert last.tokens == Tokens(booked.tokens.prompt, completion=booked.tokens.completion)
        assert last.reused_tokens == 0


@WAYS
@pytest.mark.parametrize("form", ["bare", "choice"])
async def test_the_costs_are_heard_in_either_form(form: str, is_streamed: bool) -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        sim.manner.usage_forms = form
        last = answered(await events_of(server, asking(is_streamed=is_streamed)))
        assert last.cost == sim.books.picos()


@WAYS
async def test_tool_calls_come_whole_and_byte_for_byte(is_streamed: bool) -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        wanted = [("read_file", '{"path":  "a\\u00e9.py"}'), ("search", '{"broken')]
        sim.reply(ToolCalls(*wanted, text="Let me see."))
        events = await events_of(server, asking(is_streamed=is_streamed, tools=(READ,)))
        found = calls_in(events)
        assert [(call.name, call.arguments) for call in found] == wanted
        assert all(call.id for call in found) and len({call.id for call in found}) == 2
        assert text_in(events) == "Let me see."
        assert answered(events).end is ChatEnd.TOOLS


@WAYS
async def test_reasoning_is_counted_and_not_shown(is_streamed: bool) -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        sim.reply(Answer(pieces=("Yes.",), reasoning="Let me think about it."))
        model = "deepseek/deepseek-v3.2"
        request = asking(model, is_streamed=is_streamed, wants_reasoning=True)
        events = await events_of(server, request)
        thought = sum(event.characters for event in events if isinstance(event, Thinking))
        assert text_in(events) == "Yes."
        assert thought == len("Let me think about it.")
        last = answered(events)
        assert last.tokens is not None and last.tokens.reasoning > 0
        hidden = await events_of(server, asking(model, is_streamed=is_streamed))
        assert not any(isinstance(event, Thinking) for event in hidden)
        assert sim.requests[-1].tree["reasoning"] == {"exclude": True}


async def test_an_answer_that_reached_its_cap_says_so() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        sim.reply(Answer(pieces=("too long",), finish="length"))
        assert answered(await events_of(server, asking())).end is ChatEnd.LIMIT
        sim.reply(Answer(pieces=("…",), finish="content_filter"))
        assert answered(await events_of(server, asking())).end is ChatEnd.FILTERED


async def test_what_is_heard_is_what_arrives_byte_for_byte() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        heard: list[bytes] = []
        broken = Message(Role.USER, "half \ud83c a pair, and é")
        request = ChatRequest("qwen/qwen3-coder", (SYSTEM, broken), sent=heard.append)
        await events_of(server, request)
        await events_of(server, request)
        assert heard == [seen.body for seen in sim.requests]
        assert heard[0] == heard[1] and "é".encode() in heard[0]


async def test_a_conversation_with_calls_is_written_as_it_was() -> None:
    call = ToolCall("call_7", "read_file", '{"path":  "a.py"}')
    turns = (
        SYSTEM,
        QUESTION,
        Message(Role.ASSISTANT, "", (call,)),
        Message(Role.TOOL, "x = 1", answers="call_7"),
    )
    body = await body_of(ChatRequest("qwen/qwen3-coder", turns, (READ,)))
    assert body["messages"][2]["tool_calls"][0]["function"]["arguments"] == call.arguments
    assert body["messages"][3] == {"role": "tool", "content": "x = 1", "tool_call_id": "call_7"}
    assert json.dumps(body["tools"][0]["function"]["parameters"]) == json.dumps(READ.parameters)


async def test_the_router_is_told_what_the_user_allows() -> None:
    routing = Routing(allows_training=True, most_prompt_price=0.5, most_completion_price=2.0)
    body = await body_of(asking(routing=routing, session="s" * 300, fallbacks=("a/b",)))
    assert body["provider"] == {
        "data_collection": "allow",
        "max_price": {"prompt": 0.5, "completion": 2.0},
    }
    assert body["session_id"] == "s" * 256 and body["models"] == ["a/b"]
    assert body["plugins"] == [{"id": "context-compression", "enabled": False}]
    strict = await body_of(asking(routing=Routing(zero_retention=True)))
    assert strict["provider"] == {"data_collection": "deny", "zdr": True}
    assert not {"session_id", "models", "order"} & {*strict, *strict["provider"]}


async def test_only_a_stable_beginning_that_must_be_marked_is_marked() -> None:
    marked = (await body_of(asking(caching=Caching.EXPLICIT, stable_messages=1)))["messages"]
    mark = {"type": "ephemeral"}
    part = {"type": "text", "text": SYSTEM.text, "cache_control": mark}
    assert marked[0]["content"] == [part]
    assert marked[1]["content"] == QUESTION.text
    for caching, stable in ((Caching.AUTOMATIC, 2), (Caching.UNKNOWN, 2), (Caching.EXPLICIT, 0)):
        plain = await body_of(asking(caching=caching, stable_messages=stable))
        assert "cache_control" not in json.dumps(plain)


async def test_a_long_beginning_is_served_from_the_cache_the_second_time() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        turns = (Message(Role.SYSTEM, "Rules. " * 2_000), QUESTION)
        request = ChatRequest("deepseek/deepseek-v3.2", turns, session="s-1")
        first, second = [answered(await events_of(server, request)) for _ in range(2)]
        assert first.reused_tokens == 0
        assert second.tokens is not None and second.reused_tokens
        assert second.reused_tokens > 0.9 * second.tokens.prompt
        assert (second.cost or 0) < (first.cost or 0)


async def test_the_headers_hold_the_key_once_and_nothing_of_the_user(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-others")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-others")
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        await events_of(server, asking())
        headers = {name.lower(): value for name, value in sim.requests[-1].headers.items()}
        assert headers.pop("authorization") == f"Bearer {sim.account.key}"
        assert headers.pop("x-openrouter-title") == "Sansfil"
        assert not [value for value in headers.values() if "sk-" in value or "org-" in value]
        assert headers["user-agent"] == "sansfil"
        assert not [name for name in headers if "stainless" in name]


async def test_leaving_closes_the_connection_at_once() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        sim.reply(["word "] * 500)
        sim.manner.pace_s = 0.005
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(DEADLINE_S):
            async with server.chatting(asking()) as events:
                async for event in events:
                    if isinstance(event, str):
                        break
                left = loop.time()
            await sim.until_closed(1)
        assert loop.time() - left < 1
        assert sim.requests[0].ended_by == "client"


@pytest.mark.parametrize(
    "trouble", [Trouble.STALL_BEFORE_HEADERS, Trouble.STALL_MID_STREAM], ids=str
)
async def test_a_cancelled_request_closes_its_connection_at_once(trouble: Trouble) -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        await server.offers(5_000)
        sim.script(trouble)
        task = asyncio.create_task(events_of(server, asking()))
        async with asyncio.timeout(DEADLINE_S):
            await sim.until_seen(2)
            begun = asyncio.get_running_loop().time()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await sim.until_closed(2)
        assert asyncio.get_running_loop().time() - begun < 1


# Lists and bills


async def test_the_list_of_models_is_read_through_all_its_pages() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        whole = await server.offers(5_000)
        sim.page_size = 3
        assert await server.offers(5_000) == whole
        known = {offer.id: offer for offer in whole}
        assert known["openrouter/free"].is_free and known["openrouter/free"].is_router
        assert known["openrouter/auto"].tariff.is_dynamic
        assert known["qwen/qwen3-coder-flash"].caching is Caching.EXPLICIT
        assert len(known["qwen/qwen3-coder-flash"].tariff.steps) == 2
        unpriced = [model.id for model in sim.models if not model.pricing]
        assert unpriced and not any(known[id_].is_free for id_ in unpriced)


async def test_the_price_list_tells_what_will_be_billed() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        known = {offer.id: offer for offer in await server.offers(5_000)}
        for model in ("qwen/qwen3-coder", "deepseek/deepseek-v3.2", "qwen/qwen3-coder-plus"):
            last = answered(await events_of(server, asking(model)))
            assert last.tokens is not None
            assert cost_of(known[model].tariff, last.tokens) == last.cost


async def test_the_list_needs_no_key() -> None:
    async with Simulator.serving() as sim, using(OpenRouter(sim.base_url, "")) as server:
        assert await server.offers(5_000)


async def test_the_key_tells_what_is_left() -> None:
    account = Account(free_per_day=50)
    async with Simulator.serving(accounts=[account]) as sim, using(server_of(sim)) as server:
        routing = Routing(allows_training=True)
        await events_of(server, asking("qwen/qwen3-coder:free", routing=routing))
        facts = await server.key_facts(5_000)
        assert (facts.free_used, facts.free_limit) == (1, 50)


async def test_a_bill_is_told_once_it_is_booked() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        sim.late_bills = 2
        last = answered(await events_of(server, asking()))
        late = [await server.bill(last.generation, 5_000) for _ in range(2)]
        assert late == [None, None]
        bill = await server.bill(last.generation, 5_000)
        assert bill is not None
        assert (bill.generation, bill.cost) == (last.generation, sim.books.picos())
        assert bill.tokens == last.tokens and bill.model == last.model


async def test_an_account_cannot_be_read_without_a_key_or_with_a_wrong_one() -> None:
    async with Simulator.serving() as sim:
        for key, fault in (("", Fault.NO_KEY), ("sk-or-v1-wrong", Fault.WRONG_KEY)):
            async with using(OpenRouter(sim.base_url, key)) as server:
                for asked in (server.key_facts(5_000), server.bill("gen-1", 5_000)):
                    with pytest.raises(ChatError) as raised:
                        await asked
                    assert raised.value.fault is fault


async def test_the_time_of_a_request_begins_when_it_can_be_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def made_slowly(*given: Any) -> Any:
        threading.Event().wait(1.1 * REQUEST_MS / 1000)  # as on a machine that is busy
        return transport.client_of(*given)

    monkeypatch.setattr(exchange, "client_of", made_slowly)
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        sim.reply("late, and in time")
        events = await events_of(server, asking(deadline_ms=REQUEST_MS))
    assert text_in(events) == "late, and in time"


async def test_what_is_prepared_is_sent_to_nobody() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        await server.prepare()
        assert sim.requests == []


async def test_a_list_that_hangs_is_given_up() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        await server.offers(5_000)
        sim.hold()
        with pytest.raises(ChatError) as raised:
            await server.offers(100)
        assert raised.value.fault is Fault.TIMEOUT
        sim.release()


async def test_a_list_of_another_kind_is_unreadable() -> None:
    async with Simulator.serving() as sim, using(server_of(sim)) as server:
        sim.script(Trouble.HTML_PAGE, path="/models")
        with pytest.raises(ChatError) as raised:
            await server.offers(5_000)
        assert raised.value.fault is Fault.GARBLED


async def test_another_wording_of_the_address_is_the_same_origin() -> None:
    async with Simulator.serving() as sim:
        for url in (
            sim.base_url + "/",
            f" {sim.base_url} ",
            sim.base_url.replace("127.0.0.1", "localhost"),
        ):
            async with using(OpenRouter(url, sim.account.key)) as server:
                assert server.origin == sim.base_url.removesuffix("/api/v1")
                assert (await failure(server, asking("no/such"))).fault is Fault.MODEL_GONE
