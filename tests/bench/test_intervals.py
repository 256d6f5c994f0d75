"""The interval of a paired difference is the published one."""

import pytest
from bench._intervals import Paired, paired_interval
from hypothesis import given
from hypothesis import strategies as st

COUNTS = st.integers(0, 200)


def test_the_worked_example_of_the_paper_comes_out() -> None:
    assert paired_interval(Paired(36, 12, 2, 0)) == pytest.approx((0.0569, 0.3404), abs=1e-4)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_the_difference_lies_within_its_interval(a: int, b: int, c: int, d: int) -> None:
    paired = Paired(a, b, c, d + 1)
    low, high = paired_interval(paired)
    assert -1.0001 <= low <= paired.difference + 1e-9
    assert paired.difference - 1e-9 <= high <= 1.0001


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_changing_sides_changes_the_sign(a: int, b: int, c: int, d: int) -> None:
    low, high = paired_interval(Paired(a, b, c, d + 1))
    other_low, other_high = paired_interval(Paired(a, c, b, d + 1))
    assert (other_low, other_high) == pytest.approx((-high, -low))
