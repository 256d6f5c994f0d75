"""A server that speaks as llama.cpp's does, and fails on demand as the genuine one will not.

    async with wire_server() as server:
        server.next("/completion", pieces("def ", "f"), hang)      # the next two requests
        ... connect to server.url ...

A request for which nothing is scripted is answered properly: it is read into its slot, of which
`cache_n` tells how much was there already, and answered with `server.text`.
"""

import asyncio
import contextlib
import json
import re
import socket
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

DEADLINE_S = 10.0
# Special tokens, words with the space before them, single other characters.
TOKEN = re.compile(r"<\|[a-z_]+\|>|[ ]?\w+|\s+|.", re.DOTALL)
CHUNKED = "text/event-stream\r\nTransfer-Encoding: chunked"
PROPS: Mapping[str, Any] = {
    "default_generation_settings": {"n_ctx": 4096},
    "total_slots": 2,
    "model_alias": "qwen2.5-coder-0.5b",
    "model_path": "/models/qwen2.5-coder-0.5b-q8_0.gguf",
    "build_info": "b9999-wire",
}


@dataclass(frozen=True)
class Request:
    """What was asked; `body` is empty for GET, `content` what it stood for on the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    content: bytes = b""


class Line:
    """One connection, from the server's side."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def request(self) -> Request | None:
        """The next one, or None where the client has hung up."""
        try:
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        first, *lines = head.strip().split("\r\n")
        headers = {key.lower(): value for key, _, value in (line.partition(": ") for line in lines)}
        content = await self._reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = first.split(" ")
        return Request(method, path, headers, json.loads(content) if content else {}, content)

    async def send(self, content: bytes) -> None:
        self._writer.write(content)
        await self._writer.drain()

    async def head(self, status: int, media_type: str, *more: str) -> None:
        lines = [f"HTTP/1.1 {status} So", f"Content-Type: {media_type}", *more, "", ""]
        await self.send("\r\n".join(lines).encode("latin-1"))

    async def whole(
        self, content: bytes, status: int = 200, media_type: str = "application/json", *more: str
    ) -> None:
        await self.head(status, media_type, f"Content-Length: {len(content)}", *more)
        await self.send(content)

    async def chunk(self, content: bytes) -> None:
        """One chunk of a chunked answer; an empty one ends it."""
        await self.send(b"%x\r\n%s\r\n" % (len(content), content))

    async def event(self, message: Mapping[str, Any]) -> None:
        await self.chunk(b"data: " + json.dumps(message).encode() + b"\n\n")

    async def until_client_leaves(self) -> None:
        with contextlib.suppress(ConnectionError):
            while await self._reader.read(65_536):
                pass

    def reset(self) -> None:
        """End the connection as a dying process does."""
        self._writer.transport.abort()

    def close(self) -> None:
        self._writer.close()


Behaviour = Callable[["WireServer", Request, Line], Awaitable[None]]


@dataclass
class WireServer:
    """What it says of itself and remembers; all of it may be changed between two requests."""

    url: str = ""
    key: str = ""
    text: str = "return total"
    manner: Behaviour | None = None
    """How it answers where nothing is scripted; as llama.cpp does if there is none."""
    tells_odds: bool = True
    props: dict[str, Any] = field(default_factory=lambda: dict(PROPS))
    requests: list[Request] = field(default_factory=list[Request])
    open_lines: set[Line] = field(default_factory=set[Line])
    abandoned: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client leaves in the middle of an answer."""
    _slots: dict[int, Sequence[str]] = field(default_factory=dict[int, Sequence[str]])
    _scripts: defaultdict[str, deque[Behaviour]] = field(default_factory=lambda: defaultdict(deque))

    def next(self, path: str, *behaviours: Behaviour) -> None:
        """What happens to the next requests for `path`, one after another."""
        self._scripts[path].extend(behaviours)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = Line(reader, writer)
        self.open_lines.add(line)
        try:
            while request := await line.request():
                self.requests.append(request)
                script = self._scripts[request.path]
                behave = script.popleft() if script else self.manner or properly
                await behave(self, request, line)
        except ConnectionError:
            self.abandoned.set()
        finally:
            self.open_lines.discard(line)
            line.close()

    def read(self, slot: int, prompt: str) -> tuple[int, int]:
        """Take the prompt into the slot: how many tokens were there already, and how many not."""
        tokens, known = TOKEN.findall(prompt), self._slots.get(slot, ())
        pairs = zip(tokens, known, strict=False)
        common = next((at for at, (new, old) in enumerate(pairs) if new != old), None)
        reused = min(len(tokens), len(known)) if common is None else common
        reused = min(reused, len(tokens) - 1)
        self._slots[slot] = tokens
        return reused, len(tokens) - reused


@contextlib.asynccontextmanager
async def wire_server(
    manner: "Behaviour | None" = None, address: str = "127.0.0.1"
) -> AsyncGenerator[WireServer]:
    """On a port that the kernel chooses; leaving hangs up on everybody."""
    server = WireServer(manner=manner)
    listening = await asyncio.start_server(server.serve, address, 0)
    host = f"[{address}]" if ":" in address else address
    server.url = f"http://{host}:{listening.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listening.close()
        for line in list(server.open_lines):
            line.reset()
        async with asyncio.timeout(DEADLINE_S):
            await listening.wait_closed()
            while server.open_lines:
                await asyncio.sleep(0)


def has_ipv6() -> bool:
    """Whether this machine talks to itself so."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


# What it does properly


async def properly(server: WireServer, request: Request, line: Line) -> None:
    """As llama.cpp does (ggml-org/llama.cpp, tools/server/README.md)."""
    if server.key and request.headers.get("authorization") != f"Bearer {server.key}":
        await refuse(401, "Invalid API Key", "authentication_error")(server, request, line)
    elif request.path == "/completion":
        await _complete(server, request, line)
    elif request.path == "/v1/completions":
        await _complete_as_openai(server, request, line)
    else:
        answer = _answers(server, request).get(request.path)
        status, told = (404, _error(404, "File Not Found", "not_found_error"))
        await line.whole(
            json.dumps(told if answer is None else answer).encode(), 200 if answer else status
        )


def _answers(server: WireServer, request: Request) -> Mapping[str, Mapping[str, Any]]:
    content = str(request.body.get("content", ""))
    return {
        "/health": {"status": "ok"},
        "/props": server.props,
        "/v1/models": {"data": [{"meta": {"n_params": 494_032_768, "n_vocab": 151_936}}]},
        "/tokenize": {"tokens": list(range(len(TOKEN.findall(content))))},
    }


async def _complete(server: WireServer, request: Request, line: Line) -> None:
    asked = request.body
    tokens, context = len(TOKEN.findall(asked["prompt"])), context_of(server)
    if tokens >= context:
        await too_long(tokens, context)(server, request, line)
        return
    reused, fresh = server.read(asked["id_slot"], asked["prompt"])
    written = TOKEN.findall(server.text)[: asked["n_predict"]]
    await line.head(200, CHUNKED)
    if asked.get("return_progress"):
        progress = {"total": tokens, "cache": reused, "processed": tokens, "time_ms": 1}
        await line.event({**message(""), "prompt_progress": progress})
    for token in written:
        await line.event({**message(token), **_odds(server, asked, token)})
    timings = {"cache_n": reused, "prompt_n": fresh, "predicted_n": len(written)}
    await line.event(last(server, timings=timings))
    await line.chunk(b"")


async def _complete_as_openai(server: WireServer, request: Request, line: Line) -> None:
    """Signed with its own model, whatever was asked for, and with its build."""
    signed = {"model": server.props["model_alias"], "system_fingerprint": "b9999-wire"}
    await line.head(200, CHUNKED)
    for token in TOKEN.findall(server.text)[: request.body["max_tokens"]]:
        choice = {"text": token, "index": 0, "logprobs": None, "finish_reason": None}
        await line.event({"object": "text_completion", "choices": [choice], **signed})
    last = {"text": "", "index": 0, "logprobs": None, "finish_reason": "stop"}
    await line.event({"object": "text_completion", "choices": [last], **signed})
    await line.chunk(b"data: [DONE]\n\n")
    await line.chunk(b"")


def _odds(server: WireServer, asked: Mapping[str, Any], token: str) -> Mapping[str, Any]:
    if not asked.get("n_probs") or not server.tells_odds:
        return {}
    told = {"id": 1, "token": token, "bytes": list(token.encode()), "logprob": logprob_of(token)}
    return {"completion_probabilities": [{**told, "top_logprobs": [told]}]}


def logprob_of(token: str) -> float:
    """As sure as it is long: a power of two, which no way of writing changes."""
    return -1 / 2 ** min(len(token), 16)


def context_of(server: WireServer) -> int:
    return server.props["default_generation_settings"]["n_ctx"]


def message(content: str) -> Mapping[str, Any]:
    return {"index": 0, "content": content, "tokens": [1], "stop": False, "id_slot": -1}


def last(server: WireServer, **more: object) -> Mapping[str, Any]:
    return {
        **message(""),
        "stop": True,
        "stop_type": "eos",
        "model": server.props["model_alias"],
        "timings": {"cache_n": 0, "prompt_n": 1, "predicted_n": 1},
        **more,
    }


def _error(status: int, text: str, kind: str, **more: object) -> Mapping[str, Any]:
    return {"error": {"code": status, "message": text, "type": kind, **more}}


# What it does on demand


def refuse(status: int, text: str, kind: str = "server_error", **more: object) -> Behaviour:
    """An error in llama.cpp's own words."""
    return say(json.dumps(_error(status, text, kind, **more)).encode(), status)


def too_long(tokens: int, context: int) -> Behaviour:
    text = f"request ({tokens} tokens) exceeds the available context size ({context} tokens)"
    kind = "exceed_context_size_error"
    return refuse(400, text, kind, n_prompt_tokens=tokens, n_ctx=context)


def say(content: bytes, status: int = 200, media_type: str = "application/json") -> Behaviour:
    async def behave(_server: WireServer, _request: Request, line: Line) -> None:
        await line.whole(content, status, media_type)

    return behave


loading = refuse(503, "Loading model", "unavailable_error")


def redirect(to: str) -> Behaviour:
    async def behave(_server: WireServer, _request: Request, line: Line) -> None:
        await line.whole(b"", 307, "text/html", f"Location: {to}")

    return behave


async def hang(server: WireServer, _request: Request, line: Line) -> None:
    """Not a byte, until the client has had enough."""
    await line.until_client_leaves()
    server.abandoned.set()


async def hang_up(_server: WireServer, _request: Request, line: Line) -> None:
    """Close without a word, as a server does with a connection that it has kept for long enough."""
    line.close()


async def die(_server: WireServer, _request: Request, line: Line) -> None:
    line.reset()


def stream(chunks: Iterable[bytes], then: Behaviour | None = None) -> Behaviour:
    """These chunks of an event stream, then whatever `then` does, or a proper end of the stream."""

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        await line.head(200, CHUNKED)
        for chunk in chunks:
            await line.chunk(chunk)
        if then is None:
            await line.chunk(b"")
        else:
            await then(server, request, line)

    return behave


def pieces(*contents: str, then: Behaviour | None = None) -> Behaviour:
    """Text in these pieces, then a proper last message, or whatever `then` does."""

    async def behave(server: WireServer, request: Request, line: Line) -> None:
        events = [b"data: %s\n\n" % json.dumps(message(text)).encode() for text in contents]
        end = b"data: %s\n\n" % json.dumps(last(server)).encode()
        await stream([*events, end] if then is None else events, then)(server, request, line)

    return behave


def endlessly(content: str) -> Behaviour:
    """The same piece for ever, whatever was asked."""

    async def behave(_server: WireServer, _request: Request, line: Line) -> None:
        await line.head(200, CHUNKED)
        while True:
            await line.event(message(content))
            await asyncio.sleep(0)

    return behave
