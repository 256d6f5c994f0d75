"""What was sent and spent, summed and told; what subscriptions would have cost beside it."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.costs import PICOS_IN_DOLLAR, Books, Budget, SpendingReport, Spent, Standing
from sansfil.core.costs.as_data import data, savings_data
from sansfil.core.costs.prose import markdown, savings_markdown
from sansfil.core.costs.report import Sum
from sansfil.core.costs.savings import (
    DEFAULTS,
    SavingsReport,
    Subscription,
    positive_from,
    savings_of,
    subscription_from,
    subscriptions_with,
)
from sansfil.core.costs.spending import CLOSED
from sansfil.core.phrases import phrase

CENT = PICOS_IN_DOLLAR // 100
STANDING = Standing(14, 38, 50, 30 * CENT, 250 * CENT, 12.0, 3_600.0)
ROW = Spent(
    "2026-02-27", "a1b2c3d4", "coder", "ask", Books.SETTLED, "", False, 2, 1_200, 900, 80, 30 * CENT,
    "garden",
)  # fmt: skip
ROWS = (
    replace(ROW, day="2026-01-31", cost=CENT),
    replace(ROW, day="2026-02-01", cost=220 * CENT),
    replace(ROW, model="coder:free", is_free=True, cost=0, requests=5, fault="busy"),
    replace(ROW, workspace="e5f6", folder="a|b\nc", books=Books.OPEN, cost=7),
    ROW,
)
REPORT = SpendingReport(3, "2026-02-27", ROWS, STANDING, Budget.in_dollars(1, 10))
DAYS = st.integers(1, 28).map(lambda day: f"2026-02-{day:02}")
SPENT = st.builds(
    Spent, DAYS, st.sampled_from(["w1", "w2"]), st.sampled_from(["a", "b", "c"]), st.just("ask"),
    st.sampled_from(Books), st.sampled_from(["", "cut", CLOSED]), st.booleans(), st.integers(1, 99),
    st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**13),
)  # fmt: skip


def squeezed(text: str) -> str:
    return re.sub(" +", " ", text)


def added(sums: list[Sum]) -> tuple[int, ...]:
    rows = [
        (each.requests, each.failed, each.prompt_tokens, each.completion_tokens, each.cost)
        for each in sums
    ]
    return tuple(map(sum, zip(*rows, strict=True)))


@given(rows=st.lists(SPENT, min_size=1, max_size=30))
def test_by_day_by_model_and_by_workspace_it_is_the_same_sum(rows: list[Spent]) -> None:
    report = SpendingReport(28, "2026-02-28", rows, STANDING, Budget())
    whole = added([report.of_time])
    for groups in (report.by_day, report.by_model, report.by_workspace):
        assert added([group.sum for group in groups]) == whole
    assert whole[0] == sum(row.requests for row in rows)
    assert whole[4] == sum(row.cost for row in rows)
    assert report.of_month == report.of_time


@given(rows=st.lists(SPENT, max_size=10))
def test_money_for_programs_adds_up_to_the_picodollar(rows: list[Spent]) -> None:
    told = data(SpendingReport(28, "2026-02-28", rows, STANDING, Budget()), "en")
    wanted = sum(row.cost for row in rows)
    days = sum(Decimal(day["costUsd"]) for day in told["days"])
    assert days * PICOS_IN_DOLLAR == wanted


def test_days_months_and_the_time_asked_for_are_kept_apart() -> None:
    assert REPORT.of_today.cost == 30 * CENT + 7
    assert REPORT.of_month.cost == 250 * CENT + 7
    assert REPORT.of_time.requests == 9
    assert [group.key for group in REPORT.by_day] == ["2026-02-27"]
    assert (REPORT.open.requests, REPORT.open.cost) == (2, 7)


def test_a_request_that_was_closed_by_us_did_not_fail() -> None:
    rows = (replace(ROW, fault=CLOSED), replace(ROW, fault="cut"), ROW)
    assert replace(REPORT, rows=rows).of_today.failed == 2


def test_what_nobody_tells_the_cost_of_is_marked_as_a_guess() -> None:
    rows = (replace(ROW, books=Books.WORST), replace(ROW, books=Books.WORST, day="2026-02-01"), ROW)
    report = replace(REPORT, rows=rows)
    assert (report.guessed.requests, report.guessed.cost) == (2, 30 * CENT)
    assert "told as a sum that cannot be: 2;" in squeezed(markdown(report, "en"))
    assert data(report, "en")["guessed"] == {"requests": 2, "worstUsd": "0.30"}


def test_a_free_model_that_has_cost_something_is_not_called_free() -> None:
    report = replace(REPORT, rows=(replace(ROW, is_free=True),))
    assert [group.is_free for group in report.by_model] == [False]


def test_the_dearest_model_stands_first() -> None:
    assert [group.key for group in REPORT.by_model] == ["coder", "coder:free"]
    assert [group.is_free for group in REPORT.by_model] == [False, True]


def test_people_read_what_was_sent_and_what_is_left() -> None:
    told = squeezed(markdown(REPORT, "en"))
    assert "| today | 9 | 5 | 900 | 2,700 | 240 | $0.30 | $0.03 |" in told
    assert "| this month | 11 | 5 | 1,200 | 3,600 | 320 | $2.50 | $0.23 |" in told
    assert "| coder:free | free | 5 | 5 |" in told
    assert "| garden a1b2c3 |" in told and "| a/b c e5f6 |" in told
    assert "Free requests left: 14 this minute, 38 of 50 today." in told
    assert "Budget of the day: $0.70 of $1.00 left." in told
    assert "Budget of the month: $7.50 of $10.00 left." in told
    assert "not told yet: 2;" in told and "$0.0000000000070" in told


def test_people_read_it_in_french_too() -> None:
    told = squeezed(markdown(REPORT, "fr"))
    assert "| aujourd'hui | 9 | 5 | 900 | 2\u202f700 |" in told
    assert "38 sur 50 aujourd'hui" in told


def test_nothing_sent_is_one_sentence_and_no_quota_of_nobody() -> None:
    empty = SpendingReport(30, "2026-02-27", (), Standing(20, 50, 50, 0, 0), Budget(), False)
    assert markdown(empty, "en") == (
        "## Sent to providers\n\nNothing was sent to a provider in this time.\n"
    )
    assert data(empty, "en")["free"] is None


def test_what_is_wrong_with_the_ledger_is_told_first() -> None:
    report = replace(REPORT, problem=phrase("problem.ledger_damaged", path="/x"))
    assert "could not be read" in markdown(report, "en").split("\n\n")[1]
    assert "n'a pas pu être lu" in data(report, "fr")["problem"]


def test_programs_get_money_as_exact_text() -> None:
    told = data(REPORT, "en")
    assert told["today"] == {
        "day": "2026-02-27", "requests": 9, "failed": 5, "promptTokens": 3_600, "newTokens": 900,
        "cachedTokens": 2_700, "completionTokens": 240, "costUsd": "0.300000000007",
        "costPerRequestUsd": "0.033333333334",
    }  # fmt: skip
    assert told["month"]["costUsd"] == "2.500000000007"
    assert told["free"] == {"leftThisMinute": 14, "leftToday": 38, "perDay": 50}
    assert told["budgets"]["day"] == {"usd": "1.00", "spentUsd": "0.30", "leftUsd": "0.70"}
    assert told["open"] == {"requests": 2, "worstUsd": "0.000000000007"}
    assert [each["folder"] for each in told["workspaces"]] == ["garden", "a|b\nc"]
    assert [each["model"] for each in told["models"]] == ["coder", "coder:free"]


def test_a_budget_without_bound_has_nothing_left_to_tell() -> None:
    told = data(replace(REPORT, budget=Budget(None, 0)), "en")["budgets"]
    assert told["day"] == {"usd": None, "spentUsd": "0.30", "leftUsd": None}
    assert told["month"] == {"usd": "0.00", "spentUsd": "2.50", "leftUsd": "0.00"}


# Beside subscriptions


def savings(own: tuple[Subscription, ...] = (), rate: str = "") -> SavingsReport:
    both = subscriptions_with(own)
    found = savings_of(250 * CENT, both, Decimal(rate) if rate else None)
    return SavingsReport("2026-02", 11, 250 * CENT, found)


def test_dollars_are_compared_and_euros_only_at_a_rate_that_was_told() -> None:
    own = subscription_from("Copilot=10")
    assert own is not None
    told = squeezed(savings_markdown(savings((own,)), "en"))
    assert "so far: 11; by the ledger they cost $2.50." in told
    assert "| Cursor | 2026-02 | €20.00 | $2.50 | €20.00 − $2.50 |" in told
    assert "| Copilot | you | $10.00 | $2.50 | $7.50 |" in told
    told = squeezed(savings_markdown(savings((own,), "1.25"), "en"))
    assert "| Cursor | 2026-02 | €20.00 | $2.50 | $22.50 |" in told


def test_a_month_that_cost_more_than_a_subscription_says_so() -> None:
    told = savings_markdown(savings((Subscription("Cheap", 100, "USD"),)), "fr")
    assert "−$1.50" in told and "vous" in told


def test_programs_get_the_same_savings() -> None:
    told = savings_data(savings((Subscription("Cheap", 100, "USD"),)), "en")
    assert (told["month"], told["spentUsd"]) == ("2026-02", "2.50")
    assert told["subscriptions"][0] == {
        "name": "Cursor", "currency": "EUR", "perMonth": "20.00", "priceOf": "2026-02",
        "spentUsd": "2.50", "differenceUsd": None,
    }  # fmt: skip
    assert told["subscriptions"][-1]["differenceUsd"] == "-1.50"


def test_ones_own_price_replaces_the_usual_one_of_that_name() -> None:
    own = Subscription("cursor", 1_600, "USD")
    both = subscriptions_with((own,))
    assert own in both and len(both) == len(DEFAULTS)


@pytest.mark.parametrize(
    "text", ["", "Cursor", "=20", "Cursor=", "Cursor=-1", "Cursor=1e9", "A=NaN"]
)
def test_what_is_no_price_is_none(text: str) -> None:
    assert subscription_from(text) is None


def test_a_name_may_hold_what_it_likes() -> None:
    assert subscription_from("A=B plan=12.34") == Subscription("A=B plan", 1_234, "USD")
    assert positive_from(" 1.1 ") == Decimal("1.1")
