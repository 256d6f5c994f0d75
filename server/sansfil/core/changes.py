"""One change of a document by position: what it took away, what it put there, where things are after."""

from collections.abc import Sequence
from dataclasses import dataclass

from sansfil.core.text import LineSplice, Position, clamped, split_lines


@dataclass(frozen=True)
class Change:
    """From `start` to `end` of the old document stood `removed`; `inserted` stands there now."""

    start: Position
    end: Position
    removed: str
    inserted: str

    @property
    def inserted_end(self) -> Position:
        """Where `inserted` ends in the new document."""
        return position_behind(self.start, self.inserted)


def change_of(lines: Sequence[str], start: Position, end: Position, inserted: str) -> Change:
    """The edit of a document with these `lines`; both positions are clamped."""
    start, end = sorted((clamped(lines, start), clamped(lines, end)))
    return Change(start, end, text_between(lines, start, end), inserted)


def change_of_splice(lines: Sequence[str], splice: LineSplice) -> Change:
    """The smallest change that does what `splice` does to a document with these `lines`."""
    removed = "".join(lines[splice.first : splice.first + splice.removed])
    inserted = "".join(splice.lines)
    before = _common(removed, inserted)
    rest, new_rest = removed[before:], inserted[before:]
    behind = _common(rest[::-1], new_rest[::-1])
    gone, put = rest[: len(rest) - behind], new_rest[: len(new_rest) - behind]
    start = position_behind(Position(splice.first, 0), removed[:before])
    return Change(start, position_behind(start, gone), gone, put)


def position_behind(start: Position, text: str) -> Position:
    """Where `text` ends that begins at `start`."""
    *whole, last = split_lines(text)
    return Position(start.line + len(whole), len(last) + (0 if whole else start.column))


def text_between(lines: Sequence[str], start: Position, end: Position) -> str:
    """What stands from `start` to `end`; nothing where that lies outside of `lines`."""
    part = list(lines[start.line : end.line + 1])
    if not part or end < start:
        return ""
    if end.line < len(lines):
        part[-1] = part[-1][: end.column]
    part[0] = part[0][start.column :]
    return "".join(part)


def plain(text: str) -> str:
    """`text` with every line end as one `\\n`, however long the editor makes it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shifted(position: Position, change: Change) -> Position:
    """Where `position`, which lies at or behind the change's end, is in the new document."""
    end, new_end = change.end, change.inserted_end
    if position.line > end.line:
        return Position(position.line + new_end.line - end.line, position.column)
    return Position(new_end.line, new_end.column + position.column - end.column)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    shorter = min(len(one), len(other))
    return next((i for i in range(shorter) if one[i] != other[i]), shorter)
