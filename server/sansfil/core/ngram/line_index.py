"""Which learned lines of a document hold a context, a word, an indentation."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sansfil.core.ngram.lexer import NEWLINE, LexedLine, indent_unit, is_word

MOST_LINES_PER_KEY = 256
WORD_KEY_LENGTH = 3
KEY_SEPARATOR = "\0"
WORD = "\nw"
"""The shape of a word; no token starts like this."""


class Line:
    """A learned line in the chain of the document's lines; its number never changes."""

    __slots__ = (
        "_shapes",
        "after",
        "before",
        "gaps",
        "indent",
        "indented_by_tab",
        "number",
        "tokens",
    )

    def __init__(self, number: int, lexed: LexedLine, indented_by_tab: int) -> None:
        self.number = number
        self.indent = lexed.indent_columns
        self.indented_by_tab = indented_by_tab
        self.tokens = tuple(map(sys.intern, lexed.tokens))
        self.gaps = lexed.gaps
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


class LineIndex:
    """Lines by context key, words by their start, and counts of tokens and indentations.

    The keys lead to numbers in arrays rather than to objects in lists, because a full garbage
    collection would visit each of those.
    """

    def __init__(self) -> None:
        self.token_count = 0
        self._lines: dict[int, Line] = {}
        self._numbers: dict[str, int | array[int]] = {}
        self._words: dict[str, dict[str, int]] = {}
        self._indents: dict[int, int] = {}
        self._tab_lines = 0

    @property
    def indent_unit(self) -> str:
        return indent_unit(self._indents, self._tab_lines)

    def add(self, line: Line) -> None:
        self._lines[line.number] = line
        self._count(line, 1)
        for key in keys_of(line.tokens):
            self._add_key(key, line.number)

    def hide(self, line: Line) -> None:
        """Takes a line out of every answer of `lines_with`, at once; `remove` has to follow."""
        del self._lines[line.number]

    def remove(self, line: Line) -> None:
        """Drops what is kept of a hidden line."""
        self._count(line, -1)
        for key in keys_of(line.tokens):
            self._drop_key(key, line.number)

    def lines_with(self, key: str, most: int) -> Iterator[Line]:
        """Lines with a key of `keys_of`, the latest first.

        Of more than `most`, half are the latest and half the first that were learned.
        """
        found = self._numbers.get(key, ())
        numbers = (found,) if isinstance(found, int) else found
        if len(numbers) > most:
            numbers = (*numbers[: most // 2], *numbers[-most // 2 :])
        lines = self._lines
        return (lines[number] for number in reversed(numbers) if number in lines)

    def words_with_prefix(self, prefix: str) -> Iterator[tuple[str, int]]:
        """(word, occurrences) of the words that start with at least three given characters."""
        for word, count in self._words.get(prefix[:WORD_KEY_LENGTH], {}).items():
            if word.startswith(prefix):
                yield word, count

    def _add_key(self, key: str, number: int) -> None:
        found = self._numbers.setdefault(key, number)
        if not isinstance(found, int):
            found.append(number)
            if len(found) > MOST_LINES_PER_KEY:
                del found[MOST_LINES_PER_KEY // 2]
        elif found != number:
            self._numbers[key] = array("I", (found, number))

    def _drop_key(self, key: str, number: int) -> None:
        found = self._numbers.get(key)
        if found == number:
            del self._numbers[key]
        elif isinstance(found, array) and number in found:
            found.remove(number)
            if len(found) == 1:
                self._numbers[key] = found[0]

    def _count(self, line: Line, sign: int) -> None:
        self.token_count += sign * len(line.tokens)
        self._tab_lines += sign * line.indented_by_tab
        if line.indent:
            self._indents[line.indent] = self._indents.get(line.indent, 0) + sign
        for word in line.tokens:
            if len(word) > WORD_KEY_LENGTH and is_word(word):
                self._count_word(word, sign)

    def _count_word(self, word: str, sign: int) -> None:
        same_start = self._words.setdefault(word[:WORD_KEY_LENGTH], {})
        same_start[word] = same_start.get(word, 0) + sign
        if not same_start[word]:
            del same_start[word]
