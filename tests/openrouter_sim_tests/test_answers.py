"""Answers on the wire: streams and whole bodies as OpenRouter writes them."""

import http.client
import json
from typing import Any

import pytest

from tests.openrouter_sim import Answer, Simulator, ToolCalls, tokens_of
from tests.openrouter_sim_tests.client import FREE, PAID, ask, body_of

DEEPSEEK = "deepseek/deepseek-v3.2"


async def test_a_stream_begins_with_comments_and_has_some_between_its_chunks(
    sim: Simulator,
) -> None:
    got = await ask(sim, body_of(stream=True))
    parts = got.body.split(b"\n\n")
    assert parts[0] == parts[1] == b": OPENROUTER PROCESSING"
    after = parts[next(at for at, part in enumerate(parts) if part.startswith(b"data:")) :]
    assert b": OPENROUTER PROCESSING" in after
    assert got.headers["content-type"] == "text/event-stream"
    assert got.is_done and got.ended == "whole"


async def test_the_role_is_in_every_delta_and_the_model_and_its_provider_in_every_chunk(
    sim: Simulator,
) -> None:
    got = await ask(sim, body_of(stream=True))
    deltas = [choice["delta"] for event in got.events for choice in event["choices"]]
    assert len(deltas) > 3 and {delta["role"] for delta in deltas} == {"assistant"}
    assert {(event["model"], event["provider"]) for event in got.events} == {(FREE, "Venice")}


async def test_the_number_of_the_generation_is_told_before_any_chunk(sim: Simulator) -> None:
    streamed, whole = await ask(sim, body_of(stream=True)), await ask(sim, body_of())
    assert {event["id"] for event in streamed.events} == {streamed.headers["x-generation-id"]}
    assert whole.tree["id"] == whole.headers["x-generation-id"]
    assert list(sim.books.generations) == [streamed.events[0]["id"], whole.tree["id"]]


async def test_usage_follows_the_finish_in_both_forms_by_turns(sim: Simulator) -> None:
    both = [await ask(sim, body_of(stream=True)) for _ in range(2)]
    for got in both:
        *_, finish, usage = got.events
        assert finish["choices"][0]["finish_reason"] == "stop" and "usage" not in finish
        assert usage["usage"]["total_tokens"] > 0
    last = [got.events[-1]["choices"] for got in both]
    assert [] in last and any(choices and choices[0]["finish_reason"] is None for choices in last)


@pytest.mark.parametrize(("form", "choices"), [("bare", 0), ("choice", 1)])
async def test_the_form_of_usage_may_be_settled(sim: Simulator, form: str, choices: int) -> None:
    sim.manner.usage_forms = form
    for _ in range(2):
        got = await ask(sim, body_of(stream=True))
        assert len(got.events[-1]["choices"]) == choices


async def test_chunks_of_the_transfer_end_inside_of_characters(sim: Simulator) -> None:
    sim.reply("é好🙂" * 20)
    for body in (body_of(stream=True), body_of()):
        got = await ask(sim, body)
        assert not all(_is_text(chunk) for chunk in got.chunks)
        assert "é好🙂" * 20 in (got.text if "stream" in body else got.body.decode())


async def test_no_line_of_a_stream_comes_in_one_chunk(sim: Simulator) -> None:
    sim.reply("plain")
    got = await ask(sim, body_of(stream=True))
    assert not [chunk for chunk in got.chunks if chunk.count(b"data: ") and chunk.endswith(b"\n")]


async def test_a_whole_body_is_padded_with_white_space(sim: Simulator) -> None:
    got = await ask(sim, body_of())
    assert got.body.startswith(b"\n         \n\n         \n{")
    assert "content-length" not in got.headers
    choice = got.tree["choices"][0]
    assert choice["finish_reason"] == choice["native_finish_reason"] == "stop"


async def test_both_ways_say_the_same_and_count_the_same(sim: Simulator) -> None:
    streamed, whole = await ask(sim, body_of(PAID, stream=True)), await ask(sim, body_of(PAID))
    assert streamed.text == whole.tree["choices"][0]["message"]["content"]
    assert streamed.usage == whole.usage


async def test_the_usual_answer_depends_on_the_prompt_only(sim: Simulator) -> None:
    first, again, other = [
        (await ask(sim, body_of(text=text, stream=True))).text for text in ("a", "a", "b")
    ]
    assert first == again != other


async def test_replies_are_taken_in_turn_and_then_the_usual_one(sim: Simulator) -> None:
    sim.reply("always")
    sim.reply("once", times=1)
    sim.reply("only you", model=PAID)
    sim.reply(lambda body: f"{len(body['messages'])} message", times=1, model=PAID)
    said = [(await ask(sim, body_of(model, stream=True))).text for model in (FREE, FREE, PAID)]
    assert said == ["once", "always", "1 message"]
    assert (await ask(sim, body_of(PAID, stream=True))).text == "only you"


async def test_pieces_are_sent_as_they_are_given(sim: Simulator) -> None:
    sim.reply(["def ", "", "f():\n"])
    got = await ask(sim, body_of(stream=True))
    deltas = [choice["delta"]["content"] for event in got.events for choice in event["choices"]]
    assert deltas[1:4] == ["def ", "", "f():\n"]


async def test_several_tool_calls_come_in_fragments_that_alternate(sim: Simulator) -> None:
    calls = ("read_file", {"path": "a/b/c.py"}), ("search", '{"pattern": "broken')
    sim.reply(ToolCalls(*calls, text="Let me look."))
    got = await ask(sim, body_of(PAID, tools=[_tool()], stream=True))
    heard: dict[int, dict[str, str]] = {}
    order = list[int]()
    for event in got.events:
        for choice in event["choices"]:
            for call in choice["delta"].get("tool_calls", ()):
                told = heard.setdefault(call["index"], {"id": call.get("id"), "arguments": ""})
                told |= {"name": call["function"].get("name", told.get("name"))}
                told["arguments"] += call["function"]["arguments"]
                order.append(call["index"])
    assert order[:6] == [0, 1, 0, 1, 0, 1]
    assert [heard[at]["name"] for at in (0, 1)] == ["read_file", "search"]
    assert json.loads(heard[0]["arguments"]) == calls[0][1]
    assert heard[1]["arguments"] == calls[1][1] and heard[0]["id"] != heard[1]["id"]
    assert got.events[-2]["choices"][0]["finish_reason"] == "tool_calls"
    assert got.text == "Let me look."


async def test_tool_calls_are_whole_where_nothing_is_streamed(sim: Simulator) -> None:
    sim.reply(ToolCalls(("read_file", {"path": "a.py"})))
    got = await ask(sim, body_of(PAID, tools=[_tool()]))
    (choice,) = got.tree["choices"]
    (call,) = choice["message"]["tool_calls"]
    assert call["function"] == {"name": "read_file", "arguments": '{"path": "a.py"}'}
    assert choice["finish_reason"] == "tool_calls" and choice["message"]["content"] is None


@pytest.mark.parametrize("wish", [{"reasoning": {"effort": "low"}}, {"reasoning_effort": "high"}])
async def test_a_model_that_reasons_does_so_where_asked(sim: Simulator, wish: Any) -> None:
    got = await ask(sim, body_of(DEEPSEEK, stream=True, **wish))
    deltas = [choice["delta"] for event in got.events for choice in event["choices"]]
    thought = "".join(delta.get("reasoning", "") for delta in deltas)
    assert thought and got.usage["completion_tokens_details"]["reasoning_tokens"] > 0
    assert all("reasoning_details" in delta for delta in deltas if "reasoning" in delta)
    assert thought not in got.text


async def test_reasoning_that_is_hidden_is_billed_all_the_same(sim: Simulator) -> None:
    sim.reply(Answer(("done",), reasoning="so much to think of " * 5))
    shown = await ask(sim, body_of(DEEPSEEK, stream=True))
    for is_streamed in (True, False):
        wish = body_of(DEEPSEEK, reasoning={"exclude": True}, stream=is_streamed)
        hidden = await ask(sim, wish)
        assert b"so much" in shown.body and b"so much" not in hidden.body
        assert hidden.usage["completion_tokens"] == shown.usage["completion_tokens"] > 20


async def test_max_tokens_ends_an_answer_and_says_so(sim: Simulator) -> None:
    sim.reply("word " * 100)
    got = await ask(sim, body_of(max_tokens=10, stream=True))
    assert got.events[-2]["choices"][0]["finish_reason"] == "length"
    assert got.events[-2]["choices"][0]["native_finish_reason"] == "max_tokens"
    assert got.usage["completion_tokens"] == 10 == tokens_of(got.text)


async def test_a_stop_sequence_ends_an_answer_before_itself(sim: Simulator) -> None:
    sim.reply("first line\nsecond line")
    got = await ask(sim, body_of(stop=["\n"], stream=True))
    assert got.text == "first line"
    assert got.events[-2]["choices"][0]["finish_reason"] == "stop"


def test_a_connection_serves_one_request_after_another() -> None:
    with Simulator.in_thread() as sim:
        kept = http.client.HTTPConnection(sim.base_url.split("/")[2], timeout=10)
        for _ in range(3):
            headers = {"Authorization": f"Bearer {sim.account.key}"}
            kept.request("POST", "/api/v1/chat/completions", json.dumps(body_of()), headers)
            assert json.loads(kept.getresponse().read())["usage"]["cost"] == 0
        sim.wait_closed(3)
        kept.close()
        assert [seen.ended_by for seen in sim.requests] == ["answer"] * 3


def _tool() -> dict[str, Any]:
    told = {"name": "read_file", "description": "", "parameters": {"type": "object"}}
    return {"type": "function", "function": told}


def _is_text(chunk: bytes) -> bool:
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True
