"""The open document's own model: follows every edit, and knows in which lines a context stands."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sansfil.core.ngram.lexer import (
    NEWLINE,
    LexedLine,
    indent_unit,
    is_word,
    lex_line,
    unit_columns,
)

MOST_TOKENS = 150_000
"""A document is learned up to this many tokens."""
MOST_LINES_PER_KEY = 256
MOST_LINES_AT_ONCE = 200
"""Longer pastes are learned in slices."""
WORD_KEY_LENGTH = 3
WORD = "\nw"
"""The shape of a word; no token starts like this."""

KEY_SEPARATOR = "\0"


class Line:
    """A learned line in the chain of the document's lines."""

    __slots__ = ("_shapes", "after", "before", "gaps", "has_tab", "indent", "number", "tokens")

    def __init__(self, number: int, lexed: LexedLine, has_tab: int) -> None:
        self.number = number
        self.indent = lexed.indent_columns
        self.tokens = tuple(map(sys.intern, lexed.tokens))
        self.gaps = lexed.gaps
        self.has_tab = has_tab
        self.before: Line | None = None
        self.after: Line | None = None
        self._shapes: tuple[str, ...] | None = None

    @property
    def shapes(self) -> tuple[str, ...]:
        """The tokens with every word replaced by `WORD`."""
        if self._shapes is None:
            self._shapes = tuple(map(shape_of, self.tokens))
        return self._shapes


def shape_of(token: str) -> str:
    return WORD if is_word(token) else token


class LiveFile:
    """A document's lines and an index of their token contexts.

    Lines are lexed and indexed by `learn_some`, those near a chosen line first, or at once when `splice` brings few.
    """

    def __init__(self, lines: Sequence[str], near_line: int = 0) -> None:
        self._lines: list[Line | str] = list(lines)
        # Numbers in arrays, not references in lists: a full garbage collection would visit each of them.
        self._index: dict[str, int | array[int]] = {}
        self._by_number: dict[int, Line] = {}
        self._next_number = 0
        self._words: dict[str, dict[str, int]] = {}
        self._indents: dict[int, int] = {}
        self._tab_lines = 0
        self._indent_columns: int | None = None
        self._token_count = 0
        self._pending = len(self._lines)
        self._upward = min(near_line, len(self._lines)) - 1
        self._downward = self._upward + 1
        self._goes_up = True

    @property
    def line_count(self) -> int:
        return len(self._lines)

    @property
    def pending_lines(self) -> int:
        """Lines still to learn; none once the document's share of memory is full."""
        return self._pending if self._token_count < MOST_TOKENS else 0

    @property
    def token_count(self) -> int:
        return self._token_count

    @property
    def indent_unit(self) -> str:
        return indent_unit(self._indents, self._tab_lines)

    @property
    def indent_columns(self) -> int:
        """Width of one level, in columns."""
        if self._indent_columns is None:
            self._indent_columns = unit_columns(self.indent_unit)
        return self._indent_columns

    def learn_some(self, lines: int) -> int:
        """Learns up to that many lines, nearest first; returns how many remain."""
        for _ in range(lines):
            if not self.pending_lines:
                break
            self._learn(self._next_pending())
        return self.pending_lines

    def splice(self, first_line: int, removed: int, new_lines: Sequence[str]) -> None:
        """Replaces `removed` lines from `first_line` on by others, as an edit of the document does."""
        end = first_line + removed
        for at in range(first_line, min(end, len(self._lines))):
            self._forget(at)
        removed = len(self._lines[first_line:end])
        self._lines[first_line:end] = new_lines
        self._pending += len(new_lines)
        self._reconnect(first_line, len(new_lines))
        self._move_frontiers(first_line, removed, len(new_lines))
        if len(new_lines) <= MOST_LINES_AT_ONCE:
            for at in range(first_line, first_line + len(new_lines)):
                self._learn(at)

    def line(self, number: int) -> Line | None:
        """The learned line of that number (0-based)."""
        found = self._lines[number] if 0 <= number < len(self._lines) else None
        return found if isinstance(found, Line) else None

    def lines_with(self, key: str, most: int) -> Iterator[Line]:
        """Lines with this key (see `keys_of`), the latest first.

        Of more than `most`, half are the latest and half those learned first, near `near_line`.
        """
        found = self._index.get(key, ())
        numbers = (found,) if isinstance(found, int) else found
        if len(numbers) > most:
            numbers = (*numbers[: most // 2], *numbers[-most // 2 :])
        return map(self._by_number.__getitem__, reversed(numbers))

    def words_with_prefix(self, prefix: str) -> Iterator[tuple[str, int]]:
        """(word, occurrences) of the document's words that start with a prefix of at least three characters."""
        for word, count in self._words.get(prefix[:WORD_KEY_LENGTH], {}).items():
            if word.startswith(prefix):
                yield word, count

    def _next_pending(self) -> int:
        """The next line to learn, in turn below and above those learned so far."""
        while True:
            self._goes_up = not self._goes_up
            at = self._upward if self._goes_up else self._downward
            if not 0 <= at < len(self._lines):
                continue
            if self._goes_up:
                self._upward -= 1
            else:
                self._downward += 1
            if isinstance(self._lines[at], str):
                return at

    def _learn(self, at: int) -> None:
        text = self._lines[at]
        if not isinstance(text, str) or not self.pending_lines:
            return
        line = Line(self._next_number, lex_line(text), text[:1] == "\t")
        self._next_number += 1
        self._by_number[line.number] = line
        self._lines[at] = line
        self._pending -= 1
        self._link(at, line)
        self._count(line, 1)
        for key in keys_of(line.tokens):
            self._add(key, line.number)

    def _forget(self, at: int) -> None:
        line = self._lines[at]
        if isinstance(line, str):
            self._pending -= 1
            return
        self._count(line, -1)
        for key in keys_of(line.tokens):
            self._drop(key, line.number)
        del self._by_number[line.number]

    def _add(self, key: str, number: int) -> None:
        found = self._index.setdefault(key, number)
        if not isinstance(found, int):
            found.append(number)
            if len(found) > MOST_LINES_PER_KEY:
                del found[MOST_LINES_PER_KEY // 2]
        elif found != number:
            self._index[key] = array("I", (found, number))

    def _drop(self, key: str, number: int) -> None:
        found = self._index.get(key)
        if found == number:
            del self._index[key]
        elif isinstance(found, array) and number in found:
            found.remove(number)
            if len(found) == 1:
                self._index[key] = found[0]

    def _count(self, line: Line, sign: int) -> None:
        self._token_count += sign * len(line.tokens)
        if line.indent:
            self._indents[line.indent] = self._indents.get(line.indent, 0) + sign
            self._tab_lines += sign * line.has_tab
            self._indent_columns = None
        for word in line.tokens:
            if len(word) > WORD_KEY_LENGTH and is_word(word):
                same_start = self._words.setdefault(word[:WORD_KEY_LENGTH], {})
                same_start[word] = same_start.get(word, 0) + sign
                if not same_start[word]:
                    del same_start[word]

    def _link(self, at: int, line: Line) -> None:
        before, after = self.line(at - 1), self.line(at + 1)
        line.before, line.after = before, after
        if before is not None:
            before.after = line
        if after is not None:
            after.before = line

    def _reconnect(self, first_line: int, added: int) -> None:
        before, after = self.line(first_line - 1), self.line(first_line + added)
        if before is not None:
            before.after = None if added else after
        if after is not None:
            after.before = None if added else before

    def _move_frontiers(self, first_line: int, removed: int, added: int) -> None:
        grown = added - removed
        if added > MOST_LINES_AT_ONCE:
            self._downward = min(self._downward, first_line)
        elif self._downward > first_line:
            self._downward = max(first_line, self._downward + grown)
        if self._upward >= first_line:
            self._upward = max(first_line + added - 1, self._upward + grown)


def keys_of(tokens: Sequence[str]) -> set[str]:
    """The contexts of one, two and three tokens that end in each of a line's tokens, or in its newline.

    What stands before the line counts as a newline, so that no key depends on a neighbouring line.
    """
    if not tokens:
        return set()
    padded = (NEWLINE, *tokens, NEWLINE)
    pairs = [one + KEY_SEPARATOR + other for one, other in pairwise(padded)]
    triples = [one + KEY_SEPARATOR + rest for one, rest in zip(padded, pairs[1:], strict=False)]
    return {*tokens, *pairs, *triples}
