"""The real server as a child process, spoken to over stdio as an editor does."""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-I", "-m", "sansfil", "lsp")
ANSWER_LIMIT_S = 60.0
END_LIMIT_S = 10.0
LARGEST_LINE = 1 << 24
CAPABILITIES: Mapping[str, Any] = {
    "textDocument": {"inlineCompletion": {}},
    "general": {"positionEncodings": ["utf-16"]},
    "experimental": {"sansfil": {"suggestionReady": True}},
}


@dataclass
class Request:
    """What was asked; times by `time.perf_counter`, `heard_at` 0 until the answer is there."""

    number: int
    sent_at: float
    answer: asyncio.Future[Any]
    heard_at: float = 0.0


@dataclass
class Server:
    """One session; `hears` maps notifications to what is done with their parameters."""

    child: asyncio.subprocess.Process
    hears: dict[str, Callable[[Any], None]] = field(
        default_factory=dict[str, Callable[[Any], None]]
    )
    _open: dict[int, Request] = field(default_factory=dict[int, Request])
    _number: int = 0

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Request:
        self._number += 1
        answer = asyncio.get_running_loop().create_future()
        request = Request(self._number, 0.0, answer)
        self._open[self._number] = request
        message = {"id": self._number, "method": method, "params": params}
        request.sent_at = time.perf_counter()
        self._send(message)
        return request

    async def answered(self, request: Request) -> Any:
        """The result, None for an error; raises TimeoutError."""
        async with asyncio.timeout(ANSWER_LIMIT_S):
            return await asyncio.shield(request.answer)

    def cancel(self, request: Request) -> None:
        self.notify("$/cancelRequest", {"id": request.number})

    async def listen(self) -> None:
        """Reads what the server says until it has nothing more to say."""
        output = self.child.stdout
        assert output is not None
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                head = await output.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split()[0])
                self._take(json.loads(await output.readexactly(length)))

    def _take(self, message: Any) -> None:
        method, number = message.get("method"), message.get("id")
        if method is None:
            self._settle(number, message.get("result"))
        elif number is not None:
            self._send({"id": number, "result": None})
        elif method in self.hears:
            self.hears[method](message["params"])

    def _settle(self, number: int, result: Any) -> None:
        request = self._open.pop(number)
        request.heard_at = time.perf_counter()
        if not request.answer.done():
            request.answer.set_result(result)

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self.child.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        self.child.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)


@contextlib.asynccontextmanager
async def running_server(
    root: Path,
    settings: Mapping[str, Any],
    command: Sequence[str] = COMMAND,
    capabilities: Mapping[str, Any] = CAPABILITIES,
) -> AsyncGenerator[Server]:
    """The server on the folder `root`, with nothing of the user's own configuration."""
    home = root.parent / "home"
    home.mkdir(exist_ok=True)
    variables = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, env=variables, limit=LARGEST_LINE
    )
    server = Server(child)
    listening = asyncio.create_task(server.listen())
    try:
        await _begin(server, root, settings, capabilities)
        yield server
    finally:
        await _end(server)
        listening.cancel()


async def _begin(
    server: Server, root: Path, settings: Mapping[str, Any], capabilities: Mapping[str, Any]
) -> None:
    options = {"cacheDir": str(root.parent / "cache"), **settings}
    folder = {"uri": root.as_uri(), "name": root.name}
    params = {
        "processId": os.getpid(), "rootUri": root.as_uri(), "workspaceFolders": [folder],
        "capabilities": capabilities, "initializationOptions": options,
    }  # fmt: skip
    await server.answered(server.ask("initialize", params))
    server.notify("initialized", {})


async def _end(server: Server) -> None:
    try:
        async with asyncio.timeout(END_LIMIT_S):
            await server.answered(server.ask("shutdown", None))
            server.notify("exit", None)
            await server.child.wait()
    except (TimeoutError, ConnectionError):
        with contextlib.suppress(ProcessLookupError):
            server.child.kill()
        await server.child.wait()
