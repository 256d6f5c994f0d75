"""Neighbouring lines of the same pattern: what would come next if the names that differ were exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sansfil.core.ngram.lexer import NEWLINE, is_newline, is_word, newline_token
from sansfil.core.ngram.line_index import Line, shape_of
from sansfil.core.ngram.live_recall import Fence, Reader, line_above
from sansfil.core.ngram.tally import Match, NextToken

HIGHEST_RUNG = 8
MOST_LINES_BACK = 16
MOST_TOKENS_BACK = 12
RENAMED_BONUS = 2
PUNCTUATION_BONUS = 3
WORD_BONUS = -3

Renames = dict[str, str]


def analogous_matches(
    start: Line | None, indent_columns: int, context: Sequence[str], known: NextToken, fence: Fence
) -> list[Match]:
    """(rung, next pair) of spots in the lines up to `start` that match but for renamed words.

    Likeness is the number of equal tokens less the number of renamed words; the rung, 1 to 8, also
    weighs what kind of token follows.
    """
    matches: list[Match] = []
    reader = Reader(fence, indent_columns)
    shapes = _last_two_shapes(context)
    line = start
    for _ in range(MOST_LINES_BACK):
        if line is None:
            break
        end = fence.index if line is fence.line else len(line.tokens)
        for index in _alike_ends(line, shapes, end):
            likeness, renames = _likeness(line, index, context)
            is_pattern = renames and likeness > 0
            following = reader.after(line, index, context[-1]) if is_pattern else None
            if following is None:
                continue
            token, gap = following
            rung = min(_rung(token, likeness, renames), HIGHEST_RUNG)
            pair = known.admitted(renames.get(token, token), gap)
            if pair is not None and rung > 0:
                matches.append((rung, pair))
        line = line_above(line)
    return matches


def _alike_ends(line: Line, shapes: Sequence[str], end: int) -> Iterator[int]:
    """Places after two tokens of the same shapes as the context's last two."""
    before, last = shapes
    if is_newline(last):
        yield len(line.tokens)
        return
    found = line.shapes[:end]
    at = -1
    for _ in range(found.count(last)):
        at = found.index(last, at + 1)
        if before == (found[at - 1] if at else NEWLINE):
            yield at + 1


def _last_two_shapes(context: Sequence[str]) -> tuple[str, str]:
    before = context[-2] if len(context) > 1 else NEWLINE
    return NEWLINE if is_newline(before) else shape_of(before), shape_of(context[-1])


def _likeness(line: Line, index: int, context: Sequence[str]) -> tuple[int, Renames]:
    """Equal tokens less renamed words before a place, and which of its words stand for which of the context's."""
    renames: Renames = {}
    equal = 0
    at = index - 1
    end = len(context) - is_newline(context[-1])
    for wanted in reversed(context[max(0, end - MOST_TOKENS_BACK) : end]):
        if at < 0:
            above = line_above(line)
            if above is None or newline_token(above.indent, line.indent) != wanted:
                break
            line, at = above, len(above.tokens)
        elif not _agree(line.tokens[at], wanted, renames):
            break
        equal += at == len(line.tokens) or line.tokens[at] == wanted
        at -= 1
    return equal - len(renames), renames


def _agree(token: str, wanted: str, renames: Renames) -> bool:
    """True when the tokens are equal, or are words that may stand for one another; notes the latter."""
    if token == wanted:
        return True
    return is_word(token) and is_word(wanted) and renames.setdefault(token, wanted) == wanted


def _rung(following: str, likeness: int, renames: Renames) -> int:
    """Measured: a pattern foretells its renamed words and its punctuation better than its other words."""
    if following in renames:
        return likeness + RENAMED_BONUS
    return likeness + (WORD_BONUS if is_word(following) else PUNCTUATION_BONUS)
