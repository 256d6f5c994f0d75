"""A package index on this machine with tiny wheels of our own, and a lock file for them."""

import base64
import contextlib
import hashlib
import threading
import zipfile
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

ANYWHERE = "py3-none-any"
ELSEWHERE = "cp39-cp39-win32"


def wheel(name: str, version: str, tag: str) -> bytes:
    """A package of one module that says its version (packaging.python.org, binary distributions)."""
    folder = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{folder}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    record = "".join(f"{path},{_record_hash(text)},{len(text)}\n" for path, text in files.items())
    files[f"{folder}/RECORD"] = record + f"{folder}/RECORD,,\n"
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return content.getvalue()


@dataclass
class LocalIndex:
    """`wheels` by file name; `stalls` until `released` where a file is asked for."""

    wheels: Mapping[str, bytes]
    url: str = ""
    stalls: bool = False
    asked: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def lock(self) -> str:
        """As `uv export` writes it."""
        return "".join(
            f"{file.split('-')[0].replace('_', '-')}=={file.split('-')[1]} \\\n"
            f"    --hash=sha256:{hashlib.sha256(content).hexdigest()}\n"
            for file, content in self.wheels.items()
        )


def wheels_of(packages: Mapping[str, str], version: str = "1.0") -> Mapping[str, bytes]:
    """Wheels by file name, for packages with their tags."""
    return {
        f"{name}-{version}-{tag}.whl": wheel(name, version, tag) for name, tag in packages.items()
    }


@contextlib.contextmanager
def running_index(index: LocalIndex) -> Generator[LocalIndex]:
    handler = type("Handler", (_Handler,), {"index": index})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        index.url = f"http://127.0.0.1:{server.server_address[1]}/simple"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield index
        finally:
            index.released.set()
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    """The simple repository API (packaging.python.org)."""

    index: LocalIndex

    def do_GET(self) -> None:
        _, place, name = self.path.rstrip("/").split("/")
        if place == "simple":
            self._answer("text/html", self._page(name).encode())
            return
        self.index.asked.set()
        if self.index.stalls:
            self.index.released.wait()
        self._answer("application/octet-stream", self.index.wheels[name])

    def _page(self, name: str) -> str:
        files: Sequence[str] = [
            file for file in self.index.wheels if file.split("-")[0] == name.replace("-", "_")
        ]
        return "".join(f'<a href="/files/{file}">{file}</a>\n' for file in files)

    def _answer(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None: ...


def _record_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")
