"""Watching the keys: which edits belong together, and when they are over."""

from dataclasses import dataclass, replace

from sansfil.core.next_edit.findings import is_word_character
from sansfil.core.next_edit.places import Edit
from sansfil.core.next_edit.tongues import Family, tongue_of
from sansfil.core.text import Document, Position

# How far the brackets around a parameter may reach.
_REACH_LINES = 20
_REACH_CHARACTERS = 2_000
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class Run:
    """Edits within one word or one list of parameters: from `start` to `end` in the document as it
    is now; `before` is how it was before the first of them."""

    before: Document
    start: Position
    end: Position
    is_list: bool

    @property
    def uri(self) -> str:
        return self.before.uri

    def holds(self, uri: str, position: Position) -> bool:
        return uri == self.uri and self.start <= position <= self.end


def continued(run: Run | None, before: Document, edit: Edit) -> Run | None:
    """The run with this edit, None where it does not belong to it."""
    if run is None or not run.holds(before.uri, edit.start) or not run.holds(before.uri, edit.end):
        return None
    if not run.is_list and not _is_word(edit.text):
        return None
    at_end = edit.end == run.end
    return replace(run, end=edit.new_end if at_end else edit.moved(run.end))


def begun(before: Document, edit: Edit) -> Run | None:
    """The run that this edit begins, None where it changes neither a word nor parameters."""
    tongue = tongue_of(before.language)
    if tongue is None:
        return None
    zone = _list_around(before, edit, is_python=tongue.family is Family.PYTHON)
    zone_of_word = None if zone else _word_around(before, edit)
    start, end = zone or zone_of_word or (None, None)
    if start is None or end is None:
        return None
    run = Run(before, start, end, is_list=zone is not None)
    return continued(run, before, edit)


def _word_around(before: Document, edit: Edit) -> tuple[Position, Position] | None:
    if edit.start.line != edit.end.line or not _is_word(edit.text):
        return None
    line = before.lines[edit.start.line]
    if not _is_word(line[edit.start.column : edit.end.column]):
        return None
    start, end = edit.start.column, edit.end.column
    while start and is_word_character(line[start - 1]):
        start -= 1
    while end < len(line) and is_word_character(line[end]):
        end += 1
    number = edit.start.line
    return (Position(number, start), Position(number, end)) if start < end else None


def _list_around(
    before: Document, edit: Edit, *, is_python: bool
) -> tuple[Position, Position] | None:
    """What stands in the brackets around the edit, if they may hold parameters."""
    opening = _opening(before, edit.start)
    if opening is None or not _may_open_parameters(before, opening, is_python=is_python):
        return None
    inside = Position(opening.line, opening.column + 1)
    close = _closing(before, inside)
    return (inside, close) if close and edit.end <= close else None


def _may_open_parameters(before: Document, opening: Position, *, is_python: bool) -> bool:
    head = before.lines[opening.line][: opening.column].rstrip()
    if before.lines[opening.line][opening.column] != "(":
        return False
    if is_python:
        return head.lstrip().removeprefix("async").lstrip().startswith("def ")
    return bool(head) and (is_word_character(head[-1]) or head[-1] == ">")


def _opening(before: Document, position: Position) -> Position | None:
    """The nearest bracket on the left that is open there."""
    waiting: list[str] = []
    seen = 0
    for number in range(position.line, max(-1, position.line - _REACH_LINES), -1):
        line = before.lines[number]
        end = position.column if number == position.line else len(line)
        seen += end
        for column in range(end - 1, -1, -1):
            character = line[column]
            if character in ")]}":
                waiting.append(character)
            elif character in "([{":
                if not waiting:
                    return Position(number, column)
                if _PAIRS[waiting.pop()] != character:
                    return None
        if seen > _REACH_CHARACTERS:
            return None
    return None


def _closing(before: Document, position: Position) -> Position | None:
    depth = 0
    for number in range(position.line, min(len(before.lines), position.line + _REACH_LINES)):
        line = before.lines[number]
        begin = position.column if number == position.line else 0
        for column in range(begin, min(len(line), begin + _REACH_CHARACTERS)):
            depth += (line[column] in "([{") - (line[column] in ")]}")
            if depth < 0:
                return Position(number, column)
    return None


def _is_word(text: str) -> bool:
    return all(map(is_word_character, text))
