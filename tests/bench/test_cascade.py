"""The product's own race over recorded latencies of engines that are slow, hang, flap and die."""

import asyncio

import pytest
from bench._cascade.clock import run
from bench._cascade.replay import DEADLINE_MS, Tiers, questions, replayed
from bench._cascade.trace import names, read

from bench import cascade

TRACES = [name for name in names() if name != cascade.WEAKER]
TWO_ROUNDS_MS = 80_000.0


@pytest.mark.parametrize("name", TRACES)
def test_the_cascade_is_as_soon_as_the_best_engine_alone(name: str) -> None:
    assert not cascade.faults(cascade.table_of(read(name), TWO_ROUNDS_MS))


def test_an_engine_that_works_leaves_nothing_to_ask_of_others() -> None:
    away = read("well").later("cloud", 100)
    told = replayed(Tiers(read("well"), None, away), questions(60_000))
    assert told.asked_here
    assert not told.asked_away


def test_the_typist_never_waits_beyond_the_deadline_for_a_hung_engine() -> None:
    told = replayed(Tiers(read("hung")), questions(60_000))
    assert max(told.returned_ms) <= DEADLINE_MS + 1


def test_a_slower_cascade_would_be_noticed() -> None:
    table = cascade.table_of(read("hung"), TWO_ROUNDS_MS)
    slowed = {**table.rows, "cascade": table.rows["first engine"]}
    assert "95 %" in cascade.faults(cascade.Table(slowed, table.needless))


def test_minutes_on_the_leaping_clock_take_no_time_and_keep_their_order() -> None:
    async def waits() -> list[str]:
        heard = list[str]()

        async def wait(seconds: float) -> None:
            await asyncio.sleep(seconds)
            heard.append(f"{seconds:.0f} at {asyncio.get_running_loop().time():.0f}")

        await asyncio.gather(wait(600), wait(60), wait(3600))
        return heard

    assert run(waits()) == ["60 at 60", "600 at 600", "3600 at 3600"]
