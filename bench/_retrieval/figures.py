"""Recall and reciprocal rank of files, and how sure their differences are."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple

RESAMPLES, SEED = 2_000, 7


class Figures(NamedTuple):
    """Of one question, or their mean over many: the share of the right files among the first 5 and 10,
    and 1 over the place of the first right one."""

    r5: float
    r10: float
    mrr: float


Answers = Sequence[Mapping[str, Figures]]
"""Of each question the figures of each method."""


def measured(found: Sequence[str], truth: frozenset[str]) -> Figures:
    place = next((at + 1 for at, path in enumerate(found) if path in truth), 0)
    shares = [len(truth.intersection(found[:most])) / len(truth) for most in (5, 10)]
    return Figures(shares[0], shares[1], 1 / place if place else 0.0)


def mean(answers: Answers, method: str) -> Figures:
    rows = [each[method] for each in answers]
    return Figures(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))


def intervals(answers: Answers, one: str, other: str) -> Sequence[tuple[float, float]]:
    """The 95 % intervals of the mean differences of one method and another, by a paired bootstrap."""
    choice = random.Random(SEED)
    rows = [[a - b for a, b in zip(each[one], each[other], strict=True)] for each in answers]
    means = [_means(choice.choices(rows, k=len(rows))) for _ in range(RESAMPLES)]
    low, high = round(0.025 * RESAMPLES), round(0.975 * RESAMPLES) - 1
    return [(column[low], column[high]) for column in map(sorted, zip(*means, strict=True))]


def _means(rows: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]
