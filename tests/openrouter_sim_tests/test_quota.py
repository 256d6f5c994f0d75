"""Keys, credit, and the free quota of an account."""

from decimal import Decimal

import pytest

from tests.openrouter_sim import Account, Fault, Simulator
from tests.openrouter_sim_tests.client import FREE, PAID, ask, body_of


async def test_a_wrong_key_is_told_in_two_wordings_and_a_missing_one_in_one(
    sim: Simulator,
) -> None:
    wrong = [await ask(sim, body_of(), key="sk-or-v1-wrong") for _ in range(2)]
    assert [got.status for got in wrong] == [401, 401]
    said = {got.error["message"] for got in wrong}
    assert said == {"No auth credentials found", "Missing Authentication header"}
    missing = await ask(sim, body_of(), key=None)
    assert missing.error["message"] == "Missing Authentication header"
    assert "user_id" not in missing.tree


async def test_a_revoked_key_has_no_user(sim: Simulator) -> None:
    sim.account.is_revoked = True
    got = await ask(sim, body_of())
    assert got.status == 401 and got.error["message"] == "User not found."


async def test_without_credit_only_free_models_answer_and_with_debts_none(sim: Simulator) -> None:
    sim.account.bought = Decimal(0)
    assert [(await ask(sim, body_of(model))).status for model in (PAID, FREE)] == [402, 200]
    sim.account.owed = Decimal("0.01")
    assert [(await ask(sim, body_of(model))).status for model in (PAID, FREE)] == [402, 402]


async def test_an_answer_that_would_cost_more_than_is_left_is_refused(sim: Simulator) -> None:
    sim.account.bought = Decimal("0.001")
    dear, cheap = [await ask(sim, body_of(PAID, max_tokens=most)) for most in (5000, 50)]
    assert dear.status == 402 and "can only afford" in dear.error["message"]
    assert cheap.status == 200


async def test_a_key_may_have_a_limit_of_its_own(sim: Simulator) -> None:
    sim.account.limit = Decimal(0)
    got = await ask(sim, body_of(PAID))
    assert got.status == 403 and got.error["message"].startswith("Key limit exceeded")


# The free quota


async def test_the_21st_free_request_of_a_minute_is_refused_until_the_next_one(
    sim: Simulator,
) -> None:
    names = [FREE, "openai/gpt-oss-20b:free", "openrouter/free"]
    done = [await ask(sim, body_of(names[at % 3])) for at in range(21)]
    assert [got.status for got in done] == [200] * 20 + [429]
    assert done[-1].error["message"] == "Rate limit exceeded: free-models-per-min. "
    assert done[-1].headers["x-ratelimit-limit"] == "20"
    assert (await ask(sim, body_of(PAID))).status == 200
    sim.clock.move(60)
    assert (await ask(sim, body_of())).status == 200


@pytest.mark.parametrize(("bought", "limit"), [(0, 50), (9, 50), (10, 1000)])
async def test_the_day_has_50_free_requests_and_1000_for_who_ever_bought_credits(
    bought: int, limit: int
) -> None:
    async with Simulator.serving(accounts=[Account(bought=Decimal(bought))]) as sim:
        sim.clock.stop_in_mid_day()
        assert sim.account.most_free_per_day == limit
        for _ in range(limit):
            sim.account.count_free(sim.clock)
        got = await ask(sim, body_of())
        assert got.status == 429 and got.headers["x-ratelimit-limit"] == str(limit)
        assert "free-models-per-day" in got.error["message"]
        sim.clock.move(12 * 3600)
        assert (await ask(sim, body_of())).status == 200
        assert sim.books.free_today(sim.account) == 1


async def test_failed_attempts_count_and_paid_ones_do_not(sim: Simulator) -> None:
    for fault in (Fault.BAD_GATEWAY, Fault.UPSTREAM_POOL, Fault.CUT_BY_RESET, Fault.ERROR_IN_200):
        sim.script(fault)
        await ask(sim, body_of(stream=True))
    await ask(sim, body_of(PAID))
    await ask(sim, body_of("nobody/knows:free"))
    assert sim.books.free_today(sim.account) == sim.books.free_this_minute(sim.account) == 4


async def test_two_accounts_do_not_share_a_quota() -> None:
    mine, yours = Account(free_per_minute=1), Account(key="sk-or-v1-" + "b" * 64, user="user_b")
    async with Simulator.serving(accounts=[mine, yours]) as sim:
        sim.clock.stop_in_mid_day()
        asked = [await ask(sim, body_of(), key=key) for key in (mine.key, mine.key, yours.key)]
        assert [got.status for got in asked] == [200, 429, 200]
        assert asked[1].tree["user_id"] == mine.user
