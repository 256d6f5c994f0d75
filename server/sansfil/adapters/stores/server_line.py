"""Asking a Qdrant server through its client library: deadlines, repetitions, gRPC where it answers."""

import contextlib
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sansfil.adapters.stores.server_faults import fault_of, is_passing
from sansfil.adapters.stores.server_place import ServerPlace
from sansfil.adapters.stores.server_record import recorded
from sansfil.core.phrases import phrase
from sansfil.ports.activity import Record, unrecorded
from sansfil.ports.index import StoreFailed, StoreUnreachable

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

Answer = TypeVar("Answer")
Call = Callable[["QdrantClient"], Answer]
# Sparse vectors with an idf, and one endpoint for all queries, came with this version.
OLDEST = (1, 10)


@dataclass(frozen=True)
class LineKnobs:
    """Deadlines in seconds: of a connection, of a search, of a write, and of making or dropping a
    collection on a cluster. What may be repeated is, after each of `pauses_s`, within its deadline. `record`
    hears of each request that leaves the machine."""

    connect_s: float = 3.0
    read_s: float = 3.0
    write_s: float = 20.0
    make_s: float = 60.0
    pauses_s: tuple[float, ...] = (0.1, 0.4)
    pause: Callable[[float], None] = time.sleep
    record: Record = unrecorded


class ServerLine:
    """The way to one server. Everything raises StoreFailed or StoreUnreachable.

    Each call is made in a thread of its own and left there when its deadline has passed: names are
    looked up, and bytes trickle in, without any deadline of the client library.
    """

    def __init__(self, place: ServerPlace, knobs: LineKnobs | None = None) -> None:
        self.place, self.knobs = place, knobs or LineKnobs()
        self._client: QdrantClient | None = None
        self.is_grpc = False

    def ask(self, deadline_s: float, call: "Call[Answer]") -> Answer:
        """`call` may be repeated: it leaves the server in the same state as once. Loading the client
        library and connecting have deadlines of their own."""
        self._client = self._client or self._connected()
        ends = time.monotonic() + deadline_s
        for pause_s in self.knobs.pauses_s:
            try:
                return self._tried(ends, call)
            except StoreUnreachable as error:
                passes = isinstance(error.__cause__, Exception) and is_passing(error.__cause__)
                if not passes or time.monotonic() + pause_s >= ends:
                    raise
                self.knobs.pause(pause_s)
        return self._tried(ends, call)

    def read(self, call: "Call[Answer]") -> Answer:
        return self.ask(self.knobs.read_s, call)

    def write(self, call: "Call[Answer]") -> Answer:
        return self.ask(self.knobs.write_s, call)

    def make(self, call: "Call[Answer]") -> Answer:
        return self.ask(self.knobs.make_s, call)

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.close()

    def _tried(self, ends: float, call: "Call[Answer]") -> Answer:
        client = self._client or self._connected()
        self._client = client
        with self._told():
            return _within(ends - time.monotonic(), lambda: call(client))

    def _connected(self) -> "QdrantClient":
        """By gRPC if that answers; the first to answer says its version."""
        if not self.place.is_readable:
            raise StoreFailed(phrase("index.server_url"))
        if not self.place.is_key_sendable:
            raise StoreFailed(phrase("index.server_key_garbled"))
        if self.place.grpc_port:
            with contextlib.suppress(StoreUnreachable):
                self.is_grpc = True
                return self._welcomed(is_grpc=True)
        self.is_grpc = False
        return self._welcomed(is_grpc=False)

    def _welcomed(self, *, is_grpc: bool) -> "QdrantClient":
        with self._told():
            client = recorded(self._made(is_grpc), self.place, self.knobs.record)
        try:
            with self._told():
                info = _within(self.knobs.connect_s, client.info)
            if not _is_new_enough(info.title, info.version):
                raise StoreUnreachable(phrase("index.server_version", url=self.place.origin))
        except BaseException:
            client.close()
            raise
        return client

    def _made(self, is_grpc: bool) -> "QdrantClient":  # noqa: FBT001 - handed through
        try:
            from qdrant_client import QdrantClient
        except ImportError as error:
            raise StoreFailed(phrase("index.client_missing")) from error
        key, may_be_tunnelled = self.place.key, self.place.may_be_tunnelled
        return QdrantClient(
            url=self.place.url,
            port=6333,
            grpc_port=self.place.grpc_port or 6334,
            prefer_grpc=is_grpc,
            # As `api_key` it would warn of plain HTTP, and of each client anew.
            headers={"api-key": key} if key else None,
            timeout=max(1, round(self.knobs.write_s)),
            check_compatibility=False,
            # Both libraries take proxies from the environment, for addresses of this machine too.
            trust_env=may_be_tunnelled,
            grpc_options={"grpc.enable_http_proxy": int(may_be_tunnelled)},
        )

    @contextlib.contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except StoreFailed:
            raise
        except TimeoutError as error:
            # The call that is left behind keeps the connection; the next one gets another.
            self.close()
            raise fault_of(error, self.place.origin) from error
        except Exception as error:
            raise fault_of(error, self.place.origin) from error


def _within(deadline_s: float, call: Callable[[], Answer]) -> Answer:
    """What `call` returns; raises what it raises, and TimeoutError past the deadline."""
    answer = Future[Any]()

    def run() -> None:
        try:
            answer.set_result(call())
        except BaseException as error:  # handed to who waits
            answer.set_exception(error)

    threading.Thread(target=run, name="qdrant call", daemon=True).start()
    return answer.result(max(0.0, deadline_s))


def _is_new_enough(title: str, version: str) -> bool:
    """A server says `qdrant - vector search engine`, and `1.17.1` or so."""
    numbers = [int(part) for part in version.split(".")[:2] if part.isdecimal()]
    return "qdrant" in title.lower() and len(numbers) == 2 and tuple(numbers) >= OLDEST
