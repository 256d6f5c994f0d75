"""Code from elsewhere that a prompt may carry: appended only, so that what stands stays in place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sansfil.core.counting import Count
from sansfil.core.text import split_lines


@dataclass(frozen=True)
class Chunk:
    """A piece of the file at `path`: whole lines, the first of which is line `first_line` (0-based)."""

    path: str
    text: str
    first_line: int

    @property
    def lines_in_it(self) -> frozenset[str]:
        """The different lines that are not blank, without white space around them."""
        return frozenset(line.strip() for line in self.text.split("\n")) - {""}


@dataclass(frozen=True)
class LogKnobs:
    """A chunk whose lines are `same` as a known one's is not taken in; one has at most `share` of the
    purse; `overlap` of its lines in the window make it a repetition; a heading costs `heading`."""

    same: float = 0.9
    share: float = 0.5
    overlap: float = 0.5
    heading: int = 12


@dataclass(frozen=True)
class ContextLog:
    """Chunks in the order they came, which never changes; a log is a value and its own snapshot."""

    chunks: tuple[Chunk, ...] = ()
    evictions: int = 0
    knobs: LogKnobs = LogKnobs()

    def tokens(self, count: Count) -> float:
        return tokens_of(self.chunks, count, self.knobs)

    def logged(self, chunk: Chunk, purse: int, count: Count) -> "ContextLog":
        """This log with `chunk` behind all others, unless it says what a known one says.

        `purse` tokens are for the whole log; where they are spent, the older half goes at once.
        """
        cut = _cut(chunk, int(purse * self.knobs.share), count, self.knobs)
        if not cut.text.strip() or self._knows(cut):
            return self
        return replace(self, chunks=(*self.chunks, cut)).within(purse, count)

    def within(self, purse: int, count: Count) -> "ContextLog":
        """This log without the older halves that do not fit `purse`."""
        chunks, evictions = self.chunks, self.evictions
        while chunks and tokens_of(chunks, count, self.knobs) > purse:
            # Every eviction costs the whole prompt anew, so that it has to last for a while.
            chunks, evictions = chunks[(len(chunks) + 1) // 2 :], evictions + 1
        return replace(self, chunks=chunks, evictions=evictions)

    def beside(self, path: str, window: range, lines: Sequence[str]) -> tuple[Chunk, ...]:
        """The chunks that do not repeat `lines`, which are shown as lines `window` of `path`."""
        shown = frozenset(line.strip() for line in lines)
        return tuple(
            chunk for chunk in self.chunks if not self._repeats(chunk, path, window, shown)
        )

    def _repeats(self, chunk: Chunk, path: str, window: range, shown: frozenset[str]) -> bool:
        behind = chunk.first_line + chunk.text.count("\n") + (not chunk.text.endswith("\n"))
        if chunk.path == path and chunk.first_line < window.stop and window.start < behind:
            return True
        known = chunk.lines_in_it
        return len(known & shown) > self.knobs.overlap * len(known)

    def _knows(self, chunk: Chunk) -> bool:
        return any(similarity(chunk, known) >= self.knobs.same for known in self.chunks)


def similarity(one: Chunk, other: Chunk) -> float:
    """The share of different lines that both have: 1 for the same lines, 0 for none in common.

    Source: the coefficient of Dice (1945), over sets of lines.
    """
    first, second = one.lines_in_it, other.lines_in_it
    if not first or not second:
        return float(one.text == other.text)
    return 2 * len(first & second) / (len(first) + len(second))


def tokens_of(chunks: Sequence[Chunk], count: Count, knobs: LogKnobs | None = None) -> float:
    heading = (knobs or LogKnobs()).heading
    return sum(count(chunk.text) + count(chunk.path) + heading for chunk in chunks)


def _cut(chunk: Chunk, purse: int, count: Count, knobs: LogKnobs) -> Chunk:
    """The first lines of `chunk`, as many as fit `purse`."""
    left: float = purse - knobs.heading - count(chunk.path)
    kept: list[str] = []
    for line in split_lines(chunk.text):
        left -= count(line)
        if left < 0:
            return replace(chunk, text="".join(kept))
        kept.append(line)
    return chunk
