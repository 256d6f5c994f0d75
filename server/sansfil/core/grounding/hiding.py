"""Whether an import lies in a string or a comment, at the price of a few searches where it does not."""

from collections.abc import Iterable, Iterator

from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.quoting import Span, lies_within, quoted

# What may hold line breaks, and so a line that looks like an import: an odd number of them stands
# before what lies in one.
_EVEN = {"python": ('"""', "'''"), "dart": ('"""', "'''")}
_SCRIPT_EVEN = ("`",)


def visible(language: str, text: str, start: int, found: Iterable[Imported]) -> Iterator[Imported]:
    """Those of `found` that are code; in their order, `start` lies in no string and no comment."""
    doubts = _Doubts(language, text, start)
    spans: list[Span] | None = None
    ordered = sorted(found, key=_start_of)
    for each in ordered:
        if not doubts.at(each.start):
            yield each
            continue
        if spans is None:
            spans = list(quoted(language, text, start, ordered[-1].start + 1))
        if not lies_within(each.start, spans):
            yield each


def _start_of(each: Imported) -> int:
    return each.start


class _Doubts:
    """Counts what opens long strings and comments, as far as it is asked; places in their order."""

    def __init__(self, language: str, text: str, start: int) -> None:
        self._text, self._at = text, start
        self._marks = _EVEN.get(language, _SCRIPT_EVEN)
        self._counts = [0] * len(self._marks)
        self._has_comments = language != "python"
        self._is_in_comment = False

    def at(self, place: int) -> bool:
        """Whether a string or a comment may be open there."""
        for number, mark in enumerate(self._marks):
            self._counts[number] += self._text.count(mark, self._at, place)
        if self._has_comments:
            self._look_for_comment(place)
        self._at = place
        return self._is_in_comment or any(count % 2 for count in self._counts)

    def _look_for_comment(self, place: int) -> None:
        opened = self._text.rfind("/*", self._at, place)
        closed = self._text.rfind("*/", self._at, place)
        if opened >= 0 or closed >= 0:
            self._is_in_comment = opened > closed
