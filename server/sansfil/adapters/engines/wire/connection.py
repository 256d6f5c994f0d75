"""One HTTP/1.1 connection: h11 speaks the protocol, asyncio's streams carry the bytes."""

import asyncio
import contextlib
from collections.abc import Generator, Sequence

import h11

Headers = Sequence[tuple[str, str]]

READ_BYTES = 65_536


class Broken(Exception):
    """The connection ended in the middle, or what answers speaks no HTTP."""


class Connection:
    """Asks one thing after another; `status` and `media_type` are those of the last answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.status = 0
        self.media_type = ""
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
        self._writer.write(b"".join(self._http.send(part) or b"" for part in parts))
        event = await self._event()
        while isinstance(event, h11.InformationalResponse):
            event = await self._event()
        if not isinstance(event, h11.Response):
            raise Broken
        self.status = event.status_code
        kind = dict(event.headers).get(b"content-type", b"").decode("latin-1")
        self.media_type = kind.partition(";")[0].strip().lower()

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
                    self._http.receive_data(await self._reader.read(READ_BYTES))
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
