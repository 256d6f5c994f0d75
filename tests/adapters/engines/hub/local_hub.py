"""A small model hub on this machine: the answers of the real one, and its bad days.

As the hub does (huggingface_hub, file_download.py): HEAD of a file answers with its commit, its size
and the SHA-256 of its content, and a redirect to another host, which serves ranges.
"""

import contextlib
import hashlib
import threading
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "owner/repository"


@dataclass
class LocalHub:
    """`files` are those of `REPOSITORY`; the other fields spoil its days.

    `cut_after` is where the next download breaks off, `stall_after` where it stands still until
    `released`; `refusal` is a status and the hub's word for it.
    """

    files: Mapping[str, bytes]
    url: str = ""
    cut_after: int | None = None
    stall_after: int | None = None
    released: threading.Event = field(default_factory=threading.Event)
    refusal: tuple[int, str] | None = None
    lies: Mapping[str, str] = field(default_factory=dict[str, str])
    requests: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    secrets: list[str] = field(default_factory=list[str])

    def downloads(self) -> list[str]:
        """The ranges that were asked for, empty for a whole file."""
        return [ranges for method, _, ranges in self.requests if method == "GET"]


@contextlib.contextmanager
def running_hub(hub: LocalHub) -> Generator[LocalHub]:
    handler = type("Handler", (_Handler,), {"hub": hub})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        hub.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield hub
        finally:
            hub.released.set()
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: LocalHub

    def do_HEAD(self) -> None:
        self._note()
        if self.hub.refusal is not None:
            self._refuse(*self.hub.refusal)
            return
        content = self.hub.files.get(self.path.removeprefix(f"/{REPOSITORY}/resolve/main/"))
        if content is None:
            self._refuse(404, "EntryNotFound")
            return
        digest = hashlib.sha256(content).hexdigest()
        self._head(
            302,
            {
                "X-Repo-Commit": COMMIT,
                "X-Linked-Size": str(len(content)),
                "X-Linked-Etag": f'"{digest}"',
                # Another host, as the real hub's: whatever is sent along to it is given away.
                "Location": f"{self.hub.url.replace('127.0.0.1', 'localhost')}/lfs/{digest}",
                "Content-Length": "0",
                **self.hub.lies,
            },
        )

    def do_GET(self) -> None:
        self._note()
        contents = {hashlib.sha256(each).hexdigest(): each for each in self.hub.files.values()}
        content = contents[self.path.removeprefix("/lfs/")]
        asked = self.headers.get("Range", "bytes=0-")
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        headers = {"Content-Length": str(len(content) - start), "Accept-Ranges": "bytes"}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        self._head(206 if start else 200, headers)
        with contextlib.suppress(ConnectionError):
            self._send(content, start)

    def _send(self, content: bytes, start: int) -> None:
        hub = self.hub
        if hub.stall_after is not None:
            until = hub.stall_after
            self.wfile.write(content[start:until])
            self.wfile.flush()
            hub.released.wait()
            self.wfile.write(content[until:])
        elif hub.cut_after is not None:
            self.wfile.write(content[start : hub.cut_after])
            hub.cut_after = None
            self.close_connection = True
        else:
            self.wfile.write(content[start:])

    def _refuse(self, status: int, code: str) -> None:
        self._head(status, {"X-Error-Code": code, "X-Error-Message": code, "Content-Length": "0"})

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()

    def _note(self) -> None:
        self.hub.requests.append((self.command, self.path, self.headers.get("Range", "")))
        self.hub.secrets += [
            text
            for name, text in self.headers.items()
            if name.lower() in ("authorization", "cookie") or "token" in text.lower()
        ]

    def log_message(self, format: str, *args: object) -> None: ...
