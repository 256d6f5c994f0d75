"""Votes for the next token, by how much of the context they match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sansfil.core.ngram.lexer import is_newline

LONGEST_MATCH = 16

Pair: TypeAlias = tuple[str, int]
"""A token and the gap before it."""
Match: TypeAlias = tuple[int, Pair]
"""How many tokens of context an occurrence matches, and what followed there."""
Tally: TypeAlias = dict[Pair, int]


@dataclass(frozen=True, slots=True)
class NextToken:
    """What is already known of the next token: the start of a half-typed word, or the spaces typed before it."""

    prefix: str = ""
    typed_gap: int = 0

    @property
    def openness(self) -> float:
        """How much room the typed letters leave for a word not seen before: 1 to 1/4, as measured."""
        return 1 / max(1, min(len(self.prefix), 4))

    def admitted(self, token: str, gap: int) -> Pair | None:
        """The pair with the gap that remains to be typed, or None when it contradicts what was typed."""
        if self.prefix:
            return (token, 0) if token.startswith(self.prefix) else None
        if not self.typed_gap or is_newline(token):
            return token, gap
        return (token, max(0, gap - self.typed_gap)) if gap else None


ANYTHING = NextToken()


def ladder_of(matches: Sequence[Match]) -> list[Tally]:
    """`ladder[k]` tallies what followed where at least k tokens match; equal neighbours share one dictionary."""
    by_length: list[list[Pair]] = [[] for _ in range(LONGEST_MATCH + 1)]
    for length, pair in matches:
        by_length[length].append(pair)
    ladder: list[Tally] = [{}] * (LONGEST_MATCH + 1)
    tally: Tally = {}
    for length in range(LONGEST_MATCH, 0, -1):
        if by_length[length]:
            tally = tally_of(by_length[length], tally)
        ladder[length] = tally
    return ladder


def tally_of(pairs: Sequence[Pair], start: Tally) -> Tally:
    """A new tally: `start` and one vote for each pair."""
    tally = dict(start)
    for pair in pairs:
        tally[pair] = tally.get(pair, 0) + 1
    return tally


def merged(one: Tally, other: Tally) -> Tally:
    """The votes of both."""
    if not one or not other:
        return one or other
    return {pair: one.get(pair, 0) + other.get(pair, 0) for pair in one | other}
