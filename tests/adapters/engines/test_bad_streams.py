"""What every client makes of a stream that is not as it should be: its text whole, or one sentence."""

import asyncio

import pytest

from sansfil.ports import EngineError, EngineGone, Finished
from tests.adapters.engines.kinds import (
    DEADLINE_S,
    KINDS,
    LLAMA_CPP,
    OLLAMA,
    Kind,
    asking,
    events_of,
    facing,
    failure,
    is_said_well,
    text_of,
)
from tests.engine import wire

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left"),
    pytest.mark.parametrize("kind", KINDS, ids=str),
]
BOM = b"\xef\xbb\xbf"


async def read(kind: Kind, *pieces: bytes, most: int = 16) -> str:
    """The text of a stream of these bytes; the next generation must go well."""
    async with facing(kind, kind.streams(*pieces)) as (_, engine):
        text = await text_of(engine, asking(most=most))
        assert await text_of(engine) == "return total"
    return text


async def failing(kind: Kind, *pieces: bytes) -> EngineError:
    """What a stream of these bytes ends in; the next generation must go well."""
    async with facing(kind, kind.streams(*pieces)) as (_, engine):
        error = await failure(engine)
        assert is_said_well(error)
        assert await text_of(engine) == "return total"
    return error


async def test_text_in_any_language_passes_however_it_is_cut(kind: Kind) -> None:
    text = "naïve → 🍊 日本 العربية # комментарий"
    content = kind.framed(_unescaped(kind, text)) + kind.end()
    assert await read(kind, *[bytes([byte]) for byte in content]) == text


def _unescaped(kind: Kind, text: str) -> bytes:
    marked = kind.piece("MARK")
    framed = kind.framed(b"")
    content = marked[len(framed.rstrip(b"\n")) :].rstrip(b"\n")
    return content.replace(b"MARK", text.encode())


async def test_half_a_character_at_the_end_is_not_shown(kind: Kind) -> None:
    assert await read(kind, kind.piece("a = '"), kind.piece("\ufffd"), kind.end()) == "a = '"


async def test_a_stream_that_ends_in_mid_character_has_broken_off(kind: Kind) -> None:
    half = kind.framed(_unescaped(kind, "é")).partition("é".encode()[1:])[0]
    error = await failing(kind, kind.piece("a"), half)
    assert error.said.key in ("engine.broke_off", "engine.garbled")


async def test_a_byte_order_mark_is_passed_over(kind: Kind) -> None:
    assert await read(kind, BOM + kind.piece("one "), kind.piece("two"), kind.end()) == "one two"
    assert await read(kind, BOM[:1], BOM[1:] + kind.piece("one"), kind.end()) == "one"


async def test_lines_may_end_as_on_windows(kind: Kind) -> None:
    pieces = [kind.piece("one "), kind.piece("two"), kind.end()]
    assert await read(kind, *[piece.replace(b"\n", b"\r\n") for piece in pieces]) == "one two"


async def test_comments_empty_lines_and_missing_spaces_are_passed_over(kind: Kind) -> None:
    one, two = kind.piece("one "), kind.piece("two").replace(b"data: ", b"data:")
    aside = b"\n\n" if kind is OLLAMA else b": ping\n\nevent: x\nid: 7\nretry: 5\n\n:\n\n"
    assert await read(kind, aside + one, aside, two, aside + kind.end()) == "one two"


async def test_a_sign_of_the_end_may_stand_behind_it_or_not(kind: Kind) -> None:
    assert await read(kind, kind.piece("one"), kind.end()) == "one"
    assert await read(kind, kind.piece("one"), kind.end(), b"data: [DONE]\n\n") == "one"


async def test_what_comes_behind_the_end_is_not_shown(kind: Kind) -> None:
    assert await read(kind, kind.piece("one"), kind.end(), kind.piece("more"), kind.end()) == "one"


async def test_an_end_that_never_comes_is_told(kind: Kind) -> None:
    assert (await failing(kind, kind.piece("one"))).said.key == "engine.broke_off"


async def test_an_engine_that_dies_in_mid_chunk_has_broken_off(kind: Kind) -> None:
    async def dying(_server: wire.WireServer, _request: wire.Request, line: wire.Line) -> None:
        await line.send(b"ff\r\n" + kind.piece("half"))
        line.reset()

    async with facing(kind, kind.streams(kind.piece("one"), then=dying)) as (_, engine):
        error = await failure(engine)
    assert (type(error), error.said.key) == (EngineGone, "engine.broke_off")


async def test_an_error_in_mid_stream_is_told_in_the_engines_words(kind: Kind) -> None:
    for told in ("the cable burns", {"message": "the cable burns", "code": 500, "trace": None}):
        if kind is OLLAMA and isinstance(told, dict):
            continue
        error = await failing(kind, kind.piece("one"), kind.message({"error": told}))
        assert error.said.key == "engine.failed"
        assert error.said.values["why"] == "the cable burns"


async def test_memory_that_runs_out_in_mid_stream_is_told_as_such(kind: Kind) -> None:
    told = kind.message({"error": "CUDA error: out of memory"})
    assert (await failing(kind, kind.piece("one"), told)).said.key == "engine.out_of_memory"


@pytest.mark.parametrize(
    "content",
    [b"{half", b"\xff\xfe", b"[" * 100_000, b'{"a": 1' + b"0" * 5_000 + b"}"],
    ids=["half", "no text", "deep", "long number"],
)
async def test_a_message_that_is_no_json_is_called_unreadable(kind: Kind, content: bytes) -> None:
    error = await failing(kind, kind.framed(content))
    assert error.said.key == "engine.garbled"


async def test_a_line_without_end_is_called_unreadable(kind: Kind) -> None:
    many = [b"data: {" + b"x" * 65_000] + [b"x" * 65_000] * 40
    error = await failing(kind, *many)
    assert error.said.key == "engine.garbled"


async def test_an_end_of_the_line_that_never_comes_takes_no_time(kind: Kind) -> None:
    """A server that sends a line byte by byte must not make the client copy it each time."""
    async with facing(kind, kind.streams(*[b"x"] * 30_000, kind.piece("one"))) as (_, engine):
        async with asyncio.timeout(DEADLINE_S):
            await failure(engine)


@pytest.mark.parametrize(
    "odd", [None, "text", 5, [], [None], ["x"], [[1]], [{"text": 5}], {"a": 1}]
)
async def test_choices_costs_and_odds_of_any_shape_are_passed_over(kind: Kind, odd: object) -> None:
    keys = ["choices", "usage"] if kind not in (LLAMA_CPP, OLLAMA) else []
    keys += ["timings", "prompt_progress", "completion_probabilities", "logprobs", "tokens"]
    for key in keys:
        message = {"id": "x"} if key == "choices" else dict(kind.said("one"))
        pieces = [kind.message({**message, key: odd}), kind.piece(" two"), kind.end()]
        assert (await read(kind, *pieces)).endswith(" two")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-5", "1" + "0" * 400])
async def test_numbers_that_are_none_count_for_nothing(kind: Kind, number: str) -> None:
    marked = kind.end(
        timings={"prompt_ms": "N", "predicted_ms": "N", "prompt_n": "N", "cache_n": "N"},
        usage={"prompt_tokens": "N", "completion_tokens": "N"},
        prompt_eval_duration="N",
        eval_count="N",
        prompt_eval_count="N",
    )
    odds = kind.piece(
        "one",
        completion_probabilities=[{"logprob": "N"}],
        logprobs=[{"logprob": "N"}],
    )
    pieces = [piece.replace(b'"N"', number.encode()) for piece in (odds, marked)]
    async with facing(kind, kind.streams(*pieces)) as (_, engine):
        events = await events_of(engine, asking())
    finished = events[-1]
    assert isinstance(finished, Finished)
    costs = finished.usage
    told = (costs.prompt_ms, costs.generation_ms, costs.fresh, costs.generated)
    assert all(cost >= 0 for cost in told)
    assert costs.prompt_ms < 1e9 and costs.generation_ms < 1e9


async def test_an_answer_signed_by_another_model_is_not_shown(kind: Kind) -> None:
    signed = {"model": "another"}
    if kind is LLAMA_CPP:  # which signs the last message only
        error = await failing(kind, kind.piece("one"), kind.end(**signed))
    else:
        async with facing(kind) as (server, engine):
            assert await text_of(engine) == "return total"
            server.next(kind.path, kind.streams(kind.piece("one", **signed), kind.end(**signed)))
            heard: list[object] = []
            with pytest.raises(EngineGone) as gone:
                async with engine.streaming(asking()) as events:
                    async for event in events:
                        heard.append(event)
            error = gone.value
            assert heard == []
    assert isinstance(error, EngineGone)


async def test_of_several_choices_the_first_is_shown(kind: Kind) -> None:
    if kind in (LLAMA_CPP, OLLAMA):
        pytest.skip("it writes no choices")
    choices = [
        {"index": index, "text": text} for index, text in ((1, "other"), (0, "ours"), (2, "x"))
    ]
    assert await read(kind, kind.message({"choices": choices}), kind.end()) == "ours"
