"""One HTTP/1.1 connection of a thread that waits: h11 speaks the protocol, a socket carries the bytes.

No redirects. Every wait ends at a time of the monotonic clock, however slowly the bytes come.
"""

import contextlib
import socket
import time
from collections.abc import Generator
from dataclasses import dataclass

import h11

from sansfil.adapters.embedders.address import Address
from sansfil.adapters.engines.wire.http import becomes_idle, bytes_of_request, fields_of, seconds
from sansfil.adapters.engines.wire.request import Headers

READ_BYTES = 262_144
MOST_ANSWER_BYTES = 64_000_000
CONNECTING_S = 10.0


class Broken(Exception):
    """The connection ended in the middle, or what answers speaks no HTTP; `was_heard` claims that a part
    of an answer came."""

    def __init__(self, *, was_heard: bool) -> None:
        super().__init__("broken")
        self.was_heard = was_heard


@dataclass(frozen=True)
class Answer:
    """`wait_s` is how long to wait before the next try, 0 where that is not told."""

    status: int
    content: bytes
    wait_s: int = 0


class Connection:
    """Asks one thing after another. `close` may come from any thread, and ends what waits."""

    def __init__(self, address: Address, until_s: float) -> None:
        """Raises OSError."""
        self._http = h11.Connection(h11.CLIENT)
        self._was_heard = False
        self._socket = _opened(address, until_s)

    def asked(self, path: str, headers: Headers, content: bytes | None, until_s: float) -> Answer:
        """POST the content, or GET where there is none. Raises Broken, and TimeoutError."""
        self._was_heard = False
        with self._breaking():
            self._send(path, headers, content, until_s)
            head = self._head(until_s)
            body = self._body(until_s)
        return Answer(head.status_code, body, seconds(fields_of(head).get(b"retry-after", "")))

    def becomes_idle(self) -> bool:
        """Whether another thing may be asked."""
        return becomes_idle(self._http)

    def close(self) -> None:
        # Another thread may wait for this socket: it hears of this end, and not of `close` alone.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _send(self, path: str, headers: Headers, content: bytes | None, until_s: float) -> None:
        request = bytes_of_request(self._http, path, headers, content)
        self._socket.settimeout(_left(until_s))
        self._socket.sendall(request)

    def _head(self, until_s: float) -> h11.Response:
        event = self._event(until_s)
        while isinstance(event, h11.InformationalResponse):
            event = self._event(until_s)
        if not isinstance(event, h11.Response):
            raise Broken(was_heard=self._was_heard)
        return event

    def _body(self, until_s: float) -> bytes:
        pieces, size = list[bytes](), 0
        while isinstance(event := self._event(until_s), h11.Data):
            pieces.append(bytes(event.data))
            size += len(event.data)
            if size > MOST_ANSWER_BYTES:
                raise Broken(was_heard=True)
        return b"".join(pieces)

    def _event(self, until_s: float) -> h11.Event:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            self._socket.settimeout(_left(until_s))
            piece = self._socket.recv(READ_BYTES)
            self._was_heard = self._was_heard or bool(piece)
            self._http.receive_data(piece)
        if not isinstance(event, h11.Event):
            raise Broken(was_heard=self._was_heard)
        return event

    @contextlib.contextmanager
    def _breaking(self) -> Generator[None]:
        try:
            yield
        except TimeoutError:
            raise
        except (OSError, h11.ProtocolError) as error:
            raise Broken(was_heard=self._was_heard) from error


def _opened(address: Address, until_s: float) -> socket.socket:
    patience_s = min(CONNECTING_S, _left(until_s))
    plain = socket.create_connection((address.host, address.port), patience_s)
    if not address.is_encrypted:
        return plain
    import ssl  # takes a while to load, and most embedders are on this machine

    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=address.host)
    except BaseException:
        plain.close()
        raise


def _left(until_s: float) -> float:
    """Raises TimeoutError where none is left."""
    left_s = until_s - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    return left_s
