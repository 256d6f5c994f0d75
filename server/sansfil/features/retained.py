"""Accepted text as it goes on living: its spans follow every edit and are looked at when due."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from sansfil.core.changes import Change, plain, text_between
from sansfil.core.retention import AFTER_S, Remainder, Span, followed, kept_characters
from sansfil.core.text import Document

MOST = 64


@dataclass(frozen=True)
class _Accepted:
    number: int
    uri: str
    text: str
    span: Span
    at_ms: float
    looked: int = 0

    @property
    def due_ms(self) -> float:
        return self.at_ms + AFTER_S[self.looked] * 1000


class Retained:
    """The last accepted texts, of each until its last look; what was closed is not known any more."""

    def __init__(self, document_of: Callable[[str], Document | None]) -> None:
        self._document_of = document_of
        self._accepted: deque[_Accepted] = deque(maxlen=MOST)

    def begin(self, number: int, uri: str, text: str, span: Span, now_ms: float) -> None:
        self._accepted.append(_Accepted(number, uri, text, span, now_ms))

    def drop(self, number: int) -> None:
        self._keep(lambda each: each.number != number)

    def closed(self, uri: str) -> None:
        self._keep(lambda each: each.uri != uri)

    def edited(self, uri: str, change: Change) -> None:
        for index, each in enumerate(self._accepted):
            if each.uri == uri:
                self._accepted[index] = replace(each, span=followed(each.span, change))

    @property
    def due_ms(self) -> float | None:
        return min((each.due_ms for each in self._accepted), default=None)

    def look(self, now_ms: float) -> list[Remainder]:
        """What is left wherever a look is due; after a long sleep all looks are due at once."""
        found: list[Remainder] = []
        still: list[_Accepted] = []
        for each in self._accepted:
            due = [
                after_s for after_s in AFTER_S[each.looked :] if self._is_due(each, after_s, now_ms)
            ]
            found += self._remainders(each, due)
            looked = each.looked + len(due)
            if looked < len(AFTER_S):
                still.append(replace(each, looked=looked))
        self._accepted = deque(still, MOST)
        return found

    def _is_due(self, accepted: _Accepted, after_s: int, now_ms: float) -> bool:
        return accepted.at_ms + after_s * 1000 <= now_ms

    def _remainders(self, accepted: _Accepted, due: list[int]) -> list[Remainder]:
        document = self._document_of(accepted.uri) if due else None
        if document is None:
            return []
        span = accepted.span
        now = plain(text_between(document.lines, span.start, span.end))
        kept = kept_characters(accepted.text, now)
        return [Remainder(accepted.number, after_s, kept) for after_s in due]

    def _keep(self, is_wanted: Callable[[_Accepted], bool]) -> None:
        self._accepted = deque(filter(is_wanted, self._accepted), MOST)
