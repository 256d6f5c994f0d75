"""Reads server-sent events (WHATWG HTML, "Server-sent events") from bytes in any pieces."""

MOST_LINE_BYTES = 1_000_000


class LineTooLong(ValueError):
    """A line without an end: the server is no server of ours, or means harm."""


class EventStream:
    """Bytes in, contents of `data` fields out; comments and other fields are passed over.

    Builds of llama.cpp before late 2025 write errors as a field named `error`; its content comes out
    like that of `data`: both hold one JSON object with an `error` in it, see `contents_of`.
    """

    def __init__(self, most_line_bytes: int = MOST_LINE_BYTES) -> None:
        self._most = most_line_bytes
        self._unfinished = b""
        self._content: list[bytes] = []

    def feed(self, piece: bytes) -> list[bytes]:
        """The events that this piece completes; raises LineTooLong."""
        *lines, self._unfinished = (self._unfinished + piece).split(b"\n")
        if len(self._unfinished) + sum(map(len, self._content)) > self._most:
            raise LineTooLong
        return [event for line in lines for event in self._take(line.removesuffix(b"\r"))]

    def _take(self, line: bytes) -> list[bytes]:
        if not line:
            content, self._content = self._content, []
            return [b"\n".join(content)] if content else []
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"error":
            return [value if value.startswith(b'{"error"') else b'{"error":%s}' % value]
        if name == b"data":
            self._content.append(value)
        return []
