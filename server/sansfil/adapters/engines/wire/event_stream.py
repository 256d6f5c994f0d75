"""Reads server-sent events (WHATWG HTML, "Server-sent events") from bytes in any pieces."""

import codecs

from sansfil.adapters.engines.wire.lines import MOST_LINE_BYTES, Lines, LineTooLong


class EventStream:
    """Bytes in, contents of `data` fields out; comments and other fields are passed over.

    Builds of llama.cpp before late 2025 write errors as a field named `error`; its content comes out
    like that of `data`: both hold one JSON object with an `error` in it.
    """

    def __init__(self, most_line_bytes: int = MOST_LINE_BYTES) -> None:
        self._most = most_line_bytes
        self._lines = Lines(most_line_bytes)
        self._content: list[bytes] = []
        self._is_first = True

    def feed(self, piece: bytes) -> list[bytes]:
        """The events that this piece completes; raises LineTooLong."""
        return [event for line in self._lines.split(piece) for event in self._take(line)]

    def _take(self, line: bytes) -> list[bytes]:
        if self._is_first:
            line, self._is_first = line.removeprefix(codecs.BOM_UTF8), False
        if not line:
            content, self._content = self._content, []
            return [b"\n".join(content)] if content else []
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"error":
            return [value if value.startswith(b'{"error"') else b'{"error":%s}' % value]
        if name == b"data":
            self._keep(value)
        return []

    def _keep(self, value: bytes) -> None:
        self._content.append(value)
        if sum(map(len, self._content)) > self._most:
            raise LineTooLong
