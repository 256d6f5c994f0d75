"""The lines of a text, by code points and by the bytes of its UTF-8."""

import re
from bisect import bisect_right
from itertools import accumulate

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


def source_of(text: str) -> bytes:
    """What a parser reads of `text`. A lone surrogate, which UTF-8 cannot say, is a question mark."""
    return text.encode("utf-8", "replace")


class Lines:
    """Where the lines of `text` begin; LF, CRLF and CR end one. A text has no line behind its last
    terminator, and an empty text has none at all."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts = _parts(text)
        self.starts = [0, *accumulate(map(len, parts))]
        self._is_ascii = text.isascii()
        self._byte_starts = (
            self.starts
            if self._is_ascii
            else [0, *accumulate(len(source_of(part)) for part in parts)]
        )
        self._bound = max(len(parts), 1)
        self._source = b"" if self._is_ascii else source_of(text)

    @property
    def count(self) -> int:
        return len(self.starts) - 1

    def size(self, first: int, end: int) -> int:
        """Code points of lines `first` to before `end`."""
        return self.starts[end] - self.starts[first]

    def said(self, first: int, end: int) -> str:
        return self.text[self.starts[first] : self.starts[end]]

    def line_at(self, byte: int) -> int:
        """The line in which the byte at this offset stands; a line of the text whatever is asked."""
        return bisect_right(self._byte_starts, byte, 1, self._bound) - 1

    def between(self, first_byte: int, end_byte: int) -> str:
        if self._is_ascii:
            return self.text[first_byte:end_byte]
        return self._source[first_byte:end_byte].decode("utf-8", "replace")


def _parts(text: str) -> list[str]:
    if "\r" in text:
        return _LINE.findall(text)
    parts = [f"{line}\n" for line in text.split("\n")]
    if parts[-1] == "\n":
        parts.pop()
    else:
        parts[-1] = parts[-1][:-1]
    return parts
