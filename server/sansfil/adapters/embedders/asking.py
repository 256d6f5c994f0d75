"""Questions to the server of an embedder: repeated where that helps, bounded in time, in plain errors."""

import json
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus

from sansfil.adapters.embedders.address import Address
from sansfil.adapters.embedders.connection import Answer, Broken, Connection
from sansfil.adapters.embedders.refusals import BROKEN, is_for_a_while, refusal
from sansfil.adapters.engines.wire.request import Headers, headers_of
from sansfil.adapters.engines.wire.shapes import Tree, tree_of
from sansfil.adapters.loopback_guard import BeyondLoopback
from sansfil.adapters.outgoing import FAILED, Outgoing
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError, EngineGone

MOST_REPEATS = 3
# Purposes, in the record of what left the machine.
EMBEDDING, MODELS = "embedding", "models"
# Before the second try; each further one waits twice as long, or as long as the server asks for.
FIRST_PAUSE_S = 0.5


class Asking:
    """One server, asked from one thread; `close` may come from another and ends what waits."""

    def __init__(
        self,
        address: Address,
        key: str,
        first_pause_s: float = FIRST_PAUSE_S,
        outgoing: Outgoing | None = None,
    ) -> None:
        """`outgoing` is told of each request that leaves the machine. Raises EngineError for a key that
        cannot stand in a header."""
        self._outgoing, self._model = None if address.is_loopback else outgoing, ""
        self.address, self._key, self._first_pause_s = address, key, first_pause_s
        self._headers = _headers(address, key)
        self._connection: Connection | None = None
        self._closed = threading.Event()

    @property
    def url(self) -> str:
        return self.address.origin + self.address.below

    def close(self) -> None:
        self._closed.set()
        if self._connection is not None:
            self._connection.close()

    def told(
        self, path: str, body: Mapping[str, object] | None, model: str, until_s: float
    ) -> Tree:
        """The JSON object that comes, until a time of the monotonic clock; raises EngineError."""
        self._model = model
        content = None if body is None else json.dumps(body).encode()
        answer = self._answer(path, content, until_s)
        if answer.status != HTTPStatus.OK:
            raise refusal(self.url, model, answer, self._key)
        return tree_of(answer.content)

    def _answer(self, path: str, content: bytes | None, until_s: float) -> Answer:
        """The last of several, where none of them was better."""
        answer = self._asked(path, content, until_s)
        for turn in range(MOST_REPEATS):
            pause_s = max(self._first_pause_s * 2**turn, answer.wait_s)
            if not is_for_a_while(answer) or not self._pauses(pause_s, until_s):
                break
            answer = self._asked(path, content, until_s)
        return answer

    def _pauses(self, pause_s: float, until_s: float) -> bool:
        """Wait before the next try; False where there is no time for one."""
        if time.monotonic() + pause_s >= until_s:
            return False
        return not self._closed.wait(pause_s)

    def _asked(self, path: str, content: bytes | None, until_s: float) -> Answer:
        if self._outgoing is None:
            return self._heard(path, content, until_s)
        purpose = MODELS if content is None else EMBEDDING
        with self._outgoing.noted(purpose, content or b"", self._model) as note:
            answer = self._heard(path, content, until_s)
            note.fault = "" if answer.status == HTTPStatus.OK else FAILED
        return answer

    def _heard(self, path: str, content: bytes | None, until_s: float) -> Answer:
        try:
            return self._asked_once(path, content, until_s)
        except Broken:
            return Answer(BROKEN, b"")
        except TimeoutError as error:
            raise EngineError(phrase("index.embedder_slow", url=self.url)) from error
        except BeyondLoopback as error:
            said = phrase("consent.private", origin=self.address.origin)
            raise EngineError(said) from error
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise EngineGone(phrase("index.embedder_silent", url=self.url, why=why)) from error

    def _asked_once(self, path: str, content: bytes | None, until_s: float) -> Answer:
        """Raises OSError, TimeoutError, Broken."""
        kept, self._connection = self._connection, None
        if kept is not None:
            try:
                return self._asked_on(kept, path, content, until_s)
            except Broken as error:
                # The server may close a kept connection just as it is used again.
                if error.was_heard:
                    raise
        return self._asked_on(Connection(self.address, until_s), path, content, until_s)

    def _asked_on(
        self, connection: Connection, path: str, content: bytes | None, until_s: float
    ) -> Answer:
        self._connection = connection
        try:
            if self._closed.is_set():
                raise Broken(was_heard=True)
            answer = connection.asked(self.address.below + path, self._headers, content, until_s)
        except BaseException:
            self._drop(connection)
            raise
        if self._closed.is_set() or not connection.becomes_idle():
            self._drop(connection)
        return answer

    def _drop(self, connection: Connection) -> None:
        self._connection = None
        connection.close()


def _headers(address: Address, key: str) -> Headers:
    try:
        return headers_of(address.origin, key)
    except EngineError as error:
        raise EngineError(phrase("index.embedder_bad_key", url=address.origin)) from error
