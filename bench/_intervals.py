"""How sure a difference of two shares is that were counted on the same cases.

The interval is R. G. Newcombe's method 10 (Improved confidence intervals for the difference between
binomial proportions based on paired data, Statistics in Medicine 17, 1998, 2635-2650); the scores
below it are E. B. Wilson's of 1927.
"""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964


@dataclass(frozen=True)
class Paired:
    """Cases that both got right, only the first, only the second, neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def count(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def first_share(self) -> float:
        return (self.both + self.first) / self.count

    @property
    def second_share(self) -> float:
        return (self.both + self.second) / self.count

    @property
    def difference(self) -> float:
        """First minus second."""
        return self.first_share - self.second_share


def paired_interval(paired: Paired, z: float = Z95) -> tuple[float, float]:
    """The bounds between which the true difference lies, with the certainty that `z` stands for."""
    one, two = paired.first_share, paired.second_share
    low_one, high_one = wilson(paired.both + paired.first, paired.count, z)
    low_two, high_two = wilson(paired.both + paired.second, paired.count, z)
    phi = _correlation(paired)
    below = _root(one - low_one, high_two - two, phi)
    above = _root(high_one - one, two - low_two, phi)
    return paired.difference - below, paired.difference + above


def wilson(right: int, count: int, z: float = Z95) -> tuple[float, float]:
    share = right / count
    middle = 2 * count * share + z * z
    swing = z * sqrt(z * z + 4 * count * share * (1 - share))
    return (middle - swing) / (2 * (count + z * z)), (middle + swing) / (2 * (count + z * z))


def _correlation(paired: Paired) -> float:
    """Of the two outcomes, corrected for continuity where it is positive."""
    a, b, c, d = paired.both, paired.first, paired.second, paired.neither
    under = (a + b) * (c + d) * (a + c) * (b + d)
    if not under:
        return 0.0
    over = a * d - b * c
    corrected = max(0.0, over - paired.count / 2) if over > 0 else float(over)
    return corrected / sqrt(under)


def _root(one: float, two: float, phi: float) -> float:
    return sqrt(max(0.0, one * one - 2 * phi * one * two + two * two))
