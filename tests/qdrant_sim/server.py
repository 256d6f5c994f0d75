"""The simulator as a server on loopback, in threads of its own."""

import contextlib
import json
import threading
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from tests.qdrant_sim.answering import answer, refused_body
from tests.qdrant_sim.world import Refused, World

HOST, DEADLINE_S = "127.0.0.1", 20.0


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    query: str
    key: str
    body: Any


@dataclass(frozen=True)
class Scripted:
    """What requests meet whose path contains `path`; no status hangs up."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    path: str = ""


@dataclass
class Simulator:
    """`key` is what requests must bring, empty for none. `requests` are those by REST."""

    key: str = ""
    world: World = field(default_factory=World)
    requests: list[Seen] = field(default_factory=list[Seen])
    url: str = ""
    grpc_port: int = 0
    scripted: list[Scripted] = field(default_factory=list[Scripted])
    may_answer: threading.Event = field(default_factory=threading.Event)

    @classmethod
    @contextlib.contextmanager
    def serving(cls, *, key: str = "", has_grpc: bool = False) -> Generator[Self]:
        """On ports that the kernel chooses; leaving hangs up on everybody."""
        sim = cls(key)
        sim.may_answer.set()
        with contextlib.ExitStack() as stack:
            sim.url = stack.enter_context(sim._rest())
            if has_grpc:
                from tests.qdrant_sim.calls import calling  # gRPC takes seconds to load

                sim.grpc_port = stack.enter_context(calling(sim.world, key))
            yield sim
            sim.may_answer.set()

    def script(
        self,
        status: int,
        body: bytes = b"",
        kind: str = "text/plain",
        *,
        path: str = "",
        times: int = 1,
    ) -> None:
        """The next requests to `path` meet this; status 0 hangs up without a word."""
        self.scripted += [Scripted(status, body, kind, path)] * times

    def hold(self) -> None:
        self.may_answer.clear()

    def release(self) -> None:
        self.may_answer.set()

    def paths(self, method: str) -> list[str]:
        return [seen.path for seen in self.requests if seen.method == method]

    @contextlib.contextmanager
    def _rest(self) -> Generator[str]:
        sim = self

        class Handler(_Handler):
            simulator = sim

        with ThreadingHTTPServer((HOST, 0), Handler) as server:
            server.daemon_threads, server.block_on_close = True, False
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            try:
                yield f"http://{HOST}:{server.server_address[1]}"
            finally:
                server.shutdown()
                thread.join(DEADLINE_S)

    def next_for(self, path: str) -> Scripted | None:
        for scripted in self.scripted:
            if scripted.path in path:
                self.scripted.remove(scripted)
                return scripted
        return None


class _Handler(BaseHTTPRequestHandler):
    simulator: Simulator
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object, **_more: object) -> None:
        """Nobody reads it."""

    def _meet(self) -> None:
        sim, parts = self.simulator, urlsplit(self.path)
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body: Any = json.loads(text or b"{}")
        key = self.headers.get("api-key") or ""
        sim.requests.append(Seen(self.command, parts.path, parts.query, key, body))
        sim.may_answer.wait(DEADLINE_S)
        scripted = sim.next_for(parts.path)
        if scripted is not None:
            self._scripted(scripted)
        elif sim.key and key != sim.key:
            self._send(
                401, b"Must provide an API key or an Authorization bearer token", "text/plain"
            )
        else:
            self._answer(parts.path, body)

    def _scripted(self, scripted: Scripted) -> None:
        if scripted.status:
            self._send(scripted.status, scripted.body, scripted.kind)
        else:
            self.close_connection = True

    def _answer(self, path: str, body: Any) -> None:
        world = self.simulator.world
        if path == "/":
            self._json(200, {"title": world.title, "version": world.version})
            return
        try:
            result = answer(world, self.command, path, body)
        except Refused as refused:
            self._send(refused.status, refused_body(refused), "application/json")
        else:
            self._json(200, {"result": result, "status": "ok", "time": 0.0001})

    def _json(self, status: int, tree: Any) -> None:
        self._send(status, json.dumps(tree).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _meet  # noqa: N815 - the library's names
