"""The places that wait to be taken, one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sansfil.core.next_edit.findings import MOST_PLACES, is_word_character
from sansfil.core.next_edit.places import Edit, Place, carried, next_place
from sansfil.core.next_edit.watching import Run
from sansfil.core.text import Document, Position

LONGEST_LIFE_S = 300.0
MOST_UNRELATED_EDITS = 20


@dataclass(frozen=True)
class Offer:
    """One place of one document, and how many more there are."""

    document: str
    place: Place
    more: int


@dataclass(frozen=True)
class Pending:
    """`places` by URI, none of them empty; `cause` is what was typed, where it stands now.

    `near` is the last place of an edit; the next offer is looked for from there on.
    """

    places: Mapping[str, tuple[Place, ...]]
    cause: Run
    old: str
    born_s: float
    near: Position
    current: tuple[str, Place] | None = None
    unrelated: int = 0

    def offer(self) -> Offer:
        uri, place = self.current or self._chosen()
        return Offer(uri, place, sum(map(len, self.places.values())) - 1)

    def _chosen(self) -> tuple[str, Place]:
        uri = self.cause.uri if self.cause.uri in self.places else next(iter(self.places))
        near = self.near if uri == self.cause.uri else Position(0, 0)
        return uri, next_place(self.places[uri], near)

    def is_at(self, uri: str, edit: Edit) -> bool:
        """Whether the edit is at one of the places, taken or edited by hand."""
        return any(map(edit.may_touch, self.places.get(uri, ())))

    def skipped(self) -> "Pending | None":
        """Without the place that is offered now."""
        uri, place = self.current or self._chosen()
        left = tuple(each for each in self.places[uri] if each != place)
        near = place.end if uri == self.cause.uri else self.near
        return _settled(replace(self, near=near, current=None), {**self.places, uri: left})

    def edited(self, before: Document, after: Document, edit: Edit) -> "Pending | None":
        """After an edit of an open document; None where nothing is left, or where the old name, or
        what it was changed into, was touched again."""
        uri, cause = before.uri, self.cause
        if uri == cause.uri and not _is_intact(cause, after, edit):
            return None
        if self.old and _brings_back(self.old, before, after, edit):
            return None
        here = self.places.get(uri, ())
        left = carried(here, edit)
        unrelated = self.unrelated + (len(left) == len(here))
        if unrelated >= MOST_UNRELATED_EDITS:
            return None
        moved = replace(self, unrelated=unrelated, current=self._carried_current(uri, edit))
        if uri == cause.uri:
            cause = replace(cause, start=edit.moved(cause.start), end=edit.moved(cause.end))
            moved = replace(moved, cause=cause, near=edit.new_end)
        return _settled(moved, {**self.places, uri: left})

    def closed(self, uri: str) -> "Pending | None":
        """Without a document, whose places are out of reach."""
        if uri == self.cause.uri:
            return None
        kept = self.current if self.current and self.current[0] != uri else None
        return _settled(replace(self, current=kept), {**self.places, uri: ()})

    def _carried_current(self, uri: str, edit: Edit) -> tuple[str, Place] | None:
        if self.current is None or self.current[0] != uri:
            return self.current
        kept = carried([self.current[1]], edit)
        return (uri, kept[0]) if kept else None


def pending(
    places: Mapping[str, tuple[Place, ...]], cause: Run, old: str, born_s: float
) -> Pending | None:
    """At most `MOST_PLACES`, those of the first documents; None where there is none."""
    kept: dict[str, tuple[Place, ...]] = {}
    for uri, each in places.items():
        kept[uri] = each[: MOST_PLACES - sum(map(len, kept.values()))]
    return _settled(Pending({}, cause, old, born_s, cause.end), kept)


def _settled(waiting: Pending, places: Mapping[str, tuple[Place, ...]]) -> Pending | None:
    left = {uri: each for uri, each in places.items() if each}
    if not left:
        return None
    settled = replace(waiting, places=left)
    offer = settled.offer()
    return replace(settled, current=(offer.document, offer.place))


def _is_intact(cause: Run, after: Document, edit: Edit) -> bool:
    """Whether what was typed first still stands there, whole; what follows a name may change."""
    if not edit.touches(cause.start, cause.end):
        return True
    if cause.is_list or edit.start < cause.end:
        return False
    behind = after.lines[cause.end.line][cause.end.column :]
    return not is_word_character(behind[:1] or " ")


def _brings_back(old: str, before: Document, after: Document, edit: Edit) -> bool:
    """Whether a changed line says the old name more often than it did."""
    was = before.lines[edit.start.line : edit.end.line + 1]
    now = after.lines[edit.start.line : edit.new_end.line + 1]
    return _count(old, now) > _count(old, was)


def _count(word: str, lines: tuple[str, ...]) -> int:
    return sum(1 for line in lines if word in line for part in _words(line) if part == word)


def _words(line: str) -> list[str]:
    return "".join(c if c.isalnum() or c in "_$" else " " for c in line).split()
