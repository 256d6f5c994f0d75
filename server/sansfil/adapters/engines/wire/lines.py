"""Whole lines from bytes in any pieces."""

MOST_LINE_BYTES = 1_000_000


class LineTooLong(ValueError):
    """A line without an end: the server is no server of ours, or means harm."""


class Lines:
    """One JSON object stands in each, where a server streams so (https://github.com/ndjson)."""

    def __init__(self, most_line_bytes: int = MOST_LINE_BYTES) -> None:
        self._most = most_line_bytes
        self._begun: list[bytes] = []
        self._bytes = 0

    def feed(self, piece: bytes) -> list[bytes]:
        """The lines that this piece completes, without those that are empty; raises LineTooLong."""
        return [line for line in self.split(piece) if line.strip()]

    def split(self, piece: bytes) -> list[bytes]:
        """All lines that this piece completes, without their ends; raises LineTooLong."""
        *lines, rest = piece.split(b"\n")
        if lines:
            lines[0] = b"".join([*self._begun, lines[0]])
            self._begun, self._bytes = [], 0
        # What has no end yet is put together once: a server may send it byte by byte.
        self._begun.append(rest)
        self._bytes += len(rest)
        if self._bytes > self._most:
            raise LineTooLong
        return [line.removesuffix(b"\r") for line in lines]
