"""What is on the screen: a suggestion that the user types along stays, whoever gave it."""

from collections import OrderedDict
from dataclasses import dataclass, replace

from sansfil.core.phrases import Phrase
from sansfil.core.store import Growing, Growth
from sansfil.core.suggest import Suggestion
from sansfil.core.text import Cursor, Position
from sansfil.ports import EngineFacts, Usage

DOCUMENTS = 16


@dataclass(frozen=True)
class Seen:
    """How much of an engine's answer was looked at; `is_over` claims that more would add nothing."""

    order: int
    length: int
    state: Growing
    is_over: bool

    def is_all_of(self, growth: Growth) -> bool:
        """Whether looking again would tell nothing new."""
        if growth.order != self.order:
            return False
        return self.is_over or (growth.state is self.state and len(growth.text) == self.length)


@dataclass(frozen=True)
class Onscreen:
    """A suggestion as it stands now, what the engine read and wrote for it where it took part, why it
    came from where it did, and whose it is (None: tier 0's)."""

    suggestion: Suggestion
    usage: Usage | None
    seen: Seen | None = None
    whys: tuple[Phrase, ...] = ()
    by: EngineFacts | None = None


@dataclass(frozen=True)
class _Shown:
    """`before` is the line above, `path` and `after` what stood left and right on its line."""

    line: int
    before: str
    path: str
    after: str
    onscreen: Onscreen


class Screen:
    """The last suggestion of each document."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, _Shown] = OrderedDict()

    def show(self, cursor: Cursor, onscreen: Onscreen) -> None:
        line = cursor.position.line
        before, path, after = _line_above(cursor, line), cursor.line_before, cursor.line_after
        self._shown[cursor.document.uri] = _Shown(line, before, path, after, onscreen)
        self._shown.move_to_end(cursor.document.uri)
        if len(self._shown) > DOCUMENTS:
            self._shown.popitem(last=False)

    def forget(self, uri: str) -> None:
        self._shown.pop(uri, None)

    def typed_through(self, cursor: Cursor) -> Onscreen | None:
        """What is left of the suggestion, if the cursor stands where typing it leads."""
        shown = self._shown.get(cursor.document.uri)
        if shown is None or not _is_near(shown, cursor) or cursor.line_after != shown.after:
            # A closer that the editor has put there since may stand in the suggestion already.
            return None
        lines = cursor.document.lines[shown.line : cursor.position.line]
        typed = "".join(lines) + cursor.line_before
        whole = shown.path + shown.onscreen.suggestion.text
        if not whole.startswith(typed) or len(typed) <= len(shown.path):
            # Where nothing was typed since, whoever asks gets what is known by now.
            return None
        left = whole[len(typed) :]
        return None if not left.strip() else _left_of(shown.onscreen, left, cursor.position)


def _is_near(shown: _Shown, cursor: Cursor) -> bool:
    lines = shown.onscreen.suggestion.text.count("\n")
    line = cursor.position.line
    return shown.line <= line <= shown.line + lines and shown.before == _line_above(
        cursor, shown.line
    )


def _left_of(onscreen: Onscreen, text: str, at: Position) -> Onscreen:
    suggestion = onscreen.suggestion
    replaced = suggestion.end.column - suggestion.start.column
    end = Position(at.line, at.column + replaced)
    return replace(onscreen, suggestion=replace(suggestion, text=text, start=at, end=end))


def _line_above(cursor: Cursor, line: int) -> str:
    return cursor.document.lines[line - 1] if line else ""
