"""HTTP to a chat server: bounded in time and size, closed when its caller leaves, never tried twice."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sansfil.adapters.engines.chat.address import Address
from sansfil.adapters.engines.chat.complaints import Complaints, Refused
from sansfil.adapters.engines.chat.transport import (
    HEARS,
    Heard,
    Unanswered,
    client_of,
    headers_of,
    proxy_for,
)
from sansfil.adapters.engines.chat.wreckage import translating
from sansfil.adapters.engines.wire.shapes import Tree, tree_of
from sansfil.core.faults import Fault
from sansfil.core.phrases import phrase
from sansfil.ports.chat import ChatError

if TYPE_CHECKING:
    from httpx2 import Response
    from openai import AsyncOpenAI

MOST_STREAM_BYTES = 64_000_000
MOST_ANSWER_BYTES = 16_000_000
Refusal = Callable[[Complaints, Refused], ChatError]


@dataclass(frozen=True)
class Asked:
    """POST the content, or GET where there is none. `until` bounds all and `head_until` the wait for the
    first sign of an answer, both times of the loop's clock; `heard` gets the bytes that go out."""

    path: str
    until: float
    content: bytes | None = None
    head_until: float = float("inf")
    model: str = ""
    heard: Heard | None = None


class Reply:
    """An answer of status 200 that is still being written: to be read inside of `answering` only."""

    def __init__(self, response: "Response", complaints: Complaints, proxy: str) -> None:
        self.headers = headers_of(response)
        self.media_type = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        self._pieces = aiter(response.aiter_bytes())
        self._complaints, self._proxy = complaints, proxy
        self._bytes = 0

    async def piece(self, until: float, most: int = MOST_STREAM_BYTES) -> bytes:
        """The next one, empty at the end; raises ChatError."""
        with translating(self._complaints, lambda: self._proxy):
            async with asyncio.timeout_at(until):
                piece = await anext(self._pieces, b"")
        self._bytes += len(piece)
        if self._bytes > most:
            raise self._complaints.of(Fault.GARBLED)
        return piece

    async def whole(self, until: float) -> bytes:
        """All that is still to come; raises ChatError."""
        pieces: list[bytes] = []
        while piece := await self.piece(until, MOST_ANSWER_BYTES):
            pieces.append(piece)
        return b"".join(pieces)


class Exchange:
    """One server. The `openai` client is made when something is asked for the first time.

    `refusal` makes an error of an answer of another status than 200.
    """

    def __init__(
        self,
        address: Address,
        complaints: Complaints,
        refusal: Refusal,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.address, self.complaints = address, complaints
        self._refusal, self._headers = refusal, headers or {}
        self._client: AsyncOpenAI | None = None
        self._proxy = ""
        self._making = asyncio.Lock()

    async def prepare(self) -> None:
        """Load and make what is made when something is asked for the first time; sends nothing. Raises
        ChatError."""
        await self._opened()

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def told(self, path: str, until: float) -> Tree:
        """The JSON object at `path`; raises ChatError."""
        async with self.answering(Asked(path, until)) as reply:
            tree = tree_of(await reply.whole(until))
        if not tree:
            raise self.complaints.of(Fault.GARBLED)
        return tree

    @contextlib.asynccontextmanager
    async def answering(self, asked: Asked) -> AsyncGenerator[Reply]:
        """The answer once its head is there; leaving closes the connection if more is to come.

        Entering raises ChatError, also for any status but 200.
        """
        complaints = self.complaints.about(asked.model)
        with translating(complaints, lambda: self._proxy):
            async with asyncio.timeout_at(min(asked.until, asked.head_until)):
                response = await self._answered(asked, complaints)
        try:
            yield Reply(response, complaints, self._proxy)
        finally:
            await response.aclose()

    async def _answered(self, asked: Asked, complaints: Complaints) -> "Response":
        client = await self._opened()
        import httpx2  # the client has loaded it
        from openai import AsyncStream

        ask: Any = client.get
        if asked.content is not None:
            ask = functools.partial(client.post, content=asked.content)
        told = HEARS.set(asked.heard)
        try:
            streamed = {"stream": True, "stream_cls": AsyncStream[object]}
            return await ask(asked.path, cast_to=httpx2.Response, **streamed)
        except Unanswered as error:
            raise self._refusal(complaints, error.refused) from error
        finally:
            HEARS.reset(told)

    async def _opened(self) -> "AsyncOpenAI":
        key = self.complaints.key
        if not key.isascii() or not key.isprintable() or " " in key:
            raise self.complaints.of(Fault.WRONG_KEY)
        async with self._making:
            if self._client is None:
                self._proxy = proxy_for(self.address)
                self._client = await self._made(key)
        return self._client

    async def _made(self, key: str) -> "AsyncOpenAI":
        made = functools.partial(client_of, self.address, key, self._headers, self._proxy)
        try:
            return await asyncio.to_thread(made)
        except (ImportError, ValueError) as error:
            if self._proxy:
                raise self.complaints.of(Fault.PROXY) from error
            said = phrase("engine.needs_openai", name=self.complaints.name)
            raise ChatError(said, Fault.REFUSED) from error
