"""An answer to the `openai` client, read as every other answer on the wire."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from sansfil.adapters.engines.openai_compatible.refusals import translating
from sansfil.adapters.engines.wire.exchange import Answer, Wire, joined
from sansfil.adapters.engines.wire.http import seconds
from sansfil.adapters.engines.wire.shapes import tree_of
from sansfil.ports import EngineError

if TYPE_CHECKING:
    from httpx2 import Response

# The connection serves again if the transfer ends right behind the last event.
DRAINING_S = 0.05


class ClientReply:
    """Fits `listening.Answering`; the client itself bounds neither lines nor answers."""

    def __init__(self, wire: Wire, response: "Response", until: float) -> None:
        self.status = response.status_code
        kind = response.headers.get("content-type", "")
        self.media_type = kind.partition(";")[0].strip().lower()
        self._wire, self._until = wire, until
        self._wait_s = seconds(response.headers.get("retry-after", ""))
        self._pieces = aiter(response.aiter_bytes())

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Raises EngineError."""
        while piece := await self._next():
            yield piece

    async def whole(self) -> Answer:
        """Raises EngineError."""
        content = await joined(self.pieces(), self._wire.url)
        return Answer(self.status, tree_of(content), self._wait_s)

    async def drain(self) -> None:
        """Read what is left of an answer whose last event was heard."""
        with contextlib.suppress(TimeoutError, EngineError):
            async with asyncio.timeout(DRAINING_S):
                while await self._next():
                    pass

    async def _next(self) -> bytes:
        with translating(self._wire):
            async with asyncio.timeout_at(self._until):
                return await anext(self._pieces, b"")
