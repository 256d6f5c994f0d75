"""Which requests may be made: free ones by the quota, paid ones by the budget, neither by the other."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.costs import (
    PICOS_IN_DOLLAR,
    Budget,
    Claim,
    Counted,
    Quota,
    Remaining,
    counts,
    day_of,
    news_of,
    standing,
    until_of,
    verdict,
)
from sansfil.core.costs.calendar import (
    days_before,
    first_of_month,
    minute_of,
    next_midnight_s,
    next_minute_s,
    next_month_s,
)
from sansfil.core.faults import Fault, LimitNews
from sansfil.core.phrases import sentence

NOW_S = datetime(2026, 2, 27, 23, 59, 30, tzinfo=UTC).timestamp()
FREE = Claim("account", "workspace", "ask", "qwen/qwen3-coder:free", True, 0)
TYPED = replace(FREE, purpose="completion", is_by_typing=True)
PAID = Claim("account", "workspace", "ask", "qwen/qwen3-coder", False, PICOS_IN_DOLLAR // 100)
BUDGET = Budget.in_dollars(1.0, 10.0)
TIMES = st.floats(0, 4e9)
COUNTS = st.integers(0, 2_000)
MONEY = st.integers(0, 20 * PICOS_IN_DOLLAR)


def refusal(
    claim: Claim, counted: Counted, budget: Budget = BUDGET, quota: Quota | None = None
) -> str:
    """The key of why not, empty where it may be made."""
    said = verdict(claim, budget, quota or Quota(), counted, NOW_S)
    return said.refusal.key if said.refusal else ""


def test_the_twenty_first_free_request_of_a_minute_waits_for_the_next() -> None:
    assert refusal(FREE, Counted(free_this_minute=19)) == ""
    said = verdict(FREE, BUDGET, Quota(), Counted(free_this_minute=20), NOW_S)
    assert said.refusal is not None and said.refusal.key == "costs.no_free_this_minute"
    assert said.wait_s == 30.0


def test_the_last_free_request_of_a_day_is_followed_by_none() -> None:
    assert refusal(FREE, Counted(free_today=49)) == ""
    assert refusal(FREE, Counted(free_today=50)) == "costs.no_free_today"
    assert refusal(FREE, Counted(free_today=50), quota=Quota(per_day=1_000)) == ""


def test_typing_leaves_most_of_a_minute_to_people() -> None:
    assert refusal(TYPED, Counted(typed_this_minute=5)) == ""
    assert refusal(TYPED, Counted(typed_this_minute=6)) == "costs.typing_pauses"
    assert refusal(FREE, Counted(free_this_minute=6, typed_this_minute=6)) == ""


def test_typing_never_takes_the_last_fifth_of_a_day() -> None:
    assert refusal(TYPED, Counted(free_today=39)) == ""
    assert refusal(TYPED, Counted(free_today=40)) == "costs.rest_is_for_people"
    assert refusal(FREE, Counted(free_today=40)) == ""


@given(counted=st.builds(Counted, COUNTS, COUNTS, COUNTS), day=st.integers(1, 1_000))
def test_typing_may_never_do_what_a_person_may_not(counted: Counted, day: int) -> None:
    quota = Quota(per_day=day)
    if refusal(FREE, counted, quota=quota):
        assert refusal(TYPED, counted, quota=quota)


@given(spent=MONEY, month=MONEY, worst=MONEY, per_day=MONEY, per_month=MONEY)
def test_what_is_granted_stays_within_both_budgets(
    spent: int, month: int, worst: int, per_day: int, per_month: int
) -> None:
    counted = Counted(spent_today=spent, spent_this_month=month)
    claim, budget = replace(PAID, worst=worst), Budget(per_day, per_month)
    if not refusal(claim, counted, budget):
        assert spent + worst <= per_day and month + worst <= per_month
    else:
        assert not per_day or not per_month or spent + worst > per_day or month + worst > per_month


def test_the_last_cent_may_be_spent_and_no_more() -> None:
    cent = PICOS_IN_DOLLAR // 100
    assert refusal(PAID, Counted(spent_today=99 * cent)) == ""
    assert refusal(PAID, Counted(spent_today=99 * cent + 1)) == "costs.day_spent"
    assert refusal(PAID, Counted(spent_this_month=1_000 * cent)) == "costs.month_spent"


def test_what_is_dearer_than_the_whole_budget_is_not_promised_for_tomorrow() -> None:
    said = verdict(replace(PAID, worst=2 * PICOS_IN_DOLLAR), BUDGET, Quota(), Counted(), NOW_S)
    assert said.refusal is not None and said.wait_s == 0.0
    said = verdict(PAID, BUDGET, Quota(), Counted(spent_today=PICOS_IN_DOLLAR), NOW_S)
    assert said.wait_s == 30.0


@given(counted=st.builds(Counted, st.just(0), st.just(0), st.just(0), MONEY, MONEY))
def test_a_free_request_never_touches_the_budget(counted: Counted) -> None:
    assert refusal(FREE, counted, Budget(0, 0)) == ""


@given(counted=st.builds(Counted, COUNTS, COUNTS, COUNTS))
def test_a_paid_request_never_touches_the_free_quota(counted: Counted) -> None:
    assert refusal(PAID, replace(counted, day=Remaining(0, NOW_S + 9))) == ""


def test_a_budget_of_zero_forbids_whatever_costs_anything() -> None:
    assert refusal(replace(PAID, worst=0), Counted(), Budget(0, None)) == "costs.paid_is_off"
    assert refusal(PAID, Counted(), Budget(None, 0)) == "costs.paid_is_off"
    assert refusal(PAID, Counted(spent_today=10**15), Budget()) == ""


def test_a_price_that_nobody_knows_is_refused_and_the_way_out_is_said() -> None:
    said = verdict(replace(PAID, worst=None), Budget(), Quota(), Counted(), NOW_S)
    assert said.refusal is not None
    assert "cloud.max_prompt_usd" in sentence(said.refusal, "en")
    assert "cloud.max_completion_usd" in sentence(said.refusal, "fr")


def test_what_the_provider_said_wins_over_what_was_counted_here() -> None:
    told = Remaining(3, NOW_S + 20)
    assert refusal(FREE, Counted(free_today=50, day=told)) == ""
    assert refusal(FREE, Counted(day=replace(told, told=0))) == "costs.no_free_today"
    assert refusal(FREE, Counted(minute=replace(told, since=3))) == "costs.no_free_this_minute"


@pytest.mark.parametrize("until_s", [NOW_S - 1, NOW_S, NOW_S + 2 * 86_400])
def test_what_the_provider_said_is_forgotten_at_its_reset_or_after_the_clock_was_set_back(
    until_s: float,
) -> None:
    assert refusal(FREE, Counted(day=Remaining(0, until_s))) == ""


@given(counted=st.builds(Counted, COUNTS, COUNTS, COUNTS, MONEY, MONEY), now_s=TIMES, day=COUNTS)
def test_what_stands_is_never_negative_and_agrees_with_the_verdict(
    counted: Counted, now_s: float, day: int
) -> None:
    quota = Quota(per_day=day)
    stands = standing(quota, counted, now_s)
    assert 0 <= stands.free_this_minute <= stands.free_today <= day
    is_granted = verdict(FREE, BUDGET, quota, counted, now_s).refusal is None
    assert is_granted == (stands.free_this_minute > 0)
    assert 0 < stands.minute_resets_s <= 60 and 0 < stands.day_resets_s <= 86_400


def test_a_limit_without_numbers_rests_to_its_boundary() -> None:
    news = news_of(Fault.DAY_LIMIT, None, None, NOW_S)
    assert news == LimitNews(is_daily=True, remaining=0)
    assert news is not None and until_of(news, NOW_S) == next_midnight_s(NOW_S) == NOW_S + 30
    news = news_of(Fault.MINUTE_LIMIT, LimitNews(False, 20, 0, NOW_S + 5), 12.0, NOW_S)
    assert news is not None and until_of(news, NOW_S) == NOW_S + 12
    assert news_of(Fault.BUSY, None, 12.0, NOW_S) is None


@pytest.mark.parametrize("resets_s", [0.0, NOW_S - 1, NOW_S + 4_000, 1e20])
def test_a_reset_that_cannot_be_is_the_usual_one(resets_s: float) -> None:
    assert until_of(LimitNews(False, 20, 0, resets_s), NOW_S) == next_minute_s(NOW_S)


def test_only_what_the_provider_saw_counts() -> None:
    assert counts("") and counts(Fault.MINUTE_LIMIT) and counts(Fault.PROVIDER)
    assert not counts(Fault.UNREACHABLE) and not counts(Fault.NO_KEY)


@given(TIMES)
def test_the_next_boundary_is_ahead_and_begins_another_span(now_s: float) -> None:
    assert minute_of(next_minute_s(now_s)) == minute_of(now_s) + 1
    assert day_of(next_midnight_s(now_s)) == days_before(day_of(now_s), -1)
    ahead = day_of(next_month_s(now_s))
    assert ahead == first_of_month(ahead) > day_of(now_s)
    assert first_of_month(days_before(ahead, 1)) == first_of_month(day_of(now_s))


def test_no_day_is_before_the_first() -> None:
    assert days_before("2026-03-01", 1) == "2026-02-28"
    assert days_before("2026-03-01", 10**7) == "0001-01-01"
