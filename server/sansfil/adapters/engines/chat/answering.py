"""One answer on the wire, from the head of the reply to the events of `ports.chat`."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sansfil.adapters.engines.chat.complaints import Complaints, Refused
from sansfil.adapters.engines.chat.reading import Reading
from sansfil.adapters.engines.wire.event_stream import EventStream
from sansfil.adapters.engines.wire.lines import LineTooLong
from sansfil.adapters.engines.wire.listening import Frames, Garbled
from sansfil.adapters.engines.wire.shapes import Tree, as_list, as_tree, tree_of
from sansfil.core.faults import Fault
from sansfil.ports.chat import Began, ChatError, ChatEvent, ChatRequest

DONE, LAST = b"[DONE]", {"done": True}
OK = 200
# Behind the end only the costs may come, for which nobody waits long.
LINGERING_S = 2.0
DRAINING_S = 0.05
# Comments keep a connection alive, but a server that says nothing else for so many silences is stuck.
SILENCES_OF_COMMENTS = 4


class Arriving(Protocol):
    """An answer that is still being written; `exchange.Reply` is one."""

    @property
    def media_type(self) -> str: ...

    async def piece(self, until: float) -> bytes: ...

    async def whole(self, until: float) -> bytes: ...


def _as_it_is(message: Tree) -> Tree:
    return message


@dataclass(frozen=True)
class Dialect:
    """How a server streams: in answers of `media_type`, framed by `frames`; `read` makes of its messages
    those of OpenAI, of which the last one may say `done`."""

    media_type: str = "text/event-stream"
    frames: Callable[[], Frames] = EventStream
    read: Callable[[Tree], Tree] = _as_it_is


OPENAI = Dialect()


class Answer:
    """Reads one reply. `refusal` makes an error of a message that is none."""

    def __init__(
        self,
        request: ChatRequest,
        reading: Reading,
        complaints: Complaints,
        refusal: Callable[[Complaints, Refused], ChatError],
        dialect: Dialect = OPENAI,
    ) -> None:
        self._dialect = dialect
        self._request, self._reading = request, reading
        self._complaints, self._refusal = complaints, refusal

    async def events(self, reply: Arriving, until: float) -> AsyncGenerator[ChatEvent]:
        """Up to the last one, which is `Answered`; raises ChatError."""
        reading = self._reading
        yield Began(reading.generation)
        try:
            async with contextlib.aclosing(self._messages(reply, until)) as messages:
                async for message in messages:
                    for event in self._taken(message):
                        yield event
                    if reading.has_stopped:
                        break
            if reading.end is None:
                raise self._complaints.of(Fault.CUT)
        except ChatError as error:
            raise reading.noted(error) from error.__cause__
        for event in reading.rest():
            yield event
        yield reading.answered()

    def _taken(self, message: Tree) -> Iterator[ChatEvent]:
        told = _error_in(message)
        if told:
            raise self._refusal(self._complaints, Refused(OK, {**message, **told}))
        try:
            yield from self._reading.take(message)
        except Garbled as error:
            raise self._complaints.of(Fault.GARBLED) from error
        if self._reading.failed:
            raise self._complaints.of(Fault.PROVIDER)

    async def _messages(self, reply: Arriving, until: float) -> AsyncGenerator[Tree]:
        read = self._dialect.read
        if reply.media_type != self._dialect.media_type:
            yield read(self._only_message(await reply.whole(until)))
            return
        frames, silence_s = self._dialect.frames(), self._request.silence_ms / 1000
        heard = _now()
        while piece := await self._piece(reply, until, heard, silence_s):
            for content in self._framed(frames, piece):
                heard = _now()
                message = LAST if content.strip() == DONE else read(tree_of(content))
                if message is not LAST:
                    yield message
                if message.get("done") is True:
                    await self._drained(reply)
                    return

    def _only_message(self, content: bytes) -> Tree:
        if ended_early(content):
            raise self._complaints.of(Fault.CUT)
        return tree_of(content)

    async def _piece(self, reply: Arriving, until: float, heard: float, silence_s: float) -> bytes:
        """The next bytes, empty at the end; behind the end of the answer nothing can fail any more."""
        now = _now()
        if self._reading.end is None:
            patience = min(now + silence_s, heard + SILENCES_OF_COMMENTS * silence_s)
            return await reply.piece(min(until, patience))
        try:
            return await reply.piece(min(until, heard + LINGERING_S))
        except ChatError:
            return b""

    async def _drained(self, reply: Arriving) -> None:
        """The connection serves again if the transfer ends right behind the last event."""
        with contextlib.suppress(ChatError):
            while await reply.piece(_now() + DRAINING_S):
                pass

    def _framed(self, frames: Frames, piece: bytes) -> Iterator[bytes]:
        try:
            yield from frames.feed(piece)
        except LineTooLong as error:
            raise self._complaints.of(Fault.GARBLED) from error


def ended_early(content: bytes) -> bool:
    """Whether it is the beginning of a JSON object, or nothing but the white space before one."""
    begun = content.strip()
    try:
        json.loads(begun)
    except json.JSONDecodeError as error:
        is_at_end = error.pos >= len(error.doc) or error.msg.startswith("Unterminated")
        return is_at_end and (not begun or begun.startswith(b"{"))
    except (ValueError, RecursionError):
        return False
    return False


def _error_in(message: Tree) -> Tree:
    """The error of a message, at its top or in its choice (OpenRouter, "Errors and debugging")."""
    if message.get("error"):
        return {"error": message["error"]}
    choices = as_list(message.get("choices"))
    told = as_tree(choices[0]).get("error") if choices else None
    return {"error": told} if told else {}


def _now() -> float:
    return asyncio.get_running_loop().time()
