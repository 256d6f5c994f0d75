"""Whether an import lies in a string or a comment, at the price of a few searches where it does not."""

from collections.abc import Iterable
from operator import attrgetter

from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.quoting import lies_within, long_quoted

# What may hold line breaks, and so a line that looks like an import: an odd number of them stands
# before what lies in one.
_EVEN = {"python": ('"""', "'''"), "dart": ('"""', "'''")}
_SCRIPT_EVEN = ("`",)
_COMMENT = ("/*", "*/")


def visible(language: str, text: str, start: int, found: Iterable[Imported]) -> list[Imported]:
    """Those of `found` that are code; in their order, `start` lies in no string and no comment."""
    ordered = sorted(found, key=attrgetter("start"))
    doubts = _Doubts(language, text, start, ordered[-1].start if ordered else start)
    doubtful = [each.start for each in ordered if doubts.at(each.start)]
    if not doubtful:
        return ordered
    spans = long_quoted(language, text, start, doubtful[-1] + 1)
    hidden = {at for at in doubtful if lies_within(at, spans)}
    return [each for each in ordered if each.start not in hidden]


class _Doubts:
    """Counts what opens long strings and comments, as far as it is asked: places in their order, up to `end`."""

    def __init__(self, language: str, text: str, start: int, end: int) -> None:
        self._text, self._end = text, end
        even = _EVEN.get(language, _SCRIPT_EVEN)
        self._even = dict.fromkeys(even, False)
        self._last = {} if language == "python" else dict.fromkeys(_COMMENT, -1)
        self._ahead = {mark: self._find(mark, start) for mark in (*self._even, *self._last)}
        self._next = min(self._ahead.values())
        self._is_doubtful = False

    def at(self, place: int) -> bool:
        """Whether a string or a comment may be open there."""
        if place > self._next:
            for mark, ahead in self._ahead.items():
                if ahead < place:
                    self._pass(mark, ahead, place)
            self._next = min(self._ahead.values())
            opened, closed = (self._last.get(mark, -1) for mark in _COMMENT)
            self._is_doubtful = opened > closed or any(self._even.values())
        return self._is_doubtful

    def _pass(self, mark: str, ahead: int, place: int) -> None:
        if mark in self._last:
            self._last[mark] = max(self._last[mark], self._text.rfind(mark, ahead, place))
        elif self._text.count(mark, ahead, place) % 2:
            self._even[mark] = not self._even[mark]
        self._ahead[mark] = self._find(mark, place)

    def _find(self, mark: str, start: int) -> int:
        found = self._text.find(mark, start, self._end)
        return found if found >= 0 else self._end
