"""Where a context stood before in a live document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sansfil.core.ngram.lexer import DOCUMENT_START, NEWLINE, is_newline, newline_gap, newline_token
from sansfil.core.ngram.line_index import KEY_SEPARATOR, Line
from sansfil.core.ngram.live import LiveFile
from sansfil.core.ngram.tally import LONGEST_MATCH, Match, NextToken, Pair

MOST_OCCURRENCES = 32
MOST_LINES_VISITED = 48
MOST_BLANKS_CROSSED = 8


@dataclass(frozen=True, slots=True)
class Fence:
    """The cursor in its document: what stands from `line.tokens[index]` on is the future, not evidence."""

    line: Line | None = None
    index: int = 0

    def hides(self, line: Line, index: int) -> bool:
        return line is self.line and index >= self.index


NO_FENCE = Fence()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a live document token by token across lines, up to the fence."""

    fence: Fence
    indent_columns: int

    def pair_at(self, line: Line, index: int) -> Pair | None:
        """The token at a place and its gap; past the last one, the newline to the next line that is not blank."""
        if self.fence.hides(line, index):
            return None
        if index < len(line.tokens):
            return line.tokens[index], line.gaps[index]
        crossed = self._crossed(line)
        if crossed is None:
            return None
        after, blanks = crossed
        gap = newline_gap(line.indent, after.indent, blanks, self.indent_columns)
        return newline_token(line.indent, after.indent), gap

    def after(self, line: Line, index: int, last: str) -> Pair | None:
        """What follows the context's last token, when that ends before `line.tokens[index]`."""
        if not is_newline(last):
            return self.pair_at(line, index)
        crossed = None if self.fence.hides(line, index) else self._crossed(line)
        if crossed is None or newline_token(line.indent, crossed[0].indent) != last:
            return None
        return self.pair_at(crossed[0], 0)

    def _crossed(self, line: Line) -> tuple[Line, int] | None:
        """The next line that is not blank, and how many blank ones lie between; not past the cursor."""
        after = line.after
        for blanks in range(MOST_BLANKS_CROSSED):
            if after is None or (after is self.fence.line and not after.tokens):
                return None
            if after.tokens:
                return after, blanks
            after = after.after
        return None


def line_above(line: Line) -> Line | None:
    """The nearest line above that is not blank, over at most eight blank ones."""
    above = line.before
    for _ in range(MOST_BLANKS_CROSSED):
        if above is None or above.tokens:
            return above
        above = above.before
    return None


def live_matches(
    file: LiveFile, context: Sequence[str], known: NextToken, fence: Fence
) -> list[Match]:
    """Up to 32 earlier occurrences of the context's last tokens, those of longer keys first."""
    reader = Reader(fence, file.indent_columns)
    matches: list[Match] = []
    for line, index in _occurrences(file, context):
        following = reader.after(line, index, context[-1])
        pair = None if following is None else known.admitted(*following)
        if pair is not None:
            matches.append((_match_length(line, index, context), pair))
            if len(matches) == MOST_OCCURRENCES:
                break
    return matches


def _occurrences(file: LiveFile, context: Sequence[str]) -> Iterator[tuple[Line, int]]:
    visited: set[Line] = set()
    for key in _keys(context):
        for line in file.lines_with(key, MOST_OCCURRENCES):
            if line in visited:
                continue
            if len(visited) == MOST_LINES_VISITED:
                return
            visited.add(line)
            for index in _ends(line, context[-1]):
                yield line, index


def _keys(context: Sequence[str]) -> Iterator[str]:
    """Index keys for the context's last three, two and one tokens, as `live.keys_of` makes them."""
    plain = [NEWLINE if is_newline(token) else token for token in context[-3:]]
    for start in range(len(plain)):
        key = plain[start:]
        if NEWLINE not in key[1:-1] and key != [NEWLINE]:
            yield KEY_SEPARATOR.join(key)


def _ends(line: Line, last: str) -> Iterator[int]:
    """Places in a line just after the context's last token."""
    if is_newline(last):
        yield len(line.tokens)
        return
    at = -1
    for _ in range(line.tokens.count(last)):
        at = line.tokens.index(last, at + 1)
        yield at + 1


def _match_length(line: Line, index: int, context: Sequence[str]) -> int:
    """How many of the context's last tokens, at most sixteen, stand before a place."""
    crossed = is_newline(context[-1])
    length = int(crossed)
    wanted = context[-LONGEST_MATCH : len(context) - length]
    at = index - 1
    for token in reversed(wanted):
        if at >= 0:
            if line.tokens[at] != token:
                return length
            at -= 1
        else:
            above = line_above(line)
            if above is None:
                return length + (token == DOCUMENT_START)
            if newline_token(above.indent, line.indent) != token:
                return length
            line, at = above, len(above.tokens) - 1
        length += 1
    return length
