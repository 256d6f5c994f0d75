"""Cuts lines into pieces of a size, at the best borders that there are, and joins what is too small.

Source of the way: split-then-merge of cAST (Zhang et al. 2025, arXiv 2506.15655), done on ranks of lines
rather than on nodes, so that a text without a tree is cut by the same rule.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import pairwise

from sansfil.core.chunks.borders import INNER, layout_ranks
from sansfil.core.chunks.lines import Lines

# Lines `first` to before `end`.
Piece = tuple[int, int]


@dataclass(frozen=True)
class ChunkKnobs:
    """Code points: a chunk has up to `budget`. A piece of less than `small_left` of it is joined to what
    follows, one of less than `small_right` to what stands before; one of less than `tiny` also where
    both together have up to 1 + `tiny` of the budget."""

    budget: int = 1_500
    small_left: float = 0.35
    small_right: float = 0.2
    tiny: float = 0.2


KNOBS = ChunkKnobs()


def cut(
    lines: Lines, ranks: list[int], knobs: ChunkKnobs = KNOBS, heads: Container[int] = ()
) -> list[Piece]:
    """Pieces that cover all lines; `ranks` is one for every line and may be completed here. Definitions
    begin at the lines `heads`."""
    found: list[Piece] = []
    for piece in _split(lines, ranks, (0, lines.count), knobs.budget):
        both = (*found[-1], piece[1]) if found else (0, 0, 0)
        is_apart = both[1] in heads and _stands_apart(lines, ranks, both, knobs)
        if found and not is_apart and _belong_together(lines, ranks, both, knobs):
            found[-1] = (found[-1][0], piece[1])
        else:
            found.append(piece)
    return found


def _stands_apart(
    lines: Lines, ranks: list[int], both: tuple[int, int, int], knobs: ChunkKnobs
) -> bool:
    """Whether the definition that begins at the middle line is to begin a chunk: where the end of another
    one stands before it, or where it goes on behind the end and more than a little stands before it. The
    beginning of a file (its imports) may stay with what follows."""
    first, middle, end = both
    if first == 0:
        return False
    goes_on = end < lines.count and ranks[end] > ranks[middle]
    is_tiny = lines.size(first, middle) < knobs.tiny * knobs.budget
    return ranks[first] > ranks[middle] or (goes_on and not is_tiny)


def _split(lines: Lines, ranks: list[int], piece: Piece, budget: int) -> Iterator[Piece]:
    """Recursive, but every step uses up a rank, and there are some two hundred of them."""
    first, end = piece
    if end - first < 2 or lines.size(first, end) <= budget:
        if first < end:
            yield piece
        return
    best = min(ranks[first + 1 : end])
    if best == INNER:
        ranks[first + 1 : end] = layout_ranks(lines, first, end)
        best = min(ranks[first + 1 : end])
    for part in _filled(lines, _parts(ranks, piece, best), budget):
        yield from _split(lines, ranks, part, budget)


def _parts(ranks: list[int], piece: Piece, rank: int) -> Iterator[Piece]:
    first, end = piece
    marks = [first, *(line for line in range(first + 1, end) if ranks[line] == rank), end]
    return pairwise(marks)


def _filled(lines: Lines, parts: Iterator[Piece], budget: int) -> Iterator[Piece]:
    """Neighbours joined as long as they fit."""
    start, last = next(parts)
    for first, end in parts:
        if lines.size(start, end) > budget:
            yield start, last
            start = first
        last = end
    yield start, last


def _belong_together(
    lines: Lines, ranks: list[int], both: tuple[int, int, int], knobs: ChunkKnobs
) -> bool:
    """Whether the pieces on both sides of the middle line are one; what is small goes to the side where
    the border is the weaker one."""
    first, middle, end = both
    left, right = lines.size(first, middle), lines.size(middle, end)
    is_last = end >= lines.count
    may_go_left = is_last or ranks[middle] >= ranks[end]
    if left + right > knobs.budget * (1 + knobs.tiny):
        return False
    if left + right > knobs.budget:
        tiny = knobs.tiny * knobs.budget
        return left < tiny or (right < tiny and may_go_left)
    is_small_right = right < knobs.small_right * knobs.budget and may_go_left
    return left < knobs.small_left * knobs.budget or is_small_right
