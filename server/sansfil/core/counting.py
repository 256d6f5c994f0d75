"""How many tokens a text has: an estimate that learns, and exact counters remembered by line."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sansfil.core.text import split_lines

# Estimates are fractions: rounded line by line they would grow by a fifth.
Count = Callable[[str], float]


@dataclass(frozen=True)
class CalibrationKnobs:
    """A sample moves the estimate by `weight`; it needs `tokens`, and stays between the bounds."""

    weight: float = 0.2
    tokens: int = 32
    least: float = 1.0
    most: float = 8.0


@dataclass(frozen=True)
class Calibration:
    """An estimate by length alone; code has about 3.2 characters per token until it is measured."""

    characters_per_token: float = 3.2
    knobs: CalibrationKnobs = CalibrationKnobs()

    def count(self, text: str) -> float:
        return len(text) / self.characters_per_token

    def learned(self, characters: int, tokens: int) -> "Calibration":
        """Moved towards a measured text: an exponential average over the samples."""
        if tokens < self.knobs.tokens or characters <= 0:
            return self
        measured = min(max(characters / tokens, self.knobs.least), self.knobs.most)
        moved = self.characters_per_token * (1 - self.knobs.weight) + measured * self.knobs.weight
        return Calibration(moved, self.knobs)


def by_lines(count: Count, remembered: int = 8192) -> Count:
    """`count`, asked once per line: most lines of a prompt were in the one before."""
    count_of_line = lru_cache(remembered)(count)

    def counted(text: str) -> float:
        return sum(count_of_line(line) for line in split_lines(text) if line)

    return counted
