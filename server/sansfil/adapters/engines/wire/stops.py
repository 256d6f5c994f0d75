"""Lets text through as it is written, in whole code points, up to the first stop text."""

import re
from collections.abc import Iterable

SURROGATE = re.compile("[\ud800-\udfff]")
# At the end of what was written: half a pair of `\u` escapes, and what stands for half a token.
BROKEN_END = re.compile("[\ud800-\udbff\ufffd]+$")


class StopWatch:
    """Engines stop by themselves; this one also sees the stops that they overlook.

    Text that may be the beginning of a stop, or half a code point, is held back until more comes.
    """

    def __init__(self, stops: Iterable[str]) -> None:
        self.has_stopped = False
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""

    def feed(self, piece: str) -> str:
        """What may be shown by now."""
        if self.has_stopped:
            return ""
        text = _paired(self._held + piece)
        found = [(at + len(stop), at) for stop in self._stops if (at := text.find(stop)) >= 0]
        self.has_stopped = bool(found)
        # The stop that is complete first counts, as it would if the text came letter by letter.
        end = min(found)[1] if found else len(text) - self._doubtful(text)
        self._held = text[end:]
        return _whole(text[:end])

    def rest(self) -> str:
        """What was held back and turned out to be no stop; half a code point is dropped."""
        return "" if self.has_stopped else _whole(BROKEN_END.sub("", self._held))

    def _doubtful(self, text: str) -> int:
        """Characters at the end that may belong to a stop or to half a code point."""
        broken = BROKEN_END.search(text)
        lengths = [_begun(stop, text) for stop in self._stops]
        return max([*lengths, len(text) - broken.start() if broken else 0])


def _begun(stop: str, text: str) -> int:
    """Length of the longest end of `text` that begins `stop`."""
    lengths = range(min(len(stop) - 1, len(text)), 0, -1)
    return next((length for length in lengths if text.endswith(stop[:length])), 0)


def _paired(text: str) -> str:
    """Halves of a pair that came in two pieces become one code point."""
    if not SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _whole(text: str) -> str:
    return SURROGATE.sub("\ufffd", text)
