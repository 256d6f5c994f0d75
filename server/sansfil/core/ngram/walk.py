"""A greedy continuation of the text at the cursor, and where it has to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sansfil.core.ngram.context import MOST_CONTEXT_TOKENS, NgramSilence, Typed
from sansfil.core.ngram.evidence import Recollection
from sansfil.core.ngram.interpolation import likeliest
from sansfil.core.ngram.knobs import NgramKnobs
from sansfil.core.ngram.lexer import (
    DOCUMENT_START,
    REDACTED,
    is_aligned,
    is_newline,
    is_word,
    newline_levels,
)
from sansfil.core.ngram.tally import ANYTHING, NextToken, Pair

QUOTES = frozenset(('"', "'", "`", '"""', "'''"))
OPENERS = frozenset("([{")
CLOSERS = frozenset(")]}")


@dataclass(slots=True)
class Walk:
    """`confidences[i]` is the joint probability of `pairs[: i + 1]`; `rest` are the closers right of the cursor.

    Greedy is exact while the threshold is at least a half, since no two continuations can both reach it.
    """

    start: Typed
    rest: Sequence[str]
    level_columns: int
    pairs: list[Pair] = field(default_factory=list[Pair])
    confidences: list[float] = field(default_factory=list[float])
    stopped_by: NgramSilence = NgramSilence.UNFAMILIAR

    def continue_while_sure(self, recollection: Recollection, knobs: NgramKnobs) -> None:
        """Takes the likeliest token again and again until the whole would be too unlikely, or must end."""
        context, known, confidence = self.start.tokens, self.start.known, 1.0
        while len(self.pairs) < knobs.most_tokens:
            needed = knobs.min_confidence / confidence
            ladders = recollection.ladders(context, known)
            found = likeliest(ladders, knobs.novelty, known.openness, needed)
            if found is not None and not self.pairs:
                self.stopped_by = NgramSilence.UNSURE
            pair, probability = found or _as_new_word(known, knobs)
            if probability < needed or self._ends_before(pair):
                return
            confidence *= probability
            self.pairs.append(pair)
            self.confidences.append(confidence)
            context, known = (*context, pair[0])[-MOST_CONTEXT_TOKENS:], ANYTHING

    def cut_back(self, min_multiline_confidence: float) -> None:
        """Gives up further lines that are not sure or hardly begun, then a dangling end."""
        while self._has_unsure_lines(min_multiline_confidence) or self._has_begun_a_line():
            self._drop_last()
        while self.pairs and (is_newline(self.pairs[-1][0]) or self._ends_in_open_quote()):
            self._drop_last()

    def _has_unsure_lines(self, min_confidence: float) -> bool:
        """Whether lines after the first are less sure than that, given that the first is right."""
        newlines = (at for at, (token, _) in enumerate(self.pairs) if is_newline(token))
        first_newline = next(newlines, None)
        if first_newline is None:
            return False
        first_line = self.confidences[first_newline - 1] if first_newline else 1.0
        return self.confidences[-1] < min_confidence * first_line

    def _has_begun_a_line(self) -> bool:
        """True when a line after the first is just a word so far, or leaves a bracket open."""
        tokens = [token for token, _ in self.pairs]
        for at in range(len(tokens) - 1, -1, -1):
            if is_newline(tokens[at]):
                last = tokens[at + 1 :]
                return opened_brackets(last) > 0 or (len(last) == 1 and is_word(last[0]))
        return False

    def _drop_last(self) -> None:
        self.pairs.pop()
        self.confidences.pop()

    def _ends_before(self, pair: Pair) -> bool:
        token, gap = pair
        if token in (REDACTED, DOCUMENT_START):
            return True
        if is_newline(token):
            return bool(self.rest) or is_aligned(gap) or self._columns_after(gap) < 0
        if self.pairs and not gap and is_word(token) and is_word(self.pairs[-1][0]):
            return True
        return bool(self.rest) and self._closes_what_is_open(token)

    def _columns_after(self, gap: int) -> int:
        """Indentation after the newlines taken so far and one more."""
        gaps = [newline_gap for token, newline_gap in self.pairs if is_newline(token)]
        levels = sum(map(newline_levels, (*gaps, gap)))
        return self.start.columns + levels * self.level_columns

    def _closes_what_is_open(self, token: str) -> bool:
        """True when the token would close what was opened before the cursor, as the text on the right does already."""
        tokens = [taken for taken, _ in self.pairs]
        if token in QUOTES:
            return token == self.rest[0] and tokens.count(token) % 2 == 0
        if any(tokens.count(quote) % 2 for quote in QUOTES):
            return False
        return not opened_brackets(tokens) and (token in CLOSERS or token == self.rest[0])

    def _ends_in_open_quote(self) -> bool:
        last = self.pairs[-1][0]
        if last not in QUOTES:
            return False
        line = list(self.start.tokens[len(self.start.tokens) - self.start.index :])
        for token, _ in self.pairs:
            line = [] if is_newline(token) else [*line, token]
        return line.count(last) % 2 == 1


def _as_new_word(known: NextToken, knobs: NgramKnobs) -> tuple[Pair, float]:
    """Typed letters with which nothing known begins may be a new word, and complete."""
    is_word_enough = len(known.prefix) >= knobs.min_new_word_characters
    return (known.prefix, 0), knobs.new_word_confidence if is_word_enough else 0.0


def opened_brackets(tokens: Sequence[str]) -> int:
    """How many more brackets the tokens open than they close."""
    return sum((token in OPENERS) - (token in CLOSERS) for token in tokens)
