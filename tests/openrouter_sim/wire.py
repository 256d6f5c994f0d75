"""One connection of HTTP/1.1, from the server's side: chunked answers in odd pieces, and rude ends."""

import asyncio
import contextlib
import itertools
import json
import socket
import struct
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import h11

GZIP = 31
NONE: Mapping[str, str] = {}


@dataclass(eq=False)
class Seen:
    """A request as it arrived. `tree` is its JSON, empty where there is none; `at` the simulator's Unix
    time; `began_s` and `ended_s` are readings of `time.perf_counter`. `ended_by` is "" while it lasts, then
    "answer", "client" where the client hung up before its end, or "cut" where the server did."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    tree: Mapping[str, Any]
    at: float = 0.0
    query: str = ""
    ended_by: str = ""
    generation: str = ""
    status: int = 0
    began_s: float = field(default_factory=time.perf_counter)
    ended_s: float = 0.0


class Line:
    """What the server can do with a connection; `left` is set when the client is gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=65_536)
        self._news = asyncio.Event()
        self.left = asyncio.Event()
        self.was_cut = False
        self.status = 0

    async def pump(self) -> None:
        """Reads until the client leaves, whatever the server is doing meanwhile."""
        with contextlib.suppress(ConnectionError):
            while content := await self._reader.read(65_536):
                self._http.receive_data(content)
                self._news.set()
        self._http.receive_data(b"")
        self.left.set()
        self._news.set()

    async def request(self) -> Seen | None:
        """The next one, or None where there will be none."""
        if self._http.our_state is h11.DONE:
            self._http.start_next_cycle()
        asked, content = None, bytearray()
        while True:
            event = await self._event()
            if isinstance(event, h11.Request):
                asked = event
            elif isinstance(event, h11.Data):
                content += event.data
            elif isinstance(event, h11.EndOfMessage) and asked is not None:
                return _seen(asked, bytes(content))
            else:
                return None

    async def _event(self) -> object:
        while True:
            self._news.clear()
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError:
                return None
            if event is not h11.NEED_DATA:
                return event
            if self._http.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                await self._send(self._http.send(go_on))
            await self._news.wait()

    async def head(self, status: int, media_type: str, headers: Mapping[str, str] = NONE) -> None:
        """Begins an answer; its transfer is chunked where `headers` tell no length."""
        told = [("Date", _date()), ("Content-Type", media_type), *headers.items()]
        self.status = status
        await self._send(self._http.send(h11.Response(status_code=status, headers=told)))

    async def chunk(self, content: bytes) -> None:
        """One chunk of the transfer."""
        if content:
            await self._send(self._http.send(h11.Data(data=content)))

    async def oddly(self, content: bytes) -> None:
        """In chunks whose borders lie inside of lines and characters."""
        for piece in odd_pieces(content):
            await self.chunk(piece)

    async def end(self) -> None:
        await self._send(self._http.send(h11.EndOfMessage()))

    async def whole(
        self, status: int, content: bytes, media_type: str, headers: Mapping[str, str] = NONE
    ) -> None:
        await self.head(status, media_type, {"Content-Length": str(len(content)), **headers})
        await self.chunk(content)
        await self.end()

    def reset(self) -> None:
        """Ends the connection as a dying process does: TCP's reset, and nothing in order."""
        self.was_cut = True
        inner = self._writer.get_extra_info("socket")
        inner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def close(self) -> None:
        self._writer.close()

    @property
    def is_over(self) -> bool:
        """Whether no further request can follow."""
        return self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE

    async def _send(self, content: bytes | None) -> None:
        self._writer.write(content or b"")
        await self._writer.drain()


class Transfer:
    """A chunked body, compressed on demand; every `say` reaches the client at once."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._gzip = None

    def squeeze(self) -> None:
        self._gzip = zlib.compressobj(wbits=GZIP)

    async def say(self, content: bytes) -> None:
        if self._gzip is not None:
            content = self._gzip.compress(content) + self._gzip.flush(zlib.Z_SYNC_FLUSH)
        await self._line.oddly(content)

    async def end(self) -> None:
        if self._gzip is not None:
            await self._line.chunk(self._gzip.flush())
        await self._line.end()


def odd_pieces(content: bytes) -> Sequence[bytes]:
    """Two or three: cut inside the first character of several bytes if there is one, and in the middle."""
    inside = next((at for at, byte in enumerate(content) if byte >= 0xC0), -1) + 1
    cuts = sorted({0, inside, len(content) // 2 | 1, len(content)})
    pairs = itertools.pairwise(cuts)
    return [piece for start, end in pairs if (piece := content[start:end])]


def _seen(asked: h11.Request, content: bytes) -> Seen:
    path, _, query = asked.target.decode("latin-1").partition("?")
    headers = {key.decode().lower(): value.decode("latin-1") for key, value in asked.headers}
    return Seen(asked.method.decode(), path, headers, content, _tree(content), query=query)


def _tree(content: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:
        return {}
    return cast("Mapping[str, Any]", told) if isinstance(told, dict) else {}


def _date() -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
