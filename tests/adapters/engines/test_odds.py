"""How likely each token was, as every engine tells it, and whether asking for that is worth it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.engines.odds_trial import Sample, tells_odds
from sansfil.adapters.engines.wire.odds import LEAST, odds_in, odds_of
from sansfil.ports import Finished, Odds
from tests.adapters.engines.asking import PROMPT
from tests.adapters.engines.asking import opened as llama_cpp
from tests.adapters.engines.kinds import (
    KINDS,
    LLAMA_CPP,
    OLLAMA,
    STUDIO,
    TABBY,
    VLLM,
    Kind,
    asking,
    events_of,
    facing,
    text_of,
)
from tests.adapters.engines.kinds import (
    odds_of as odds_heard,
)
from tests.adapters.engines.ollama_asking import facing as facing_ollama
from tests.engine.engine import RunningEngine
from tests.engine.fixtures import POEM
from tests.engine.ollama_server import OllamaMachine
from tests.engine.wire import logprob_of, say, wire_server

pytestmark = pytest.mark.usefixtures("nothing_is_left")
TELLING = [LLAMA_CPP, OLLAMA, VLLM, TABBY]
WORDS = ["return", " total"]


# What is told


@pytest.mark.parametrize("kind", TELLING, ids=str)
async def test_the_odds_of_a_token_come_right_before_its_text(kind: Kind) -> None:
    async with facing(kind) as (_, engine):
        assert engine.facts.has_logprobs is True
        told = [
            event for event in await events_of(engine, asking()) if isinstance(event, str | Odds)
        ]
    expected = [(Odds((logprob_of(word),)), word) for word in WORDS]
    assert told == [event for pair in expected for event in pair]


@pytest.mark.parametrize("kind", [each for each in TELLING if each is not OLLAMA], ids=str)
async def test_odds_stay_in_order_where_text_is_held_back(kind: Kind) -> None:
    async with facing(kind) as (server, engine):
        server.text = "one two three"
        told = [
            event
            for event in await events_of(engine, asking(stops=(" two four",)))
            if isinstance(event, str | Odds)
        ]
    odds = [event.logprobs[0] for event in told if isinstance(event, Odds)]
    assert odds == [logprob_of(word) for word in ("one", " two", " three")]
    assert "".join(event for event in told if isinstance(event, str)) == "one two three"
    assert told.index("one") < told.index(Odds((logprob_of(" three"),)))


@pytest.mark.parametrize("kind", TELLING, ids=str)
async def test_no_odds_are_told_behind_a_stop_that_the_engine_overlooked(kind: Kind) -> None:
    async with facing(kind) as (_, engine):
        events = await events_of(engine, asking(stops=(" total",)))
    odds = [event for event in events if isinstance(event, Odds)]
    assert odds[0] == Odds((logprob_of("return"),))
    assert events.index("return") < len(events) - 1
    assert isinstance(events[-1], Finished)


@pytest.mark.parametrize("kind", KINDS, ids=str)
async def test_nothing_is_asked_about_tokens_that_nobody_reads(kind: Kind) -> None:
    async with facing(kind) as (server, engine):
        await engine.warm(PROMPT, 10_000)
        body = server.asked(kind.path)[-1].body
    assert not body.keys() & {"n_probs", "logprobs"}


async def test_a_server_that_tells_none_is_not_asked_again() -> None:
    async with facing(STUDIO) as (server, engine):
        assert engine.facts.has_logprobs is False
        assert await text_of(engine) == "return total"
        assert "logprobs" not in server.asked(STUDIO.path)[-1].body
        assert await odds_heard(engine, asking()) == []


@pytest.mark.parametrize("kind", [VLLM, TABBY, STUDIO], ids=str)
async def test_a_server_that_refuses_the_question_serves_all_the_same(kind: Kind) -> None:
    async with wire_server(kind.manner()) as server:
        server.next(kind.path, say(b'{"error": {"message": "logprobs is not supported"}}', 400))
        async with kind.connecting(server.url, "", 10_000) as engine:
            assert engine.facts.has_logprobs is False
            assert await text_of(engine) == "return total"


async def test_a_server_that_completes_nothing_at_all_is_not_opened() -> None:
    async with wire_server(STUDIO.manner()) as server:
        server.next(STUDIO.path, *[say(b'{"error": {"message": "chat models only"}}', 400)] * 2)
        with pytest.raises(Exception) as refused:
            async with STUDIO.connecting(server.url, "", 10_000):
                pass
    assert "failed" in str(refused.value)


async def test_an_older_ollama_tells_no_odds() -> None:
    async with facing_ollama(machine=OllamaMachine(version="0.12.10", tells_odds=False)) as bench:
        assert bench.engine.facts.has_logprobs is False


async def test_an_older_llama_cpp_tells_no_odds() -> None:
    async with wire_server() as server:
        server.tells_odds = False
        async with llama_cpp(server.url) as engine:
            assert engine.facts.has_logprobs is False


async def test_what_a_model_knows_by_heart_it_is_sure_of(knowing_engine: RunningEngine) -> None:
    start = POEM.index("total = many")
    async with llama_cpp(knowing_engine.url) as engine:
        events = await events_of(engine, asking(POEM[:start], 6))
    told = [number for event in events if isinstance(event, Odds) for number in event.logprobs]
    assert len(told) == 6
    assert all(-0.1 < number <= 0 for number in told)


async def test_a_model_of_random_weights_is_sure_of_nothing(engine: RunningEngine) -> None:
    async with llama_cpp(engine.url) as opened:
        assert opened.facts.has_logprobs is True
        (first, *_) = await odds_heard(opened, asking("x = ", 4))
    assert all(number < -2 for number in first)


# Numbers


@given(st.lists(st.floats() | st.none() | st.text() | st.integers() | st.booleans()))
def test_odds_are_numbers_that_can_be_counted_with(told: list[object]) -> None:
    numbers = [number for odds in odds_of(told) for number in odds.logprobs]
    assert all(LEAST <= number <= 0 for number in numbers)
    fit = [one for one in told if isinstance(one, float) and LEAST <= one <= 0]
    assert all(one in numbers for one in fit)


@given(
    st.recursive(st.none() | st.text() | st.floats(), st.lists)
    | st.dictionaries(st.text(), st.none())
)
def test_odds_of_any_shape_are_none_or_passed_over(told: object) -> None:
    assert list(odds_in(told)) == []


# Whether it is worth it


def samples(*ms: float, tokens: int = 8, odds: int = 8) -> Callable[[], Awaitable[Sample]]:
    left = list(ms)

    async def next_one() -> Sample:
        return Sample(tokens, odds, left.pop(0))

    return next_one


@pytest.mark.parametrize(
    ("with_odds", "plain", "is_worth_it"),
    [
        ([3.0], [], True),
        ([0.0], [], True),
        ([100.0], [], True),
        ([12.0], [11.0], True),
        ([18.0, 18.0], [9.0, 9.0], False),
        ([18.0, 10.0], [9.0, 9.0], True),
        ([40.0], [33.0], True),
    ],
    ids=["fast", "not told", "slow", "cheap", "dear", "dear once", "a small share"],
)
async def test_odds_are_asked_for_where_they_cost_little(
    with_odds: Sequence[float], plain: Sequence[float], is_worth_it: Any
) -> None:
    assert await tells_odds(samples(*with_odds), samples(*plain)) is is_worth_it


async def test_an_engine_that_writes_nothing_leaves_it_open() -> None:
    assert await tells_odds(samples(0, tokens=0, odds=0), samples()) is None
    assert await tells_odds(samples(9, odds=0), samples()) is False
