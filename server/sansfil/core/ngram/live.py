"""The open document's own model: follows every edit, in slices where an edit is large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sansfil.core.ngram.lexer import lex_line, unit_columns
from sansfil.core.ngram.line_index import Line, LineIndex

MOST_TOKENS = 150_000
"""A document is learned up to this many tokens; what is typed into it, always."""
MOST_LINES_AT_ONCE = 32
"""Larger edits are learned, or forgotten, in slices."""


class LiveFile:
    """A document's lines, those that were learned as a chain of `Line`s.

    Lines are learned by `learn_some`, those near a chosen line first, or at once when `splice`
    brings few.
    """

    def __init__(self, lines: Sequence[str], near_line: int = 0) -> None:
        self._lines: list[Line | str] = list(lines)
        self._index = LineIndex()
        self._next_number = 0
        self._leaving: list[Line] = []
        self._unlearned = len(self._lines)
        self._upward = min(near_line, len(self._lines)) - 1
        self._downward = self._upward + 1
        self._goes_up = True
        self._indent_columns: int | None = None

    @property
    def line_count(self) -> int:
        return len(self._lines)

    @property
    def pending_lines(self) -> int:
        """Lines still to learn or to forget; none to learn when the document's share is full."""
        is_full = self._index.token_count >= MOST_TOKENS
        return len(self._leaving) + (0 if is_full else self._unlearned)

    @property
    def token_count(self) -> int:
        return self._index.token_count

    @property
    def indent_unit(self) -> str:
        """A tab, or some spaces."""
        return self._index.indent_unit

    @property
    def indent_columns(self) -> int:
        """Width of one level, in columns."""
        if self._indent_columns is None:
            self._indent_columns = unit_columns(self.indent_unit)
        return self._indent_columns

    def learn_some(self, lines: int) -> int:
        """Learns or forgets up to that many lines, nearest first; returns how many remain."""
        for _ in range(min(lines, self.pending_lines)):
            if self._leaving:
                self._forget(self._leaving.pop())
            elif self.pending_lines:
                self._learn(self._next_unlearned())
        return self.pending_lines

    def splice(self, first_line: int, removed: int, new_lines: Sequence[str]) -> None:
        """Replaces `removed` lines from `first_line` on by others, as an edit of the document does."""
        first_line = min(first_line, len(self._lines))
        old = self._lines[first_line : first_line + removed]
        self._lines[first_line : first_line + removed] = new_lines
        self._unlearned += len(new_lines)
        self._take_out(old)
        self._reconnect(first_line, len(new_lines))
        self._move_frontiers(first_line, len(old), len(new_lines))
        if len(new_lines) <= MOST_LINES_AT_ONCE:
            for at in range(first_line, first_line + len(new_lines)):
                self._learn(at)

    def line(self, number: int) -> Line | None:
        """The learned line of that number (0-based)."""
        found = self._lines[number] if 0 <= number < len(self._lines) else None
        return found if isinstance(found, Line) else None

    def lines_with(self, key: str, most: int) -> Iterator[Line]:
        """As `LineIndex.lines_with`."""
        return self._index.lines_with(key, most)

    def words_with_prefix(self, prefix: str) -> Iterator[tuple[str, int]]:
        """As `LineIndex.words_with_prefix`."""
        return self._index.words_with_prefix(prefix)

    def _next_unlearned(self) -> int:
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
        if not isinstance(text, str):
            return
        line = Line(self._next_number, lex_line(text), text[:1] == "\t")
        self._next_number += 1
        self._lines[at] = line
        self._unlearned -= 1
        self._indent_columns = None
        self._link(at, line)
        self._index.add(line)

    def _take_out(self, old: Sequence[Line | str]) -> None:
        learned = [line for line in old if isinstance(line, Line)]
        self._unlearned -= len(old) - len(learned)
        for line in learned:
            self._index.hide(line)
        if len(learned) > MOST_LINES_AT_ONCE:
            self._leaving += learned
            return
        for line in learned:
            self._forget(line)

    def _forget(self, line: Line) -> None:
        self._index.remove(line)
        self._indent_columns = None

    def _link(self, at: int, line: Line) -> None:
        before, after = self.line(at - 1), self.line(at + 1)
        line.before, line.after = before, after
        if before is not None:
            before.after = line
        if after is not None:
            after.before = line

    def _reconnect(self, first_line: int, added: int) -> None:
        """Closes the gap in the chain that an edit leaves, or opens it for the lines to come."""
        before, after = self.line(first_line - 1), self.line(first_line + added)
        if before is not None:
            before.after = None if added else after
        if after is not None:
            after.before = None if added else before

    def _move_frontiers(self, first_line: int, removed: int, added: int) -> None:
        """Keeps every unlearned line at or beyond a frontier of learning."""
        grown = added - removed
        if added > MOST_LINES_AT_ONCE:
            self._downward = min(self._downward, first_line)
        elif self._downward > first_line:
            self._downward = max(first_line, self._downward + grown)
        if self._upward >= first_line:
            self._upward = max(first_line + added - 1, self._upward + grown)
