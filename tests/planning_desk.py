"""An editor with auto-closed brackets and a planner that follows it, for tests of prompts."""

from dataclasses import dataclass, field
from pathlib import Path

from sansfil.core.families import QWEN_CODER, Family
from sansfil.core.prompt import Budget
from sansfil.core.text import (
    Cursor,
    Document,
    LineSplice,
    Position,
    cursor_at,
    replaced,
    split_lines,
    without_terminator,
)
from sansfil.features.planning import Planned, Planner
from tests.prefix_guard import assert_prefix_stable

ROOT = Path("/workspace")
CURSOR = "ˇ"
FUNCTIONS = "".join(
    f"def task_{number}(first, second):\n"
    f"    total = first * {number} + second\n"
    f"    return total - {number}\n\n"
    for number in range(200)
)
BODY_LINE = 100 * 4 + 2
TYPED = (
    'for item in items.values():\nif item.name == "oak":\nprint(item.name, item.height)\n'
    'total += item.weight({"kilograms": True})\n'
)
PAIRS = {"(": ")", "[": "]", "{": "}", '"': '"'}


def document_of(text: str, path: str = "main.py") -> Document:
    absolute = ROOT / path
    return Document(
        absolute.as_uri(), absolute.as_posix(), absolute.suffix[1:], 1, split_lines(text)
    )


def cursor_of(notation: str, path: str = "main.py") -> Cursor:
    """The text of `notation` with the cursor at `ˇ`."""
    before, after = notation.split(CURSOR)
    lines = split_lines(before)
    return cursor_at(document_of(before + after, path), Position(len(lines) - 1, len(lines[-1])))


def planner_for(
    family: Family = QWEN_CODER, budget: Budget | None = None, layout: str = "anchored"
) -> Planner:
    return Planner(family, budget or Budget(), "garden", layout, [ROOT])


@dataclass
class Desk:
    """A document being edited; every key goes to the planner, which plans and is guarded."""

    cursor: Cursor
    planner: Planner = field(default_factory=planner_for)
    plans: list[Planned] = field(default_factory=list[Planned])

    @property
    def document(self) -> Document:
        return self.cursor.document

    @property
    def last(self) -> Planned:
        return self.plans[-1]

    @property
    def moves(self) -> list[str]:
        """Why the anchor moved, once for each time."""
        return [plan.moved.value for plan in self.plans if plan.moved is not None]

    def edit(self, start: Position, end: Position, text: str) -> None:
        """A change as editors tell it; the cursor stays where it is unless it is moved."""
        changed, splice = replaced(self.document, start, end, text, self.document.version + 1)
        self._told(changed, splice)

    def told(self, splice: LineSplice) -> None:
        """The same, for editors that send lines."""
        lines = list(self.document.lines)
        lines[splice.first : splice.first + splice.removed] = splice.lines
        changed = Document(
            self.document.uri,
            self.document.path,
            self.document.language,
            self.document.version + 1,
            tuple(lines),
        )
        self._told(changed, splice)

    def insert(self, text: str, behind: str = "") -> Planned:
        """`text` at the cursor, which then stands behind it, and `behind` to its right."""
        at = self.cursor.position
        self.edit(at, at, text + behind)
        lines = split_lines(text)
        column = len(lines[-1]) + (at.column if len(lines) == 1 else 0)
        return self.go(at.line + len(lines) - 1, column)

    def type(self, text: str) -> None:
        """Keys one by one, brackets and quotes closed by the editor and typed over."""
        for key in text:
            if key == "\n":
                self.enter()
            elif key in PAIRS.values() and self._is_typed_over(key):
                self.go(self.cursor.position.line, self.cursor.position.column + 1)
            elif key in PAIRS and not self.cursor.line_after[:1].isalnum():
                self.insert(key, PAIRS[key])
            else:
                self.insert(key)

    def _is_typed_over(self, key: str) -> bool:
        """Only what the editor closed by itself is."""
        return bool(self.plans) and self.last.pending.startswith(key)

    def enter(self) -> None:
        """A line break with the indent that editors add; two of them between brackets."""
        before, after = self.cursor.line_before, self.cursor.line_after
        indent = before[: len(before) - len(before.lstrip())]
        eol = self.document.eol
        is_inside = before[-1:] in PAIRS and after[:1] == PAIRS.get(before[-1:])
        if is_inside:
            self.insert(f"{eol}{indent}    ", f"{eol}{indent}")
        else:
            self.insert(eol + indent + ("    " if before.endswith(":") else ""))

    def backspace(self, times: int = 1) -> None:
        for _ in range(times):
            at = self.cursor.position
            if at.column:
                start = Position(at.line, at.column - 1)
            else:
                above = without_terminator(self.document.lines[at.line - 1])
                start = Position(at.line - 1, len(above))
            self.edit(start, at, "")
            self.go(start.line, start.column)

    def go(self, line: int, column: int) -> Planned:
        """The cursor there, and the plan for it."""
        self.look(line, column)
        return self.plan()

    def look(self, line: int, column: int) -> None:
        """The cursor there, nothing planned yet."""
        self.cursor = cursor_at(self.document, Position(line, column))

    def plan(self) -> Planned:
        return self._kept(self.planner.planned(self.cursor))

    def rest(self) -> Planned | None:
        planned = self.planner.rested(self.cursor)
        return None if planned is None else self._kept(planned)

    def _told(self, changed: Document, splice: LineSplice) -> None:
        self.planner.changed(changed, splice)
        self.cursor = cursor_at(changed, self.cursor.position)

    def _kept(self, planned: Planned) -> Planned:
        if self.plans:
            assert_prefix_stable(self.last, planned)
        assert_true_to(planned, self.cursor)
        self.plans.append(planned)
        return planned


def desk_inside(family: Family = QWEN_CODER, budget: Budget | None = None) -> Desk:
    """The cursor at the end of a line in the middle of two hundred functions."""
    lines = FUNCTIONS.split("\n")
    lines[BODY_LINE - 1] += "ˇ"
    desk = Desk(cursor_of("\n".join(lines)), planner_for(family, budget))
    desk.plan()
    return desk


def assert_true_to(planned: Planned, cursor: Cursor) -> None:
    """What is typed and pending stands exactly so in the document, around the cursor."""
    lines, at = cursor.document.lines, cursor.position
    text, offset = "".join(lines), sum(map(len, lines[: at.line])) + at.column
    start = sum(map(len, lines[: planned.start.line])) + planned.start.column
    if planned.moved != "plain_layout":
        assert text[start:offset] == planned.typed
        assert text.startswith(planned.pending, offset)


def shared_characters(before: str, now: str) -> int:
    """How many characters two prompts have in common at their beginning."""
    low, high = 0, min(len(before), len(now))
    while low < high:
        middle = (low + high + 1) // 2
        if before[:middle] == now[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
