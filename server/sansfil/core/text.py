"""Documents as immutable lines, and the arithmetic of positions in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, order=True)
class Position:
    """A place between two code points: 0-based line, 0-based column in code points."""

    line: int
    column: int


@dataclass(frozen=True)
class LineSplice:
    """Lines `first` to `first + removed` (exclusive) of the old document became `lines`."""

    first: int
    removed: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """An open text buffer at one version; every line keeps its terminator, the last has none.

    `path` is absolute and POSIX, empty for a buffer that is no file.
    """

    uri: str
    path: str
    language: str
    version: int
    lines: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        return "".join(self.lines)

    @cached_property
    def characters(self) -> int:
        return sum(map(len, self.lines))

    @property
    def end(self) -> Position:
        return Position(len(self.lines) - 1, len(self.lines[-1]))

    @property
    def eol(self) -> str:
        """The terminator of the first line, `\\n` where there is none."""
        return terminator_of(self.lines[0]) or "\n"


@dataclass(frozen=True)
class Cursor:
    """Where the user types: a document and a position that lies inside it."""

    document: Document
    position: Position

    @property
    def line_before(self) -> str:
        return self.document.lines[self.position.line][: self.position.column]

    @property
    def line_after(self) -> str:
        return without_terminator(self.document.lines[self.position.line])[self.position.column :]


def split_lines(text: str) -> tuple[str, ...]:
    """`text` cut after `\\n`, `\\r\\n` and `\\r` only; never empty, the last line has no terminator.

    `str.splitlines` also cuts at form feeds and other separators, which LSP 3.18 ("Text Documents")
    does not.
    """
    if text.count("\r") == text.count("\r\n"):
        # Without lone carriage returns, which are rare, this is several times faster.
        *whole, last = text.split("\n")
        return (*(f"{line}\n" for line in whole), last)
    lines = tuple(_LINE.findall(text))
    return (*lines, "") if terminator_of(lines[-1]) else lines


def terminator_of(line: str) -> str:
    return line[len(without_terminator(line)) :]


def without_terminator(line: str) -> str:
    return line.rstrip("\r\n")


def clamped(lines: Sequence[str], position: Position) -> Position:
    """The nearest position that exists: a line past the end becomes the end of the last line."""
    if position.line < 0:
        return Position(0, 0)
    if position.line >= len(lines):
        return Position(len(lines) - 1, len(without_terminator(lines[-1])))
    longest = len(without_terminator(lines[position.line]))
    return Position(position.line, min(max(position.column, 0), longest))


def cursor_at(document: Document, position: Position) -> Cursor:
    return Cursor(document, clamped(document.lines, position))


def replaced(
    document: Document, start: Position, end: Position, text: str, version: int
) -> tuple[Document, LineSplice]:
    """`document` with `text` instead of what stands from `start` to `end`; both are clamped."""
    start, end = sorted((clamped(document.lines, start), clamped(document.lines, end)))
    head = document.lines[start.line][: start.column]
    tail = document.lines[end.line][end.column :]
    splice = _splice(document.lines, start.line, end.line, head + text + tail)
    return _spliced(document, splice, version), splice


def rewritten(document: Document, text: str, version: int) -> tuple[Document, LineSplice]:
    """`document` with wholly new text; the splice covers only the lines that differ."""
    lines = split_lines(text)
    splice = difference(document.lines, lines)
    return replace(document, lines=lines, version=version), splice


def difference(old: Sequence[str], new: Sequence[str]) -> LineSplice:
    """The one smallest run of lines whose replacement turns `old` into `new`."""
    shorter = min(len(old), len(new))
    first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    kept = next((i for i in range(shorter - first) if old[-1 - i] != new[-1 - i]), shorter - first)
    return LineSplice(first, len(old) - kept - first, tuple(new[first : len(new) - kept]))


def _splice(lines: Sequence[str], first: int, last: int, text: str) -> LineSplice:
    # A line feed typed behind a lone carriage return makes both one terminator.
    if first > 0 and text.startswith("\n") and lines[first - 1].endswith("\r"):
        first, text = first - 1, lines[first - 1] + text
    new = split_lines(text)
    is_last_line = last + 1 == len(lines)
    return LineSplice(first, last + 1 - first, new if is_last_line else new[:-1])


def _spliced(document: Document, splice: LineSplice, version: int) -> Document:
    before = document.lines[: splice.first]
    after = document.lines[splice.first + splice.removed :]
    return replace(document, lines=before + splice.lines + after, version=version)


def utf16_length(text: str) -> int:
    """UTF-16 code units of `text`, the unit of LSP columns; lone surrogates count as one."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def column_of_utf16(line: str, units: int) -> int:
    """The column after `units` UTF-16 code units; half a surrogate pair counts as none of it."""
    if line.isascii():
        return min(max(units, 0), len(line))
    left = units
    for column, character in enumerate(line):
        left -= 2 if character > "\uffff" else 1
        if left < 0:
            return column
    return len(line)


def shared_beginning(one: str, other: str) -> int:
    """With how many characters both begin."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[:middle] == other[:middle]:
            least = middle
        else:
            most = middle - 1
    return least
