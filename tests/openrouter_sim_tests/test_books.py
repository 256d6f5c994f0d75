"""Prices, bills, and what broken off answers cost."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from tests.openrouter_sim import Counted, Fault, SimModel, Simulator
from tests.openrouter_sim.books import PICOS, cost_of
from tests.openrouter_sim.catalogue import Caches, per_million
from tests.openrouter_sim.clock import News
from tests.openrouter_sim_tests.client import ask, asking, body_of
from tests.openrouter_sim_tests.conversation import turns

STOPS, GOES_ON = "deepseek/deepseek-v3.2", "mistralai/devstral-2512"


async def test_the_cost_told_is_exactly_that_of_the_price_list(sim: Simulator) -> None:
    got = await ask(sim, turns("One.", model=STOPS))
    again = await ask(sim, turns("One.", "Two.", model=STOPS))
    for usage in (got.usage, again.usage):
        read = usage["prompt_tokens_details"]["cached_tokens"]
        fresh = usage["prompt_tokens"] - read
        expected = fresh * 228_800 + read * 22_880 + usage["completion_tokens"] * 343_200
        assert Decimal(str(usage["cost"])) * PICOS == expected
    assert sim.books.picos() == sum(Decimal(str(u.usage["cost"])) * PICOS for u in (got, again))
    assert sim.account.balance == 25 - sim.books.cost()


async def test_a_generation_is_billed_once_whatever_happens_afterwards(sim: Simulator) -> None:
    await ask(sim, turns("One.", model=STOPS))
    (generation,) = sim.books.generations.values()
    before = generation.tokens, generation.cost, sim.account.spent
    sim.books.close(generation, Counted(10**6, completion=10**6), "stop")
    assert (generation.tokens, generation.cost, sim.account.spent) == before


def test_long_prompts_have_a_price_of_their_own() -> None:
    steps = [{"min_prompt_tokens": 1000, "prompt": "0.000002"}]
    model = SimModel("a/b", per_million("1", "4", "0.1", overrides=steps))
    costs = [cost_of(model, Counted(prompt, completion=10)) for prompt in (999, 1000)]
    assert costs == [Decimal("0.001039"), Decimal("0.00204")]


@pytest.mark.parametrize(
    ("minute", "is_night"), [(990, True), (29, True), (30, False), (989, False)]
)
def test_prices_may_depend_on_the_time_of_day(minute: int, is_night: bool) -> None:
    hours = [{"utc_start": 1630, "utc_end": 30, "prompt": "0.0000001"}]
    model = SimModel("a/b", per_million("1", "1", overrides=hours))
    assert cost_of(model, Counted(10), minute) == (
        Decimal("0.000001") if is_night else Decimal("0.00001")
    )


def test_what_is_written_to_the_cache_has_its_price() -> None:
    model = SimModel("a/b", per_million("1", "1", "0.1", "1.25"), caches=Caches.EXPLICIT)
    counted = Counted(100, cached=50, written=40)
    assert cost_of(model, counted) * 10**6 == 10 + 5 + 50


async def broken_off(sim: Simulator, model: str, is_streamed: bool, **more: Any) -> None:
    sim.script(Fault.STALL_MID_STREAM)
    sim.reply("The answer is rather long, and goes on. " * 3)
    async with asking(sim, body_of(model, stream=is_streamed, **more)) as got:
        await got.until(b"The " if is_streamed else b'"id"')
    await sim.until_left(1)


async def test_a_provider_that_stops_bills_what_it_wrote_until_then(sim: Simulator) -> None:
    await broken_off(sim, STOPS, is_streamed=True, max_tokens=500)
    (generation,) = sim.books.generations.values()
    assert generation.is_cancelled and 0 < generation.tokens.completion < 35
    assert generation.cost == cost_of(generation.model, generation.tokens) > 0


@pytest.mark.parametrize(("model", "is_streamed"), [(GOES_ON, True), (STOPS, False)])
async def test_others_and_whole_answers_are_billed_to_the_end(
    sim: Simulator, model: str, is_streamed: bool
) -> None:
    await broken_off(sim, model, is_streamed, max_tokens=500)
    assert sim.books.tokens().completion == 500


async def test_leaving_before_the_first_token_costs_nothing_where_the_provider_stops(
    sim: Simulator,
) -> None:
    sim.script(Fault.STALL_BEFORE_FIRST_CHUNK)
    async with asking(sim, body_of(STOPS, stream=True)) as got:
        await got.until(b"OPENROUTER")
    await sim.until_left(1)
    (generation,) = sim.books.generations.values()
    assert generation.is_cancelled and generation.cost == 0


async def test_leaving_after_the_last_word_is_billed_once(sim: Simulator) -> None:
    got = await ask(sim, body_of(STOPS, stream=True, max_tokens=500))
    await sim.until_closed(1)
    assert sim.books.cost() == Decimal(str(got.usage["cost"])) == sim.account.spent


async def test_nothing_is_answered_while_requests_are_held(sim: Simulator) -> None:
    sim.hold()
    async with asyncio.TaskGroup() as group:
        answers = [group.create_task(ask(sim, body_of())) for _ in range(2)]
        await sim.until_seen(2)
        assert {seen.ended_by for seen in sim.requests} == {""} and not sim.books.generations
        sim.release()
    assert [task.result().status for task in answers] == [200, 200]


async def test_who_waits_for_what_never_comes_is_told_so() -> None:
    with pytest.raises(TimeoutError):
        await News().until(lambda: False, 0.01)
    with pytest.raises(TimeoutError):
        News().wait(lambda: False, 0.01)
