"""A client as plain as can be: what came over the wire, chunk by chunk, and how it ended."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import h11

from tests.openrouter_sim import KEY, Simulator

DEADLINE_S = 10.0
FREE, PAID = "qwen/qwen3-coder:free", "qwen/qwen3-coder"
Tree = dict[str, Any]


@dataclass
class Got:
    """An answer; `ended` is "whole", or "reset" or "early" where the connection broke."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    chunks: list[bytes] = field(default_factory=list[bytes])
    ended: str = ""

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def tree(self) -> Tree:
        return cast("Tree", json.loads(self.body))

    @property
    def error(self) -> Tree:
        return cast("Tree", self.tree["error"])

    @property
    def events(self) -> list[Tree]:
        """Of a stream, without comments and [DONE]."""
        lines = [line for line in self.body.decode().splitlines() if line.startswith("data: {")]
        return [json.loads(line.removeprefix("data: ")) for line in lines]

    @property
    def is_done(self) -> bool:
        return self.body.endswith(b"data: [DONE]\n\n")

    @property
    def text(self) -> str:
        choices = [choice for event in self.events for choice in event["choices"]]
        return "".join(choice["delta"].get("content") or "" for choice in choices)

    @property
    def usage(self) -> Tree:
        told = [event for event in self.events if "usage" in event] or [self.tree]
        return cast("Tree", told[-1]["usage"])


def body_of(model: str = FREE, text: str = "Bonjour", **more: Any) -> Tree:
    return {"model": model, "messages": [{"role": "user", "content": text}], **more}


async def ask(
    sim: Simulator, body: Tree | bytes | None = None, path: str = "/chat/completions", **more: Any
) -> Got:
    """One request to its end; GET without a body."""
    async with asking(sim, body, path, **more) as got, asyncio.timeout(DEADLINE_S):
        while not got.ended:
            await got.read()
    return got


class Answering(Got):
    """An answer that is still coming."""

    def __init__(self, reader: asyncio.StreamReader, http: h11.Connection) -> None:
        super().__init__()
        self._reader, self._http = reader, http

    async def read(self) -> None:
        """The next thing that happens."""
        event = self._http.next_event()
        if event is h11.NEED_DATA:
            await self._feed()
        elif isinstance(event, h11.Response):
            self.status = event.status_code
            self.headers = {key.decode(): value.decode() for key, value in event.headers}
        elif isinstance(event, h11.Data):
            self.chunks.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage):
            self.ended = "whole"

    async def until(self, content: bytes) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while content not in self.body:
                await self.read()

    async def _feed(self) -> None:
        try:
            content = await self._reader.read(65_536)
        except ConnectionError:
            self.ended = "reset"
            return
        if content:
            self._http.receive_data(content)
        else:
            self.ended = "early"


@contextlib.asynccontextmanager
async def asking(
    sim: Simulator,
    body: Tree | bytes | None = None,
    path: str = "/chat/completions",
    key: str | None = KEY,
    headers: Mapping[str, str] | None = None,
) -> AsyncGenerator[Answering]:
    """Leaving hangs up."""
    port = int(sim.base_url.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    http = h11.Connection(h11.CLIENT)
    content = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
    told = {"Host": f"127.0.0.1:{port}", "Content-Length": str(len(content)), **(headers or {})}
    told |= {} if key is None else {"Authorization": f"Bearer {key}"}
    method = "GET" if body is None else "POST"
    asked = h11.Request(method=method, target=f"/api/v1{path}", headers=list(told.items()))
    writer.write(http.send(asked) or b"")
    writer.write(
        (http.send(h11.Data(data=content)) or b"") + (http.send(h11.EndOfMessage()) or b"")
    )
    try:
        yield Answering(reader, http)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
