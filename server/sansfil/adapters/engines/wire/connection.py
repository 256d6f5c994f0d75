"""One HTTP/1.1 connection: h11 speaks the protocol, asyncio's streams carry the bytes."""

import asyncio
import contextlib
from collections.abc import Generator

import h11

from sansfil.adapters.engines.wire.request import Headers

READ_BYTES = 65_536
HTTP = b"HTTP/"
MOST_WAIT_S = 3_600


class Broken(Exception):
    """The connection ended in the middle."""


class NotHttp(Broken):
    """What answers speaks no HTTP, as SSH, a database or a port that wants TLS."""


class Connection:
    """Asks one thing after another; `status`, `media_type`, `encoding` and `wait_s` (seconds to wait
    before the next try, 0 where none are named) are those of the last answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.status = 0
        self.media_type = self.encoding = ""
        self.wait_s = 0
        self._first = b""
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(h11.CLIENT)

    async def ask(self, path: str, headers: Headers, content: bytes | None) -> None:
        """POST the content, or GET where there is none, and wait for the head of the answer.

        The request is written before anything is awaited. Raises Broken.
        """
        head = h11.Request(
            method="GET" if content is None else "POST",
            target=path,
            headers=[*headers, ("Content-Length", str(len(content or b"")))],
        )
        parts = (head, h11.Data(data=content or b""), h11.EndOfMessage())
        self._first = b""
        self._writer.write(b"".join(self._http.send(part) or b"" for part in parts))
        try:
            self._take(await self._head())
        except Broken as error:
            if not HTTP.startswith(self._first[: len(HTTP)]):
                raise NotHttp from error
            raise

    @property
    def was_heard(self) -> bool:
        """Whether anything came since it was asked."""
        return bool(self._first)

    async def _head(self) -> h11.Response:
        event = await self._event()
        while isinstance(event, h11.InformationalResponse):
            event = await self._event()
        if not isinstance(event, h11.Response):
            raise Broken
        return event

    def _take(self, head: h11.Response) -> None:
        told = {name: value.decode("latin-1").strip() for name, value in head.headers}
        self.status = head.status_code
        self.media_type = told.get(b"content-type", "").partition(";")[0].strip().lower()
        self.encoding = told.get(b"content-encoding", "identity").lower()
        self.wait_s = seconds(told.get(b"retry-after", ""))

    async def read(self) -> bytes:
        """The next piece of the answer, empty at its end; raises Broken."""
        while True:
            event = await self._event()
            if not isinstance(event, h11.Data):
                return b""
            if event.data:
                return bytes(event.data)

    def becomes_idle(self) -> bool:
        """Whether the answer was read to its end and another thing may be asked."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        if self._http.trailing_data[0]:
            # More came than the answer: it would be taken for the next one.
            return False
        self._http.start_next_cycle()
        return True

    def close(self) -> None:
        """At once: the server hears of it in its next poll."""
        self._writer.transport.abort()

    async def _event(self) -> h11.Event:
        with _broken():
            while True:
                event = self._http.next_event()
                if event is h11.NEED_DATA:
                    piece = await self._reader.read(READ_BYTES)
                    self._first = self._first or piece[: len(HTTP)]
                    self._http.receive_data(piece)
                elif isinstance(event, h11.Event):
                    return event
                else:
                    raise Broken


def seconds(retry_after: str) -> int:
    """Of the field Retry-After (RFC 9110, 10.2.3); 0 where it names a date, or nothing of sense."""
    is_number = retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 9
    return min(int(retry_after), MOST_WAIT_S) if is_number else 0


async def opened(host: str, port: int) -> Connection:
    """Raises OSError."""
    return Connection(*await asyncio.open_connection(host, port))


@contextlib.contextmanager
def _broken() -> Generator[None]:
    try:
        yield
    except (OSError, h11.RemoteProtocolError) as error:
        raise Broken from error
