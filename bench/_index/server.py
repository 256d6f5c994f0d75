"""A language server as an editor has it, asked by bare JSON-RPC over its pipes."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


class Server:
    """`sansfil lsp` with one folder open; to be used as a context."""

    def __init__(self, folder: Path, cache: Path, *, has_index: bool = True) -> None:
        command = [sys.executable, "-I", "-m", "sansfil", "lsp"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self._number = 0
        options = {
            "cacheDir": str(cache),
            "index": {"enabled": has_index},
            "workspaceModel": {"enabled": False},
            "local": {"engine": "off"},
        }
        self.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=folder.as_uri(),
            capabilities={},
            initializationOptions=options,
        )
        self._send({"method": "initialized", "params": {}})

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.ask("shutdown")
        self._send({"method": "exit"})
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)

    def ask(self, method: str, **parameters: Any) -> Any:
        """The whole reply: with `result`, or with `error`."""
        self._number += 1
        message = {"id": self._number, "method": method}
        self._send({**message, "params": parameters} if parameters else message)
        while (reply := self._read()).get("id") != self._number or "method" in reply:
            if "method" in reply and "id" in reply:
                self._send({"id": reply["id"], "result": None})
        return reply

    def timed_ms(self, method: str, **parameters: Any) -> float:
        start = time.perf_counter()
        self.ask(method, **parameters)
        return 1e3 * (time.perf_counter() - start)

    def index(self) -> Any:
        """The status of its index."""
        reply = self.ask("sansfil/index", action="status")
        return reply["result"]["status"] if "result" in reply else {"state": "starting"}

    def rss_mb(self) -> tuple[float, float]:
        """Of the server, and of all processes below it."""
        return _rss_mb(self.process.pid), sum(map(_rss_mb, _below(self.process.pid)))

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while (header := self.process.stdout.readline()).strip():
            if header.startswith(b"Content-Length: "):
                length = int(header.split()[1])
        return json.loads(self.process.stdout.read(length))


def _below(pid: int) -> list[int]:
    found: list[int] = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found += [child, *_below(child)]
    return found


def _rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
