"""The time that is left, as far as anybody can tell."""

from sansfil.features.indexing.progress import Pace
from tests.features.indexing.desk import Clock


def test_no_time_is_told_before_enough_was_done_to_tell_it_by() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.seconds_left(0, 10_000) is None
    for _ in range(20):  # one file was written, and the first batch of others is still being made
        clock.now_s += 1
        assert pace.seconds_left(10, 9_990) is None
    clock.now_s += 1
    assert pace.seconds_left(210, 9_790) == 9_790 * 21 / 210


def test_three_batches_tell_the_pace_of_very_much_work() -> None:
    clock = Clock()
    pace = Pace(clock)
    told = list[float | None]()
    for done in (0, 10, 10, 20, 30):
        told.append(pace.seconds_left(done, 1_000_000 - done))
        clock.now_s += 1
    assert told[:-1] == [None] * 4
    assert told[-1] == (1_000_000 - 30) * 4 / 30


def test_after_a_rest_the_pace_is_measured_anew() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.seconds_left(0, 100)
    clock.now_s += 1
    assert pace.seconds_left(50, 50) == 1
    pace.rest()
    clock.now_s += 100
    assert pace.seconds_left(50, 50) is None
    clock.now_s += 1
    assert pace.seconds_left(75, 25) == 1
