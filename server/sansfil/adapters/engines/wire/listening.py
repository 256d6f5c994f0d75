"""One streamed generation on the wire, from the head of its answer to the events of `ports.Engine`."""

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from sansfil.adapters.engines.wire.exchange import Answer
from sansfil.adapters.engines.wire.lines import LineTooLong
from sansfil.adapters.engines.wire.shapes import Tree, tree_of
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, Finished, Odds, Usage

Event = str | Odds | Usage | Finished


class Garbled(ValueError):
    """A message that no such server writes."""


class Frames(Protocol):
    """Takes messages out of bytes."""

    def feed(self, piece: bytes) -> list[bytes]:
        """Raises LineTooLong."""
        ...


class Reading(Protocol):
    """One per generation: makes events of its messages."""

    @property
    def finished(self) -> Finished | None:
        """The last event, once it is known."""
        ...

    def take(self, message: Tree) -> Iterator[str | Odds | Usage]:
        """What this message lets through; raises Garbled."""
        ...

    def over(self) -> None:
        """Nothing more comes: what is known by now must do."""
        ...


class Answering(Protocol):
    """An answer that is still being written; `exchange.Reply` is one."""

    status: int
    media_type: str

    def pieces(self) -> AsyncGenerator[bytes]:
        """Raises EngineError."""
        ...

    async def whole(self) -> Answer:
        """Raises EngineError."""
        ...


@dataclass(frozen=True)
class Dialect:
    """How a server streams: in answers of `media_type`, framed by `frames`.

    Every message has its text in the field `text`, and the last one says so in the field `last`.
    """

    media_type: str
    frames: Callable[[], Frames]
    text: str
    last: str


class Listener:
    """Reads the generations of one server.

    `refusal` makes an error of an answer without text, `check` raises where a message may not be used.
    """

    def __init__(
        self,
        url: str,
        dialect: Dialect,
        refusal: Callable[[Answer], EngineError],
        check: Callable[[Tree], None],
    ) -> None:
        self._url, self._dialect = url, dialect
        self._refusal, self._check = refusal, check

    async def events(self, reply: Answering, reading: Reading) -> AsyncGenerator[Event]:
        """Up to the last one, which is `Finished`; raises EngineError."""
        async with contextlib.aclosing(self._messages(reply)) as messages:
            async for message in messages:
                if message.get("error"):
                    raise self._refusal(Answer(HTTPStatus.OK, message))
                self._check(message)
                for event in self._taken(reading, message):
                    yield event
                if reading.finished is not None:
                    yield reading.finished
                    return
        reading.over()
        if reading.finished is None:
            raise EngineError(phrase("engine.broke_off", url=self._url))
        yield reading.finished

    async def _messages(self, reply: Answering) -> AsyncGenerator[Tree]:
        if reply.status != HTTPStatus.OK:
            raise self._refusal(await reply.whole())
        if reply.media_type != self._dialect.media_type:
            yield self._only_message(await reply.whole())
            return
        frames = self._dialect.frames()
        async with contextlib.aclosing(reply.pieces()) as pieces:
            async for piece in pieces:
                for content in self._framed(frames, piece):
                    yield tree_of(content)

    def _only_message(self, answer: Answer) -> Tree:
        """What a server says that does not stream: all at once, an error, or something else."""
        if self._dialect.text not in answer.tree:
            raise self._refusal(answer)
        return {**answer.tree, self._dialect.last: True}

    def _framed(self, frames: Frames, piece: bytes) -> Iterator[bytes]:
        try:
            yield from frames.feed(piece)
        except LineTooLong as error:
            raise self.garbled() from error

    def _taken(self, reading: Reading, message: Tree) -> Iterator[str | Odds | Usage]:
        try:
            yield from reading.take(message)
        except Garbled as error:
            raise self.garbled() from error

    def garbled(self) -> EngineError:
        return EngineError(phrase("engine.garbled", url=self._url))
