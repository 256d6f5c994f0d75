"""One HTTP/1.1 connection of a loop: h11 speaks the protocol, asyncio's streams carry the bytes."""

import asyncio
import contextlib
from collections.abc import Generator

import h11

from sansfil.adapters.engines.wire.http import becomes_idle, bytes_of_request, fields_of, seconds
from sansfil.adapters.engines.wire.request import Headers

READ_BYTES = 65_536
HTTP = b"HTTP/"


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
        self._first = b""
        self._writer.write(bytes_of_request(self._http, path, headers, content))
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
        told = fields_of(head)
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
        return becomes_idle(self._http)

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


async def opened(host: str, port: int) -> Connection:
    """Raises OSError."""
    return Connection(*await asyncio.open_connection(host, port))


@contextlib.contextmanager
def _broken() -> Generator[None]:
    try:
        yield
    except (OSError, h11.RemoteProtocolError) as error:
        raise Broken from error
