"""What tests of the cloud share: commands against the simulator, and what must never be found on disk."""

import contextlib
import io
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from tests.entrypoints.test_cli import environ, sansfil
from tests.openrouter_sim import Seen, Simulator

CHAT = "/api/v1/chat/completions"
ALLOWED = ("--set", "consent.send=allow")
Done = subprocess.CompletedProcess[str]


class Console:
    """Runs `sansfil` in `folder` with the cloud at `url`; all that it keeps lies below `cache`."""

    def __init__(self, folder: Path, url: str, key: str) -> None:
        self.folder, self.url, self.key = folder, url, key
        self.cache = folder.parent / "cache"
        self.has_index = False

    def run(self, *arguments: str, **environment: str) -> Done:
        told = {**self._environment, **environment}
        return sansfil(*arguments, *self._given, cwd=self.folder, **told)

    def at_terminal(self, *arguments: str) -> str:
        """What standard output shows where it is a terminal; its lines end as on any other."""
        ours, its = os.openpty()
        command = [sys.executable, "-m", "sansfil", *arguments, *self._given]
        told = environ(self.folder, LC_ALL="C", **self._environment)
        with open(ours, "rb", buffering=0) as screen:  # noqa: PTH123 - it has no path
            process = subprocess.Popen(
                command, stdout=its, stderr=subprocess.DEVNULL, cwd=self.folder, env=told
            )
            os.close(its)
            shown = b"".join(_pieces(screen))
            process.wait(60)
        return shown.decode().replace("\r\n", "\n")

    @property
    def _given(self) -> list[str]:
        settings = {
            "cloud.base_url": self.url,
            "local.engine": "off",
            "cache_dir": self.cache,
            "index.enabled": str(self.has_index).lower(),
        }
        return [f"--set={key}={value}" for key, value in settings.items()]

    @property
    def _environment(self) -> dict[str, str]:
        return {"OPENROUTER_API_KEY": self.key, "NO_PROXY": "", "no_proxy": ""}

    def ask(self, *more: str, **environment: str) -> Done:
        return self.run("ask", "What does a.py do?", ".", "--json", *more, **environment)

    def complete(self, *more: str, **environment: str) -> Done:
        place = ("a.py", "--line", "4", "--character", "7")
        return self.run("complete", *place, "--json", *more, **environment)

    def usage(self) -> Any:
        return json.loads(self.run("usage", "--json").stdout)["spending"]


def _pieces(screen: io.RawIOBase) -> Iterator[bytes]:
    # Linux tells the end of a terminal by an error.
    with contextlib.suppress(OSError):
        while piece := screen.read(65_536):
            yield piece


def refusal_of(done: Done) -> str:
    """The one plain sentence of a command that could not."""
    assert done.returncode == 1, done.stdout
    assert done.stderr.count("\n") == 1, done.stderr
    said = json.loads(done.stdout)["error"]
    assert done.stderr == f"sansfil: {said}\n"
    return said


def chats(simulator: Simulator) -> list[Seen]:
    return [seen for seen in simulator.requests if seen.path == CHAT]


def files_with(folder: Path, word: str) -> list[Path]:
    """The files below `folder` whose bytes hold `word`."""
    return [path for path in files_below(folder) if word.encode() in path.read_bytes()]


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def closed_port() -> int:
    """Where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def self_signed(folder: Path) -> tuple[Path, Path] | None:
    """A certificate for this machine that nobody vouches for, and its key; None without `openssl`."""
    program = shutil.which("openssl")
    if program is None:
        return None
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    files = ["-keyout", str(key), "-out", str(certificate)]
    kind = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made = subprocess.run([program, "req", *kind, *files], capture_output=True, check=False)
    return (certificate, key) if made.returncode == 0 else None


@contextlib.contextmanager
def tls_server(certificate: Path, key: Path) -> Generator[tuple[int, list[bytes]]]:
    """Its port, and what clients said after they had trusted it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    heard, listener = list[bytes](), socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                raw, _ = listener.accept()
            except OSError:
                return
            with raw, contextlib.suppress(OSError):
                heard.append(context.wrap_socket(raw, server_side=True).recv(65_536))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
