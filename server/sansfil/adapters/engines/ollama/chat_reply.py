"""An answer of Ollama's, as chats are read, and its wire's errors as ChatError."""

import asyncio
import contextlib
from collections.abc import Generator, Mapping

from sansfil.adapters.engines.wire.exchange import Reply
from sansfil.adapters.engines.wire.shapes import Tree
from sansfil.core.faults import Fault
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError
from sansfil.ports.chat import ChatError

FAULTS: Mapping[str, Fault] = {
    "engine.not_running": Fault.UNREACHABLE,
    "engine.slow": Fault.TIMEOUT,
    "engine.silent": Fault.TIMEOUT,
    "engine.broke_off": Fault.CUT,
    "engine.not_http": Fault.GARBLED,
    "engine.garbled": Fault.GARBLED,
    "engine.not_ollama": Fault.GARBLED,
    "engine.wrong_key": Fault.WRONG_KEY,
    "engine.wants_key": Fault.WRONG_KEY,
    "engine.ollama_not_found": Fault.MODEL_GONE,
    "engine.ollama_busy": Fault.BUSY,
    "engine.busy": Fault.BUSY,
    "engine.busy_for": Fault.BUSY,
}


@contextlib.contextmanager
def translating() -> Generator[None]:
    """The wire's sentences stay as they are: they name the address."""
    try:
        yield
    except ChatError:
        raise
    except EngineError as error:
        raise ChatError(error.said, FAULTS.get(error.said.key, Fault.REFUSED)) from error


class ChatReply:
    """Fits `chat.answering.Arriving`; to be read as long as its `reply` is."""

    def __init__(self, reply: Reply, url: str) -> None:
        self.status, self.media_type = reply.status, reply.media_type
        self.headers = {"retry-after": str(reply.wait_s)} if reply.wait_s else {}
        self._reply, self._url = reply, url
        self._pieces = reply.pieces()

    async def piece(self, until: float) -> bytes:
        with translating():
            try:
                async with asyncio.timeout_at(until):
                    return await anext(self._pieces, b"")
            except TimeoutError as error:
                raise EngineError(phrase("engine.slow", url=self._url)) from error

    async def whole(self, until: float) -> bytes:
        pieces: list[bytes] = []
        while piece := await self.piece(until):
            pieces.append(piece)
        return b"".join(pieces)

    async def tree(self) -> Tree:
        """What stands in a refusal."""
        with translating():
            return (await self._reply.whole()).tree
