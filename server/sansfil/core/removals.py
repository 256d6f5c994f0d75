"""What the user has just removed, and where it stood: it must not be offered back.

The rule is Cody's, whose auto-edits drop what would revert an edit of the last 30 s
(sourcegraph/cody-public-snapshot, vscode/src/autoedits/filter-prediction-edits.ts).
"""

import re
from dataclasses import dataclass, field, replace

from sansfil.core.text import Position, shared_beginning

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class RemovalKnobs:
    """Removals are remembered for `recent_ms`, at most `most` of them, of `most_characters` each.

    Who types the first `by_hand` characters of one again brings it back herself.
    """

    recent_ms: float = 30_000
    most: int = 64
    most_characters: int = 2_000
    by_hand: int = 3


@dataclass(frozen=True)
class Edit:
    """In a document, `removed` stood from `start` on, and `inserted` stands there now."""

    uri: str
    start: Position
    removed: str
    inserted: str
    at_ms: float


@dataclass(frozen=True)
class _Removal:
    """`text` stood behind `place`, which moves along with later edits."""

    uri: str
    place: Position
    text: str
    at_ms: float


@dataclass
class Removals:
    """The last removals of all documents, the newest last."""

    knobs: RemovalKnobs = field(default_factory=RemovalKnobs)
    _kept: list[_Removal] = field(default_factory=list[_Removal])
    _is_running: bool = False

    def edited(self, edit: Edit) -> None:
        edit = _trimmed(edit)
        joined = self._joined(edit) if edit.removed else None
        self._kept = [
            _moved(each, edit) for each in self._kept if self._is_recent(each, edit.at_ms)
        ]
        if joined is not None and len(joined.text) <= self.knobs.most_characters:
            self._kept = [*self._kept, joined][-self.knobs.most :]
        self._is_running = not edit.inserted

    def closed(self, uri: str) -> None:
        self._kept = [each for each in self._kept if each.uri != uri]

    def would_come_back(self, uri: str, path: str, text: str, at: Position, now_ms: float) -> bool:
        """Whether `text` at `at`, behind `path` on its line, offers back what stood there."""
        recent = (each for each in self._kept if self._is_recent(each, now_ms))
        return any(each.uri == uri and self._restores(each, path, text, at) for each in recent)

    def _restores(self, removal: _Removal, path: str, text: str, at: Position) -> bool:
        place, by_hand = removal.place, self.knobs.by_hand
        if place.line == at.line and place.column <= at.column:
            return _brings(removal.text, path[place.column :], text, by_hand)
        if "\n" in removal.text and abs(place.line - at.line) <= 1:
            # A whole line may come back on the one before or after.
            return _brings(removal.text, path, text, by_hand)
        return False

    def _joined(self, edit: Edit) -> _Removal:
        """The removal, with the one that it goes on from: a text is taken back key by key."""
        alone = _Removal(edit.uri, edit.start, edit.removed, edit.at_ms)
        if edit.inserted or not self._kept or not self._is_running:
            return alone
        last = self._kept[-1]
        if last.uri != edit.uri or not self._is_recent(last, edit.at_ms):
            return alone
        if last.place == _end_of(edit.start, edit.removed):
            return self._replaced(last, replace(alone, text=edit.removed + last.text))
        if last.place == edit.start:
            return self._replaced(last, replace(alone, text=last.text + edit.removed))
        return alone

    def _replaced(self, last: _Removal, joined: _Removal) -> _Removal:
        self._kept.remove(last)
        return joined

    def _is_recent(self, removal: _Removal, now_ms: float) -> bool:
        return abs(now_ms - removal.at_ms) < self.knobs.recent_ms


def _trimmed(edit: Edit) -> Edit:
    """The edit without what it takes away and puts there again, as a suggest list's entry does."""
    removed, inserted, start = edit.removed, edit.inserted, edit.start
    same = shared_beginning(removed, inserted)
    start = _end_of(start, removed[:same])
    removed, inserted = removed[same:], inserted[same:]
    same = shared_beginning(removed[::-1], inserted[::-1])
    end = len(removed) - same
    return replace(
        edit, start=start, removed=removed[:end], inserted=inserted[: len(inserted) - same]
    )


def _end_of(start: Position, text: str) -> Position:
    lines = text.count("\n")
    if not lines:
        return Position(start.line, start.column + len(text))
    return Position(start.line + lines, len(text) - text.rfind("\n") - 1)


def _moved(removal: _Removal, edit: Edit) -> _Removal:
    """The removal where its place stands after the edit; what is typed there stands behind it."""
    place = removal.place
    if edit.uri != removal.uri or edit.start >= place:
        return removal
    old_end, new_end = _end_of(edit.start, edit.removed), _end_of(edit.start, edit.inserted)
    if place <= old_end:
        return replace(removal, place=edit.start)
    line = place.line + new_end.line - old_end.line
    shift = new_end.column - old_end.column if place.line == old_end.line else 0
    return replace(removal, place=Position(line, place.column + shift))


def _brings(removed: str, typed: str, text: str, by_hand: int) -> bool:
    """Whether `text` adds to `typed` what makes it go as `removed` went, word by word."""
    gone, there, then = _WORD.findall(removed), _WORD.findall(typed), _WORD.findall(typed + text)
    if not gone or then == there or _has_begun("".join(there), "".join(gone), by_hand):
        return False
    return then[: len(gone)] == gone[: len(then)]


def _has_begun(typed: str, removed: str, by_hand: int) -> bool:
    """Whether it is typed again already, as a whole or far enough."""
    return typed.startswith(removed) or (len(typed) >= by_hand and removed.startswith(typed))
