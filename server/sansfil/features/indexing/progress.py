"""How far the work is, and how long it will take at the rate that was measured."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

from sansfil.core.retrieval import IndexProgress

# Nothing is told before so much was seen: this long, in so many batches, and this share of the work or so long.
LEAST_S, LEAST_BATCHES = 1.0, 3
LEAST_SHARE, SURELY_S = 0.05, 5.0
# Both halves of what was seen must agree by this factor; afterwards the last one counts, and no more of it.
FACTOR, LONGEST_S, MOST_MARKS = 1.5, 15.0, 200
# What is told follows what is measured within a few of these.
SMOOTH_S = 1.0
# Reading and writing a file takes as long as digesting so much of it, whatever its size.
FILE_BYTES = 1_000


@dataclass(frozen=True)
class _Mark:
    """So much was done at that time."""

    at_s: float
    done: float

    def rate_to(self, later: "_Mark") -> float:
        took_s = later.at_s - self.at_s
        return (later.done - self.done) / took_s if took_s > 0 else 0.0


class Pace:
    """Units done by the clock, from the first look on."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._marks, self._told = list[_Mark](), None

    def rest(self) -> None:
        """Nothing is done now: the next look begins anew."""
        self._marks, self._told = [], None

    def seconds_left(self, done: float, left: float) -> float | None:
        """None while nobody can tell within a factor of 1.5, as far as can be seen. `done` counts from
        anywhere, up; where it falls, other work has begun."""
        now = _Mark(self._clock_s(), done)
        self._see(now)
        rate = self._rate(now, left)
        return self._smoothed(now.at_s, left / rate) if rate else None

    def _see(self, now: _Mark) -> None:
        """What is done in batches stands still between them."""
        if self._marks and now.done < self._marks[-1].done:
            self.rest()
        if not self._marks or now.done > self._marks[-1].done:
            self._marks.append(now)
        while len(self._marks) > MOST_MARKS and self._told is not None:
            del self._marks[2]

    def _rate(self, now: _Mark, left: float) -> float:
        """Zero while it is not known."""
        marks = self._marks[1:]  # the first batch took a start with it
        if len(marks) <= LEAST_BATCHES:
            return 0.0
        first, last = marks[0], marks[-1]
        middle_s = max((first.at_s + last.at_s) / 2, last.at_s - LONGEST_S)
        middle = max(at for at, mark in enumerate(marks) if mark.at_s <= middle_s)
        earlier, lately = first.rate_to(marks[middle]), _rate_of(marks[middle:], now)
        if self._told is None and not _is_enough(first, last, left, (earlier, lately)):
            return 0.0
        return lately

    def _smoothed(self, now_s: float, measured_s: float) -> float:
        told_s = measured_s
        if self._told is not None:
            then_s, told_then_s = self._told
            expected_s = told_then_s - (now_s - then_s)
            share = 1 - math.exp(-(now_s - then_s) / SMOOTH_S)
            told_s = max(0.0, expected_s + share * (measured_s - expected_s))
        self._told = now_s, told_s
        return told_s


def _rate_of(marks: list[_Mark], now: _Mark) -> float:
    """Until the last batch; work that stands still for longer than between any two has become slower."""
    last = marks[-1]
    longest_s = max((b.at_s - a.at_s for a, b in itertools.pairwise(marks)), default=0.0)
    return marks[0].rate_to(now if now.at_s - last.at_s > longest_s else last)


def _is_enough(first: _Mark, last: _Mark, left: float, rates: tuple[float, float]) -> bool:
    took_s, did = last.at_s - first.at_s, last.done - first.done
    is_much = did >= LEAST_SHARE * (did + left) or took_s >= SURELY_S
    return took_s >= LEAST_S and is_much and 0 < max(rates) <= FACTOR * min(rates)


def cost_of(files: int, size: int) -> float:
    """What takes time of so many files with so many bytes."""
    return size + FILE_BYTES * files


def progress_of(
    pace: Pace, counts: tuple[int, int], sizes: tuple[float, float], *, is_embedding: bool = False
) -> IndexProgress:
    """Of (done, total) in number, and (done, left) in what takes time."""
    done, total = counts
    return IndexProgress(max(0, done), total, pace.seconds_left(*sizes), is_embedding)
