"""HTTP to an engine on this machine: bounded in time and size, closed when its caller leaves.

No proxies, no redirects, no TLS. A keystroke waits for this: while one answer is read, a connection
for the next request is opened, on which that is written before anything is awaited.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sansfil.adapters.engines.wire.address import loopback
from sansfil.adapters.engines.wire.request import Body, content_of, headers_of
from sansfil.adapters.engines.wire.shapes import Tree, tree_of
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import EngineError, EngineGone, unheard

if TYPE_CHECKING:
    from sansfil.adapters.engines.wire.connection import Connection

MOST_ANSWER_BYTES = 4_000_000
# llama.cpp's server closes a connection after five idle seconds (cpp-httplib's default), and one
# of its few threads waits at each.
IDLE_S = 4.0
IDLE_CONNECTIONS = 1


@dataclass(frozen=True)
class Answer:
    """A whole answer; `tree` is empty where the content is no JSON object, `wait_s` the seconds after
    which to ask again, 0 where none are named."""

    status: int
    tree: Tree
    wait_s: int = 0

    @property
    def is_ok(self) -> bool:
        return self.status == HTTPStatus.OK


class Reply:
    """An answer that is still being written: to be read inside of `Wire.answering` only."""

    def __init__(self, wire: "Wire", connection: "Connection", until: float) -> None:
        self.status = connection.status
        self.media_type, self.wait_s = connection.media_type, connection.wait_s
        self._wire, self._connection, self._until = wire, connection, until

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Raises EngineGone where the connection breaks, EngineError where the time is over."""
        while piece := await self._next():
            yield piece

    async def whole(self) -> Answer:
        """All that is still to come."""
        content = await joined(self.pieces(), self._wire.url)
        return Answer(self.status, tree_of(content), self.wait_s)

    async def _next(self) -> bytes:
        with self._wire.translating():
            async with asyncio.timeout_at(self._until):
                return await self._connection.read()


async def joined(pieces: AsyncIterator[bytes], url: str) -> bytes:
    """All of an answer from `url`; raises EngineError where it is longer than any should be."""
    content = b""
    async for piece in pieces:
        content += piece
        if len(content) > MOST_ANSWER_BYTES:
            raise EngineError(phrase("engine.garbled", url=url))
    return content


class Wire:
    """Connections to one server; an idle one is kept for a while, opened ahead if need be."""

    def __init__(self, url: str, key: str) -> None:
        """Raises EngineError for an address that is not of this machine."""
        from sansfil.adapters.engines.wire import connection  # h11 takes a while to load

        self._connections = connection
        self.url, self.key = loopback(url), key
        parts = urlsplit(self.url)
        self._host, self._port = str(parts.hostname), parts.port or 80
        self._below = parts.path
        self._headers = headers_of(self.url, key)
        self._has_answered = False
        self._idle: list[Connection] = []
        self._ahead: asyncio.Task[None] | None = None
        self._sweep: asyncio.TimerHandle | None = None

    async def close(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.wait([self._ahead])
        if self._sweep is not None:
            self._sweep.cancel()
        self._close_idle()
        # The loop lets go of their sockets in its next turn.
        await asyncio.sleep(0)

    async def asked(self, path: str, body: Body | None, until: float) -> Answer:
        """GET, or POST where there is a body; `until` is a time of the loop's clock."""
        async with self.answering(path, body, until) as reply:
            return await reply.whole()

    @contextlib.asynccontextmanager
    async def answering(
        self,
        path: str,
        body: Body | None,
        until: float,
        sent: Callable[[bytes], None] = unheard,
    ) -> AsyncGenerator[Reply]:
        """The answer once its head is there; leaving closes the connection if more is to come.

        `sent` hears the exact body, once, right before it goes out.
        """
        content = content_of(body)
        sent(content or b"")
        with self.translating():
            async with asyncio.timeout_at(until):
                connection = await self._asked(self._below + path, content)
        self._has_answered = True
        self._open_ahead()
        try:
            self._refuse_packed(connection)
            yield Reply(self, connection, until)
        finally:
            self._put_back(connection)

    @contextlib.contextmanager
    def translating(self) -> Generator[None]:
        """Failures of the wire become sentences."""
        try:
            yield
        except TimeoutError as error:
            raise EngineError(self._slow()) from error
        except OSError as error:
            raise EngineGone(phrase("engine.not_running", url=self.url)) from error
        except self._connections.NotHttp as error:
            raise EngineGone(phrase("engine.not_http", url=self.url)) from error
        except self._connections.Broken as error:
            raise EngineGone(phrase("engine.broke_off", url=self.url)) from error

    def _slow(self) -> Phrase:
        """A port that was never heard to answer is perhaps no engine's."""
        key = "engine.slow" if self._has_answered else "engine.silent"
        return phrase(key, url=self.url)

    def _refuse_packed(self, connection: "Connection") -> None:
        if connection.encoding != "identity":
            raise EngineError(phrase("engine.garbled", url=self.url))

    async def _asked(self, path: str, content: bytes | None) -> "Connection":
        while self._idle:
            # The server may close a kept connection just as it is used again: nothing of an answer
            # was seen then, and asking another one does no harm.
            kept = self._idle.pop()
            try:
                return await self._asked_on(kept, path, content)
            except self._connections.Broken:
                if kept.was_heard:
                    raise
        return await self._asked_on(await self._opened(), path, content)

    async def _asked_on(
        self, connection: "Connection", path: str, content: bytes | None
    ) -> "Connection":
        try:
            await connection.ask(path, self._headers, content)
        except BaseException:
            connection.close()
            raise
        return connection

    async def _opened(self) -> "Connection":
        return await self._connections.opened(self._host, self._port)

    def _put_back(self, connection: "Connection") -> None:
        if connection.becomes_idle():
            self._keep(connection)
        else:
            connection.close()

    def _open_ahead(self) -> None:
        if not self._idle and (self._ahead is None or self._ahead.done()):
            self._ahead = asyncio.create_task(self._opened_ahead())

    async def _opened_ahead(self) -> None:
        with contextlib.suppress(OSError):
            self._keep(await self._opened())

    def _keep(self, connection: "Connection") -> None:
        if len(self._idle) >= IDLE_CONNECTIONS:
            connection.close()
            return
        self._idle.append(connection)
        if self._sweep is not None:
            self._sweep.cancel()
        self._sweep = asyncio.get_running_loop().call_later(IDLE_S, self._close_idle)

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()
