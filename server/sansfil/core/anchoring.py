"""Making an anchor: where M begins, which lines stand before and behind it, frozen from then on."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sansfil.core.counting import Count
from sansfil.core.text import Cursor, Position, terminator_of
from sansfil.core.window import Anchor, between, changed_characters, is_alike, is_closing

Lines = Sequence[str]


@dataclass(frozen=True)
class Purses:
    """Tokens: the prefix and the suffix together, the suffix alone, and the typed text."""

    window: int
    suffix: int
    tail: int

    def smaller(self, excess: float) -> "Purses":
        """With so many tokens less for the windows, at least none."""
        window = max(int(self.window - excess), 0)
        return replace(self, window=window, suffix=min(self.suffix, window))


@dataclass(frozen=True)
class WindowKnobs:
    """A new window takes `refill` of the prefix's purse, so that typing can fill the rest before it
    has to move; it begins with the document where that fits `whole_file` of it. An old window is
    kept if the prefix takes `least_kept`, or all there is. The suffix is at most `suffix_lines`
    long. A new tail takes at most `fresh_tail` of its purse.
    """

    refill: float = 0.5
    least_kept: float = 0.25
    whole_file: float = 0.75
    suffix_lines: int = 64
    fresh_tail: float = 0.5


SLIDING = WindowKnobs(refill=1.0, whole_file=1.0)


@dataclass(frozen=True)
class Framing:
    """Cuts the two windows around a cursor, so that they fit `purses` as `count` sees them."""

    purses: Purses
    count: Count
    knobs: WindowKnobs = WindowKnobs()

    def above(self, cursor: Cursor, previous: Anchor | None = None) -> Anchor:
        """An anchor above `cursor`; what it can keep of the `previous` one stays byte for byte."""
        line = cursor.document.lines[cursor.position.line]
        is_free = is_closing(cursor.line_after)
        rest = terminator_of(line) if is_free else line[cursor.position.column :]
        if previous is not None and previous.uri != cursor.document.uri:
            previous = None
        return self._made(cursor, self._beginning(cursor), rest, previous)

    def at(self, cursor: Cursor) -> Anchor:
        """The usual layout: M is empty, both windows slide with the cursor by whole lines."""
        rest = cursor.document.lines[cursor.position.line][cursor.position.column :]
        return replace(self, knobs=SLIDING)._made(cursor, cursor.position, rest, None)

    def _made(self, cursor: Cursor, begins: Position, rest: str, previous: Anchor | None) -> Anchor:
        lines, end = cursor.document.lines, cursor.position.line
        suffix_lines, real = self._suffix(lines, end, rest)
        suffix = self._frozen(real, previous)
        start, prefix = self._prefix(lines, begins, self.count(suffix), previous)
        return Anchor(
            uri=cursor.document.uri,
            start=start,
            line=begins.line,
            column=begins.column,
            end=end,
            head=lines[begins.line][: begins.column],
            rest=rest,
            prefix=prefix,
            suffix=suffix,
            suffix_lines=suffix_lines,
            stale=changed_characters(suffix, real) if suffix != real else 0,
        )

    def _beginning(self, cursor: Cursor) -> Position:
        """The start of the line above, so that Backspace over a line break stays in M.

        Nearer where too much is typed already, in the middle of an enormous line if need be.
        """
        lines, position = cursor.document.lines, cursor.position
        purse = int(self.purses.tail * self.knobs.fresh_tail)
        for line in (max(position.line - 1, 0), position.line):
            start = Position(line, 0)
            if self.count(between(lines, start, position)) <= purse:
                return start
        kept = last_part(cursor.line_before, purse // 2, self.count)
        return Position(position.line, position.column - len(kept))

    def _suffix(self, lines: Lines, end: int, rest: str) -> tuple[int, str]:
        """How many lines behind `end` fit the purse, and the text up to there."""
        left = self.purses.suffix - self.count(rest)
        if left < 0:
            return 0, first_part(rest, self.purses.suffix, self.count)
        taken: list[str] = []
        for line in islice(lines, end + 1, end + 1 + self.knobs.suffix_lines):
            left -= self.count(line)
            if left < 0:
                break
            taken.append(line)
        return len(taken), rest + "".join(taken)

    def _frozen(self, real: str, previous: Anchor | None) -> str:
        """The previous suffix verbatim, if it may still stand for the real one."""
        if previous is None or not is_alike(previous.suffix, real):
            return real
        return previous.suffix if self.count(previous.suffix) <= self.purses.suffix else real

    def _prefix(
        self, lines: Lines, at: Position, spent: float, previous: Anchor | None
    ) -> tuple[int, str]:
        """The first line of the window, and the text from there to `at`."""
        purse = max(self.purses.window - spent, 0.0)
        head = lines[at.line][: at.column]
        left = purse - self.count(head)
        if left < 0:
            return at.line, last_part(head, purse, self.count)
        start = self._start(lines, at.line, left, previous)
        if start < at.line or at.line == 0 or head:
            return start, "".join(lines[start : at.line]) + head
        # Not even the line above fits: its end is better than nothing.
        part = last_part(lines[at.line - 1], int(left * self.knobs.refill), self.count)
        return at.line - 1, part

    def _start(self, lines: Lines, line: int, purse: float, previous: Anchor | None) -> int:
        spent, knobs = self._spent(lines, line, purse), self.knobs
        lowest = line - len(spent)
        highest = line - bisect_right(spent, purse * knobs.least_kept)
        if previous is not None and lowest <= previous.start <= highest:
            return previous.start
        if lowest == 0 and (not spent or spent[-1] <= purse * knobs.whole_file):
            return 0
        return line - bisect_right(spent, purse * knobs.refill)

    def _spent(self, lines: Lines, line: int, purse: float) -> list[float]:
        """Tokens of the last line above `line`, of the last two, and so on while they fit `purse`."""
        spent, total = list[float](), 0.0
        for first in range(line - 1, -1, -1):
            total += self.count(lines[first])
            if total > purse:
                break
            spent.append(total)
        return spent


def last_part(text: str, purse: float, count: Count) -> str:
    """An end of `text` that fits `purse`, nearly the longest one; found by a few tries."""
    kept = len(text)
    while kept and (tokens := count(text[len(text) - kept :])) > purse:
        kept = min(kept - 1, int(kept * purse / tokens))
    return text[len(text) - kept :]


def first_part(text: str, purse: float, count: Count) -> str:
    """Like `last_part`, for the beginning of `text`."""
    kept = len(text)
    while kept and (tokens := count(text[:kept])) > purse:
        kept = min(kept - 1, int(kept * purse / tokens))
    return text[:kept]
