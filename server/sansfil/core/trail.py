"""The trail of a user through open documents: what was edited or looked at, once it is left."""

from dataclasses import dataclass, replace

from sansfil.core.text import Cursor, Document, LineSplice


@dataclass(frozen=True)
class TrailKnobs:
    """A place is left `far` lines away; what was edited there is shown with `margin` lines around, at
    most `most` lines, edits closer than twice the margin together; what was looked at, with `around`
    lines on both sides, if the cursor rested for `rest_s`, or `glance_s` before it changed files."""

    far: int = 64
    most: int = 64
    margin: int = 8
    ranges: int = 8
    around: int = 20
    rest_s: float = 3.0
    glance_s: float = 0.5


@dataclass(frozen=True)
class Stretch:
    """Lines `first` to `end` (exclusive) of a document as it was."""

    document: Document
    first: int
    end: int


@dataclass(frozen=True)
class _Edited:
    """Lines `first` to `end` were edited, `last` most recently."""

    first: int
    end: int
    last: int


@dataclass(frozen=True)
class _Here:
    """Where the user is: the document at its last version, the line, and since when about there."""

    document: Document
    line: int
    rested_line: int
    since_s: float


class Trail:
    """Told of every edit and movement with the time in seconds; returns what was left by it."""

    def __init__(self, knobs: TrailKnobs | None = None) -> None:
        self._knobs = knobs or TrailKnobs()
        self._here: _Here | None = None
        self._edited: tuple[_Edited, ...] = ()

    def changed(self, document: Document, splice: LineSplice, now_s: float) -> list[Stretch]:
        """`document` is what the splice made of it."""
        last = splice.first + max(len(splice.lines) - 1, 0)
        left = self._gone_to(document, splice.first, now_s)
        self._here = self._at(document, last, now_s)
        self._edited = self._with(splice, last)
        return left

    def moved(self, cursor: Cursor, now_s: float) -> list[Stretch]:
        left = self._gone_to(cursor.document, cursor.position.line, now_s)
        self._here = self._at(cursor.document, cursor.position.line, now_s)
        return left

    def saved(self, document: Document) -> list[Stretch]:
        """A saved edit is done, though the user is still there."""
        if self._here is None or self._here.document.uri != document.uri:
            return []
        return self._take_edited(document)

    def closed(self, uri: str, now_s: float) -> list[Stretch]:
        if self._here is None or self._here.document.uri != uri:
            return []
        left = self._left(self._here, now_s, self._knobs.glance_s)
        self._here = None
        return left

    def _gone_to(self, document: Document, line: int, now_s: float) -> list[Stretch]:
        here = self._here
        if here is None:
            return []
        if here.document.uri != document.uri:
            return self._left(here, now_s, self._knobs.glance_s)
        if abs(line - here.line) > self._knobs.far:
            return self._left(here, now_s, self._knobs.rest_s)
        return []

    def _at(self, document: Document, line: int, now_s: float) -> _Here:
        here, knobs = self._here, self._knobs
        stays = (
            here is not None
            and here.document.uri == document.uri
            and abs(line - here.rested_line) <= knobs.around
        )
        if here is None or not stays:
            return _Here(document, line, line, now_s)
        return replace(here, document=document, line=line)

    def _left(self, here: _Here, now_s: float, long_enough_s: float) -> list[Stretch]:
        edited = self._take_edited(here.document)
        is_among_them = any(each.first <= here.rested_line < each.end for each in edited)
        if is_among_them or now_s - here.since_s < long_enough_s:
            return edited
        first, end = (
            here.rested_line - self._knobs.around,
            here.rested_line + self._knobs.around + 1,
        )
        return [*edited, _stretch(here.document, first, end)]

    def _take_edited(self, document: Document) -> list[Stretch]:
        edited, self._edited = self._edited, ()
        return [self._shown(document, each) for each in edited]

    def _shown(self, document: Document, edited: _Edited) -> Stretch:
        knobs = self._knobs
        first, end = edited.first - knobs.margin, edited.end + knobs.margin
        if end - first > knobs.most:
            # Most of what is worth knowing stands before the last edit.
            first = min(max(edited.last - knobs.most + knobs.margin, first), end - knobs.most)
            end = first + knobs.most
        return _stretch(document, first, end)

    def _with(self, splice: LineSplice, last: int) -> tuple[_Edited, ...]:
        """The edited ranges after one more edit, near ones joined, the newest last."""
        touched = _Edited(splice.first, splice.first + max(len(splice.lines), 1), last)
        apart: list[_Edited] = []
        for each in (_shifted(each, splice) for each in self._edited):
            gap = max(touched.first - each.end, each.first - touched.end)
            if gap > 2 * self._knobs.margin:
                apart.append(each)
            else:
                first, end = min(each.first, touched.first), max(each.end, touched.end)
                touched = _Edited(first, end, last)
        return (*apart, touched)[-self._knobs.ranges :]


def _shifted(edited: _Edited, splice: LineSplice) -> _Edited:
    """Where the range is after the splice; what the splice replaced ends at its ends."""
    return _Edited(*(_line_after(line, splice) for line in (edited.first, edited.end, edited.last)))


def _line_after(line: int, splice: LineSplice) -> int:
    behind = splice.first + splice.removed
    if line >= behind:
        return line - splice.removed + len(splice.lines)
    return min(line, splice.first + len(splice.lines))


def _stretch(document: Document, first: int, end: int) -> Stretch:
    return Stretch(document, max(0, first), min(end, len(document.lines)))
