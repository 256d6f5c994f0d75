"""What happens to an answer on its way from the engine to the client: nothing, a note, another text."""

import json

from bench._wire.exchange import Exchange
from bench._wire.forgery import Forgery

END_OF_EVENT = b"\n\n"
DATA = b"data: "


class Relay:
    """Passes answers on as they are."""

    def whole(self, body: bytes) -> bytes:
        """An answer that came in one piece."""
        return body

    def chunk(self, piece: bytes) -> list[bytes]:
        """What goes on to the client when this piece of an answer has come."""
        return [piece]


class NotingRelay(Relay):
    """Notes what the engine says of a generation."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._rest = b""

    def whole(self, body: bytes) -> bytes:
        if body[:1] == b"{":
            self._exchange.hear(json.loads(body))
        return body

    def chunk(self, piece: bytes) -> list[bytes]:
        for event in self._events(piece):
            self._hear(event)
        return [piece]

    def _hear(self, event: bytes) -> None:
        if event.startswith(DATA + b"{"):
            self._exchange.hear(json.loads(event.removeprefix(DATA)))

    def _events(self, piece: bytes) -> list[bytes]:
        """The server-sent events that are whole by now, with their ends."""
        *events, self._rest = (self._rest + piece).split(END_OF_EVENT)
        return [event + END_OF_EVENT for event in events]


class ForgingRelay(NotingRelay):
    """Notes a generation and gives it another text."""

    def __init__(self, exchange: Exchange, forgery: Forgery) -> None:
        super().__init__(exchange)
        self._forgery = forgery

    def whole(self, body: bytes) -> bytes:
        return super().whole(self._forgery.whole(body))

    def chunk(self, piece: bytes) -> list[bytes]:
        forged: list[bytes] = []
        for event in self._events(piece):
            is_data = event.startswith(DATA + b"{")
            forged += self._forgery.event(event) if is_data else [event]
        for event in forged:
            self._hear(event)
        return forged
