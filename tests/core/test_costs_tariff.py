"""What requests cost: exact, never negative, never more than the worst case said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.costs import (
    PICOS_IN_DOLLAR,
    Step,
    Tariff,
    Tokens,
    cost_of,
    dollars,
    exact_dollars,
    picos_of,
    under_ceilings,
    worst_of,
)

PRICES = st.integers(0, 10**8)
MAYBE = st.none() | PRICES
LENGTHS = st.integers(0, 300_000)
STEPS = st.builds(Step, st.integers(0, 300_000), MAYBE, MAYBE, MAYBE, MAYBE)
TARIFFS = st.builds(
    Tariff, PRICES, PRICES, PRICES, MAYBE, MAYBE, st.lists(STEPS, max_size=4).map(tuple)
)


@given(tariff=TARIFFS, longest=LENGTHS, most=st.integers(0, 10_000), data=st.data())
def test_no_split_of_the_tokens_costs_more_than_the_worst_case(
    tariff: Tariff, longest: int, most: int, data: st.DataObject
) -> None:
    prompt = data.draw(st.integers(0, longest))
    cached = data.draw(st.integers(0, prompt))
    written = data.draw(st.integers(0, prompt - cached))
    completion = data.draw(st.integers(0, most))
    cost = cost_of(tariff, Tokens(prompt, cached, written, completion))
    worst = worst_of(tariff, longest, most)
    assert cost is not None and worst is not None
    assert 0 <= cost <= worst


@given(tariff=TARIFFS, longest=LENGTHS, most=st.integers(0, 10_000))
def test_the_worst_case_can_really_happen(tariff: Tariff, longest: int, most: int) -> None:
    ends = {longest, *(step.from_prompt_tokens - 1 for step in tariff.steps)}
    costs = {
        cost_of(tariff, Tokens(length, **kind, completion=most))
        for length in ends
        if 0 <= length <= longest
        for kind in ({}, {"cached": length}, {"written": length})
    }
    assert worst_of(tariff, longest, most) in costs


def test_a_shorter_prompt_may_be_the_dearer_one() -> None:
    tariff = Tariff(prompt=10, steps=(Step(1_001, prompt=1),))
    assert cost_of(tariff, Tokens(1_001)) == 1_001
    assert worst_of(tariff, 1_001, 0) == 10_000


def test_a_long_prompt_is_dearer_from_its_step_on() -> None:
    tariff = Tariff(prompt=1, completion=2, steps=(Step(200_000, prompt=2, completion=3),))
    assert cost_of(tariff, Tokens(199_999, completion=10)) == 199_999 + 20
    assert cost_of(tariff, Tokens(200_000, completion=10)) == 400_000 + 30


def test_cached_and_written_tokens_have_their_own_prices() -> None:
    tariff = Tariff(prompt=100, completion=500, request=7, cached=10, written=125)
    tokens = Tokens(prompt=1_000, cached=600, written=300, completion=20, reasoning=15)
    assert cost_of(tariff, tokens) == 7 + 100 * 100 + 600 * 10 + 300 * 125 + 20 * 500


@given(tariff=TARIFFS)
def test_a_dynamic_tariff_is_never_free_and_never_known(tariff: Tariff) -> None:
    dynamic = Tariff(tariff.prompt, tariff.completion, is_dynamic=True, steps=tariff.steps)
    assert not dynamic.is_free
    assert cost_of(dynamic, Tokens(1_000)) is None
    assert worst_of(dynamic, 1_000, 10) is None


@pytest.mark.parametrize(
    "tariff",
    [Tariff(prompt=-1), Tariff(completion=-PICOS_IN_DOLLAR), Tariff(steps=(Step(9, prompt=-1),))],
)
def test_a_negative_price_is_unknown_and_not_money_back(tariff: Tariff) -> None:
    assert not tariff.is_free
    assert cost_of(tariff, Tokens(10, completion=10)) is None
    assert worst_of(tariff, 10, 10) is None


@pytest.mark.parametrize(
    "tariff",
    [
        Tariff(prompt=1), Tariff(completion=1), Tariff(request=1), Tariff(cached=1),
        Tariff(written=1), Tariff(steps=(Step(1, completion=1),)), Tariff(steps=(Step(1, written=1),)),
    ],
)  # fmt: skip
def test_what_may_cost_anything_is_not_free(tariff: Tariff) -> None:
    assert not tariff.is_free
    assert Tariff().is_free


def test_ceilings_bound_what_nobody_knows() -> None:
    router = Tariff(prompt=-PICOS_IN_DOLLAR, is_dynamic=True)
    bounded = under_ceilings(router, 0.3, 1.2)
    assert worst_of(bounded, 1_000_000, 0) == picos_of("0.3")
    assert worst_of(bounded, 0, 1_000_000) == picos_of("1.2")
    assert under_ceilings(router, 0.3, 0) is router
    known = Tariff(prompt=5)
    assert under_ceilings(known, 0.3, 1.2) is known


@given(st.integers(-(10**18), 10**18))
def test_exact_dollars_lose_nothing(amount: int) -> None:
    text = exact_dollars(amount)
    assert Decimal(text) * PICOS_IN_DOLLAR == amount
    assert len(text.partition(".")[2]) >= 2
    assert picos_of(text) == amount


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0.00"), (PICOS_IN_DOLLAR, "1.00"), (123_000_000, "0.000123"),
        (15 * PICOS_IN_DOLLAR // 10, "1.50"), (-PICOS_IN_DOLLAR // 4, "-0.25"),
    ],
)  # fmt: skip
def test_money_for_programs(amount: int, text: str) -> None:
    assert exact_dollars(amount) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "$0.00"), (PICOS_IN_DOLLAR, "$1.00"), (42 * PICOS_IN_DOLLAR // 100, "$0.42"),
        (310_000_000, "$0.00031"), (1, "$0.0000000000010"),
    ],
)  # fmt: skip
def test_money_for_people(amount: int, text: str) -> None:
    assert dollars(amount) == text


@pytest.mark.parametrize("told", [None, True, "", "free", "NaN", "inf", [], {}])
def test_what_is_no_amount_is_none(told: object) -> None:
    assert picos_of(told) is None


@pytest.mark.parametrize(
    "told",
    ["1e99999999", "-1e99999999", "1e5000", "1e300000", "1000001", 10**5_000, 1e30, "9" * 5_000],
    ids=range(8),
)
def test_what_nothing_can_cost_is_no_amount(told: object) -> None:
    assert picos_of(told) is None


def test_next_to_nothing_is_an_amount() -> None:
    assert picos_of("1e-99999999") == 0
