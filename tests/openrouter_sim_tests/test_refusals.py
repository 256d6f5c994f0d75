"""Faults that are refusals: their words, their status and their headers."""

import pytest

from tests.openrouter_sim import Fault, Simulator
from tests.openrouter_sim.clock import DAY_S, MINUTE_S
from tests.openrouter_sim_tests.client import PAID, ask, body_of
from tests.openrouter_sim_tests.faulty import BOTH, ENVELOPED, REFUSED, met


@BOTH
@pytest.mark.parametrize("fault", REFUSED)
async def test_a_refusal_has_its_status_also_as_the_code(
    sim: Simulator, fault: Fault, is_streamed: bool
) -> None:
    got = await met(sim, fault, is_streamed)
    assert got.status == got.error["code"] == REFUSED[fault]
    assert got.error["message"] and got.tree["user_id"] == sim.account.user
    assert not sim.books.generations
    assert (await ask(sim, body_of(PAID))).status == 200


@BOTH
@pytest.mark.parametrize("fault", ENVELOPED)
async def test_the_availability_envelope_has_no_code_of_its_own(
    sim: Simulator, fault: Fault, is_streamed: bool
) -> None:
    got = await met(sim, fault, is_streamed)
    assert got.status == got.error["http_status"] == ENVELOPED[fault]
    assert "code" not in got.error
    told = got.error["availability"]
    assert told["code"] == fault.value.removesuffix("_long")
    assert told["retryable"] is (told["code"] in ("capacity_exhausted", "temporarily_unavailable"))
    assert told["requested_models"] == [PAID]


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        (Fault.CAPACITY_EXHAUSTED, "40"),
        (Fault.CAPACITY_EXHAUSTED_LONG, "130"),
        (Fault.UNAVAILABLE, "7"),
        (Fault.UPSTREAM_POOL, None),
        (Fault.PER_DAY, None),
    ],
)
async def test_only_some_say_when_to_come_again(
    sim: Simulator, fault: Fault, seconds: str | None
) -> None:
    assert (await met(sim, fault, True)).headers.get("retry-after") == seconds


async def test_the_free_limits_tell_their_reset_in_milliseconds_and_once_in_seconds(
    sim: Simulator,
) -> None:
    day, minute = (sim.clock.day() + 1) * DAY_S, (sim.clock.minute() + 1) * MINUTE_S
    for fault, limit, reset in (
        (Fault.PER_DAY, "50", day * 1000),
        (Fault.PER_DAY_IN_SECONDS, "50", day),
        (Fault.PER_DAY_HIGH_BALANCE, "1000", day * 1000),
        (Fault.PER_MINUTE, "20", minute * 1000),
    ):
        got = await met(sim, fault, False)
        told = [got.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "reset")]
        assert told == [limit, "0", str(reset)]
        assert got.error["metadata"]["headers"]["X-RateLimit-Reset"] == str(reset)
    assert "X-RateLimit" not in str((await met(sim, Fault.UPSTREAM_POOL, False)).headers)
