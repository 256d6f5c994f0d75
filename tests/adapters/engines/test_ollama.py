"""The Ollama client: what it asks, what it makes of answers, and of none."""

import asyncio
import json

import pytest

from sansfil.ports import End, EngineError, EngineGone, Finished, Usage
from tests.adapters.engines.ollama_asking import asking, facing, failure, heard, said_after
from tests.engine import wire
from tests.engine.ollama_server import CODER, OllamaMachine, line_of, lines, refuse

pytestmark = pytest.mark.usefixtures("nothing_is_left")

DEADLINE_S = 10.0
END = line_of(done=True, done_reason="stop", prompt_eval_count=14, eval_count=2)
LONG = "".join(f"value_{number} = compute(first, second)\n" for number in range(1200))


async def test_what_is_asked_is_our_own_prompt_in_one_fixed_context() -> None:
    async with facing() as bench:
        texts, finished = await heard(bench.engine, asking("x = ", 2, stops=("\n",)))
        body, options = bench.last_body, bench.last_body["options"]
    assert "".join(texts) == "return total"
    assert (finished.end, finished.usage.generated) == (End.DONE, 2)
    assert (body["model"], body["prompt"]) == (CODER, "x = ")
    assert (body["raw"], body["stream"], body["truncate"]) == (True, True, False)
    assert not {"suffix", "template", "system", "context"} & set(body)
    assert isinstance(options, dict)
    assert (options["num_predict"], options["stop"]) == (2, ["\n"])
    assert (options["temperature"], options["num_ctx"]) == (0, 2560)


async def test_every_request_asks_for_the_same_context_and_keeps_the_model() -> None:
    async with facing() as bench:
        for most in 1, 60:
            await heard(bench.engine, asking("x = 1\n" * most, most))
        await bench.engine.warm("y", 5000)
        bodies = [request.body for request in bench.server.asked("/api/generate")]
        assert bench.machine.loads == [(CODER, 2560)]
    assert {body["options"]["num_ctx"] for body in bodies} == {2560}
    assert {body["keep_alive"] for body in bodies} == {"30m"}
    # Another value than that of other programs would load the model anew.
    assert not any("shift" in body for body in bodies)


async def test_what_was_reused_is_said_to_be_unknown_and_the_whole_prompt_is_counted() -> None:
    async with facing() as bench:
        first = await bench.engine.warm("a b c d", 5000)
        second = await bench.engine.warm("a b c e", 5000)
    assert (first.reused, first.fresh, first.prompt_tokens) == (None, 4, 4)
    assert (second.reused, second.fresh) == (None, 4)
    assert (first.prompt_ms, second.prompt_ms) == (4.0, 1.0)


async def test_a_server_that_does_not_tell_the_tokens_of_a_prompt_is_no_failure() -> None:
    async with facing(machine=OllamaMachine(counts="none")) as bench:
        _, finished = await heard(bench.engine, asking(LONG[:3000], 2))
        assert finished.usage == Usage(None, 0, 2, finished.usage.prompt_ms, 20.0)
        with pytest.raises(EngineError) as unknown:
            await bench.engine.count("x y")
    assert unknown.value.said.key == "engine.garbled"


async def test_a_warm_up_asks_for_one_token_and_shows_none() -> None:
    async with facing() as bench:
        texts, finished = await heard(bench.engine, asking(most=0))
        options = bench.last_body["options"]
    assert isinstance(options, dict)
    assert options["num_predict"] == 1
    assert (texts, finished.end) == ([], End.LIMIT)


async def test_tokens_are_counted_by_reading_them() -> None:
    async with facing() as bench:
        assert await bench.engine.count("x y z") == 3
        asked = len(bench.server.requests)
        assert await bench.engine.count("") == 0
        assert len(bench.server.requests) == asked


# Ends and stops


async def test_the_cap_on_tokens_ends_the_text() -> None:
    async with facing() as bench:
        texts, finished = await heard(bench.engine, asking(most=1))
    assert ("".join(texts), finished.end) == ("return", End.LIMIT)


async def test_an_engine_that_never_ends_is_cut_at_the_cap() -> None:
    endless = lines([line_of(response="x")] * 8, then=wire.hang)
    async with facing(endless) as bench:
        texts, finished = await heard(bench.engine, asking(most=5))
        async with asyncio.timeout(DEADLINE_S):
            await bench.server.abandoned.wait()
    assert (texts, finished.end) == (["x"] * 5, End.LIMIT)


async def test_an_engine_that_overlooks_a_stop_is_cut_and_closed() -> None:
    pieces = [line_of(response=piece) for piece in ("one", "\n", "\nt", "wo")]
    async with facing(lines(pieces, then=wire.hang)) as bench:
        texts, finished = await heard(bench.engine, asking(stops=("\n\nt", "zzz")))
        async with asyncio.timeout(DEADLINE_S):
            await bench.server.abandoned.wait()
    assert (texts, finished.end) == (["one"], End.STOP)


async def test_what_only_began_like_a_stop_is_shown_after_all() -> None:
    pieces = [line_of(response=piece) for piece in ("a\n", "\n", "b", "\n")]
    async with facing(lines([*pieces, END])) as bench:
        texts, finished = await heard(bench.engine, asking(stops=("\n\nt",)))
    assert ("".join(texts), finished.end) == ("a\n\nb\n", End.DONE)


async def test_leaving_closes_the_connection_at_once() -> None:
    async with facing(lines([line_of(response="def ")], then=wire.hang)) as bench:
        async with bench.engine.streaming(asking()) as events:
            assert await anext(events) == "def "
        async with asyncio.timeout(DEADLINE_S):
            await bench.server.abandoned.wait()


async def test_a_hung_engine_is_given_up_after_its_deadline_and_hears_of_it() -> None:
    async with facing(wire.hang) as bench:
        error = await failure(bench.engine, asking(deadline_ms=100))
        async with asyncio.timeout(DEADLINE_S):
            await bench.server.abandoned.wait()
        await heard(bench.engine, asking())
    assert error.said.key == "engine.slow"
    assert not isinstance(error, EngineGone)


# Text in pieces


async def test_characters_split_over_pieces_come_whole() -> None:
    text = "naïve → 🍊 日本"
    told = json.dumps({"response": text, "done": False}, ensure_ascii=False).encode() + b"\n" + END
    async with facing(lines([bytes([byte]) for byte in told])) as bench:
        texts, _ = await heard(bench.engine, asking())
    assert "".join(texts) == text


async def test_half_a_token_at_the_end_is_dropped() -> None:
    pieces = [line_of(response=piece) for piece in ("a = '", "\ud83c", "\udf4a", "' # ", "\ufffd")]
    async with facing(lines([*pieces, END])) as bench:
        texts, _ = await heard(bench.engine, asking())
    assert "".join(texts) == "a = '🍊' # "


async def test_lines_in_one_piece_and_empty_lines_are_understood() -> None:
    told = line_of(response="def ") + b"\r\n\n" + line_of(response="f") + END
    async with facing(lines([told])) as bench:
        texts, finished = await heard(bench.engine, asking())
    assert texts == ["def ", "f"]
    assert finished == Finished(End.DONE, Usage(None, 14, 2))


async def test_an_engine_that_does_not_stream_is_heard_all_the_same() -> None:
    told = {"response": "return total\nx", "done": True, "done_reason": "length", "eval_count": 3}
    async with facing(wire.say(json.dumps(told).encode())) as bench:
        texts, finished = await heard(bench.engine, asking(stops=("\nx",)))
    assert texts == ["return total"]
    assert finished == Finished(End.STOP, Usage(None, 0, 3))


async def test_a_warm_up_of_an_engine_that_does_not_stream_shows_nothing_either() -> None:
    told = {"response": "x", "done": True, "done_reason": "length", "eval_count": 1}
    async with facing(wire.say(json.dumps(told).encode())) as bench:
        assert (await heard(bench.engine, asking(most=0)))[0] == []


# Prompts that are too long


async def test_a_prompt_longer_than_the_context_is_refused_by_the_server() -> None:
    async with facing() as bench:
        error = await failure(bench.engine, asking(LONG))
        await heard(bench.engine, asking())
    assert error.said.key == "engine.ollama_too_long"


@pytest.mark.parametrize(
    "words",
    [
        "the prompt is longer than the context length currently available to the model; shorten it",
        "the input length exceeds the context length",
    ],
)
async def test_other_words_for_a_prompt_that_is_too_long_are_understood(words: str) -> None:
    error = await said_after(refuse(400, words))
    assert error.said.key == "engine.ollama_too_long"


async def test_a_prompt_that_was_cut_without_a_word_is_found_out() -> None:
    async with facing(machine=OllamaMachine(ignores_truncate=True)) as bench:
        error = await failure(bench.engine, asking(LONG))
        assert error.said.key == "engine.ollama_cut"
        assert error.said.values["tokens"] == 1282
        assert bench.engine.facts.context_tokens == 1920
        _, finished = await heard(bench.engine, asking(LONG[:4000]))
        assert finished.usage.fresh > 100
        options = bench.last_body["options"]
    assert isinstance(options, dict)
    assert options["num_ctx"] == 2560, "the session's context stays, or the model is loaded anew"


async def test_a_context_smaller_than_the_server_says_is_found_out() -> None:
    """As where another program had the model loaded anew with less, by the length of its context."""
    short = line_of(done=True, done_reason="stop", prompt_eval_count=1026)
    async with facing(lines([short]), context=8000) as bench:
        assert bench.engine.facts.context_tokens == 8192
        error = await failure(bench.engine, asking(LONG))
        assert error.said.key == "engine.ollama_cut"
        assert 2000 < bench.engine.facts.context_tokens <= 2048


async def test_a_server_that_counts_new_tokens_only_is_not_taken_for_one_that_cuts() -> None:
    async with facing(machine=OllamaMachine(counts="fresh")) as bench:
        assert bench.engine.facts.keeps_prefixes is True
        await bench.engine.warm(LONG[:8000], 5000)
        usage = await bench.engine.warm(LONG[:8000] + "y", 5000)
    assert usage.prompt_tokens == 0, "two tokens for a prompt of 8000 characters mislead"
