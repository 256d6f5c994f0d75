"""Places that remain to be edited, and how they move when the text around them changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sansfil.core.text import Document, LineSplice, Position, split_lines

PlaceKind = Literal["rename", "argument", "look"]


@dataclass(frozen=True)
class Place:
    """`old_text` stands from `start` to `end`; `new_text` belongs there. A `look` has no new text."""

    start: Position
    end: Position
    old_text: str
    new_text: str
    kind: PlaceKind


@dataclass(frozen=True)
class Edit:
    """What stood from `start` to `end` is now `text`, which ends at `new_end`.

    Between equal texts nobody can tell where an edit was: it may have reached as far as `farthest`.
    """

    start: Position
    end: Position
    new_end: Position
    text: str
    farthest: Position | None = None

    def touches(self, start: Position, end: Position) -> bool:
        return self.start <= end and start <= self.end

    def may_touch(self, place: "Place") -> bool:
        """Whether the place may be what was edited."""
        return self.start <= place.end and place.start <= (self.farthest or self.end)

    def moved(self, position: Position) -> Position:
        """Where a position is now that does not lie inside of what was replaced."""
        if position < self.end or position <= self.start:
            return position
        line = position.line - self.end.line + self.new_end.line
        if position.line > self.end.line:
            return Position(line, position.column)
        return Position(line, position.column - self.end.column + self.new_end.column)


def edit_of(before: Document, splice: LineSplice) -> Edit:
    """The smallest edit of characters that a splice of lines stands for."""
    old = "".join(before.lines[splice.first : splice.first + splice.removed])
    new = "".join(splice.lines)
    shorter = min(len(old), len(new))
    # From the end first: a bracket that is typed before its like stays before it.
    tail = next((i for i in range(shorter) if old[-1 - i] != new[-1 - i]), shorter)
    most = shorter - tail
    head = next((i for i in range(most) if old[i] != new[i]), most)
    # An insertion or a removal may as well have been where the texts begin to differ.
    prefix = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    return Edit(
        _after(splice.first, old[:head]),
        _after(splice.first, old[: len(old) - tail]),
        _after(splice.first, new[: len(new) - tail]),
        new[head : len(new) - tail],
        _after(splice.first, old[: prefix + len(old) - tail - head]),
    )


def _after(line: int, text: str) -> Position:
    lines = split_lines(text)
    return Position(line + len(lines) - 1, len(lines[-1]))


def carried(places: Sequence[Place], edit: Edit) -> tuple[Place, ...]:
    """The places where they are after the edit; what it touches is done."""
    return tuple(
        replace(place, start=edit.moved(place.start), end=edit.moved(place.end))
        for place in places
        if not edit.may_touch(place)
    )


def next_place(places: Sequence[Place], after: Position) -> Place:
    """The nearest one from `after` on, the first of all where there is none below."""
    return min(places, key=lambda place: (place.start < after, place.start))
