"""A stand-in for a mediocre model: right for some words, else as plausible as the code around it.

Everything is decided by hashes of places, so that it is the same for whoever asks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist

from bench._gate.dice import dice
from bench._gate.track import Track

RIGHT_PERCENT = 40
MOST_LINES = 3
TAIL_TOKENS = 3
_TOKEN = re.compile(r"\w+|[^\w\s]")
_HALF_WORD = re.compile(r"\w*\Z")


@dataclass(frozen=True)
class Odds:
    """How a mean log-probability tells right from wrong: normal noise of `spread` around two means
    that lie so far apart that a right answer has the higher one with probability `auc`."""

    auc: float = 0.75
    right: float = -0.6
    spread: float = 0.5

    @property
    def wrong(self) -> float:
        return self.right - NormalDist().inv_cdf(self.auc) * sqrt(2) * self.spread


@dataclass(frozen=True)
class Written:
    """What the model wrote; `mean_logprob` is None where its engine does not tell."""

    text: str
    is_right: bool
    mean_logprob: float | None


@dataclass(frozen=True, order=True)
class _Place:
    """`rest` stands at the end of a line of a file."""

    rest: str
    file: int
    line: int


class Mediocre:
    """`texts` are the files of the workspace, from which its mistakes are taken."""

    def __init__(self, texts: Sequence[str], seed: str, odds: Odds | None) -> None:
        self._lines = [text.split("\n") for text in texts]
        self._seed = seed
        self._odds = odds

    def answer(self, track: Track, at: int) -> Written | None:
        """None where nothing in the workspace begins like this."""
        before = track.states[at].before
        word = len(before) - len(_half_word(before))
        place = f"{self._seed}:{track.name}:{word}"
        truth = track.follows(at)
        is_right = truth is not None and dice(place) % 100 < RIGHT_PERCENT
        lines = truth.split("\n") if truth and is_right else self._mistake(before, truth, place)
        if not lines:
            return None
        text = "\n".join(lines[: _length(place)])
        return Written(text, is_right, self._logprob(place + text, is_right=is_right))

    def _mistake(self, before: str, truth: str | None, place: str) -> Sequence[str]:
        """How a line of the workspace that begins like this one goes on, but not as this one will."""
        head = before[before.rfind("\n") + 1 :]
        right = "" if truth is None else truth.split("\n")[0].strip()
        for found in (self._lines_like(head), *self._expressions_like(head)):
            wrong = sorted({each for each in found if each.rest.strip() not in ("", right)})
            if wrong:
                return self._from(wrong[dice(place + "wrong") % len(wrong)])
        return ()

    def _from(self, place: _Place) -> Sequence[str]:
        below = self._lines[place.file][place.line + 1 : place.line + MOST_LINES]
        return place.rest, *below

    def _lines_like(self, head: str) -> Iterator[_Place]:
        beginning = head.lstrip()
        for place in self._every_line():
            line = place.rest.lstrip()
            is_as_deep = beginning or _indent(place.rest) == len(head)
            if is_as_deep and line.startswith(beginning):
                yield replace(place, rest=line[len(beginning) :])

    def _expressions_like(self, head: str) -> Iterator[Iterator[_Place]]:
        """What follows the last tokens of `head` elsewhere, the longest run of them first."""
        starts = [found.start() for found in _TOKEN.finditer(head)]
        for count in range(min(TAIL_TOKENS, len(starts)), 0, -1):
            yield self._after(head[starts[-count] :])

    def _after(self, tail: str) -> Iterator[_Place]:
        start = r"(?<!\w)" if tail[0].isalnum() or tail[0] == "_" else ""
        pattern = re.compile(start + re.escape(tail))
        for place in self._every_line():
            for found in pattern.finditer(place.rest):
                yield replace(place, rest=place.rest[found.end() :])

    def _every_line(self) -> Iterator[_Place]:
        for file, lines in enumerate(self._lines):
            for number, line in enumerate(lines):
                yield _Place(line, file, number)

    def _logprob(self, place: str, *, is_right: bool) -> float | None:
        if self._odds is None:
            return None
        mean = self._odds.right if is_right else self._odds.wrong
        share = (dice(place + "noise") % 9_999 + 1) / 10_000
        return min(-0.01, NormalDist(mean, self._odds.spread).inv_cdf(share))


def _length(place: str) -> int:
    """How many lines it writes: each further one if the dice are good, right or wrong."""
    lines = range(1, MOST_LINES)
    return next((n for n in lines if dice(f"{place}:{n}") % 100 >= RIGHT_PERCENT), MOST_LINES)


def _half_word(before: str) -> str:
    found = _HALF_WORD.search(before[-100:])
    return "" if found is None else found[0]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else -1
