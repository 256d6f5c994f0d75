"""The time that is left, as far as anybody can tell."""

from collections.abc import Iterable, Iterator

from hypothesis import assume, given
from hypothesis import strategies as st

from sansfil.features.indexing.progress import FACTOR, SURELY_S, Pace
from tests.features.indexing.desk import Clock


def measured(pace: Pace, clock: Clock) -> float:
    """What is told after 900 of 2,000 were done in nine seconds."""
    told = [pace.seconds_left(done, 2_000 - done) for done in _seconds(clock, range(0, 1_000, 100))]
    assert told[-1] is not None
    return told[-1]


def _seconds(clock: Clock, numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        clock.now_s += 1
        yield number


def test_no_time_is_told_before_enough_was_done_to_tell_it_by() -> None:
    clock = Clock()
    pace = Pace(clock)
    # One file was written, and the first batch of others is being made.
    for done in (0, 10, 10, 10, 10):
        assert pace.seconds_left(done, 10_000 - done) is None
        clock.now_s += 10


def test_the_start_of_who_helps_is_not_taken_for_the_pace() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.seconds_left(0, 10_000) is None
    clock.now_s += 13
    told = list[float]()
    for done in range(100, 2_000, 100):
        told += [left for left in [pace.seconds_left(done, 10_000 - done)] if left is not None]
        clock.now_s += 0.5
    assert told and all(abs(left - 50) < 10 for left in told)


def test_no_time_is_told_while_the_pace_changes() -> None:
    clock = Clock()
    pace = Pace(clock)
    for batch in range(12):  # each second twice as much as before
        assert pace.seconds_left(2**batch, 2**14 - 2**batch) is None
        clock.now_s += 1


def test_work_that_stands_still_takes_longer() -> None:
    clock = Clock()
    pace = Pace(clock)
    told = measured(pace, clock)
    clock.now_s += 60
    later = pace.seconds_left(900, 1_100)
    assert later is not None and later > 2 * told


def test_after_a_rest_the_pace_is_measured_anew() -> None:
    clock = Clock()
    pace = Pace(clock)
    measured(pace, clock)
    pace.rest()
    assert pace.seconds_left(1_000, 1_000) is None


@given(
    rate=st.floats(0.1, 10_000),
    lasts_s=st.floats(8, 600),
    batches=st.integers(40, 200),
    look_s=st.floats(0.1, 0.5),
    start_s=st.floats(0, 30),
)
def test_steady_work_in_batches_is_told_within_the_factor(
    rate: float, lasts_s: float, batches: int, look_s: float, start_s: float
) -> None:
    batch_s = lasts_s / batches
    assume(batch_s <= 10)
    clock = Clock(0.0)
    pace, total, told = Pace(clock), rate * lasts_s, 0
    while (worked_s := clock.now_s - start_s) < lasts_s:
        done = total * max(0, int(worked_s / batch_s)) / batches
        left_s, true_s = pace.seconds_left(done, total - done), lasts_s - max(0.0, worked_s)
        if left_s is not None:
            told += 1
            slack_s = 2 * (batch_s + look_s)
            assert true_s / FACTOR - slack_s <= left_s <= true_s * FACTOR + slack_s
        clock.now_s += look_s
    assert told or lasts_s < 2 * SURELY_S + 5 * batch_s


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 10**6)), max_size=30))
def test_what_was_told_once_is_told_until_the_end(looks: list[tuple[int, int]]) -> None:
    clock = Clock(0.0)
    pace, done, before = Pace(clock), 0, None
    for passed_s, did in looks:
        clock.now_s += passed_s
        done += did
        left_s = pace.seconds_left(done, 10**6)
        assert left_s is None or 0 <= left_s < 1e12
        assert before is None or left_s is not None
        before = left_s


def test_other_work_is_measured_anew() -> None:
    clock = Clock()
    pace = Pace(clock)
    measured(pace, clock)
    assert pace.seconds_left(0, 2_000) is None
