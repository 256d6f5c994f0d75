"""The process that has everything loaded, stays single-threaded, and forks for each command.

    python -m tests.warm.forge LISTENER LAUNCHER

`LISTENER` is the number of an open socket. It ends, and takes its children along, when its standard input does.
"""

import gc
import importlib
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.warm.rebirth import is_possible, reborn

# What commands load late. None of them starts a thread, or reads its environment for good.
LOADED = (
    "sansfil.app.commands",
    "sansfil.entrypoints.lsp.server",
    "sansfil.entrypoints.completing",
    "sansfil.entrypoints.engine_calls",
    "sansfil.entrypoints.cloud_calls",
    *("asyncio", "sqlite3", "ssl", "tomllib", "h11", "platformdirs", "pathspec", "diskcache"),
    *("openai", "httpx2", "lsprotocol.types", "pygls.lsp.server", "filelock"),
    *("importlib.metadata", "tree_sitter", "decimal", "urllib.request", "email.message"),
)
MOST_RIGHTS = 3


@dataclass(frozen=True)
class Command:
    """What a new process would be given; `streams` are descriptors of the standard ones."""

    words: list[bytes]
    folder: bytes
    environment: dict[bytes, bytes]
    streams: list[int]


class Forge:
    """Forks for whoever connects to `listener`, and tells each the child's number and its end."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._lines: dict[int, socket.socket] = {}
        self._bell, bell = socket.socketpair()
        bell.setblocking(False)
        self._selector = selectors.DefaultSelector()
        for each in (listener, self._bell, sys.stdin):
            self._selector.register(each, selectors.EVENT_READ)
        signal.signal(signal.SIGCHLD, _heard)
        signal.set_wakeup_fd(bell.fileno(), warn_on_full_buffer=False)
        self._ringing = bell

    def command(self) -> Command | None:
        """In each child, its command; None in this process, at its end."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is sys.stdin:
                    return self._end()
                if key.fileobj is self._listener:
                    if (command := self._forked(self._listener.accept()[0])) is not None:
                        return command
                elif key.fileobj is self._bell:
                    self._bell.recv(1024)
                    self._bury()
                else:
                    self._kill(key.data)

    def _forked(self, line: socket.socket) -> Command | None:
        """In the child, its command; None in this process."""
        command = _read(line)
        if not is_possible(command.words, command.environment):
            _close(command.streams)
            _tell(line, 0)
            line.close()
            return None
        child = os.fork()
        if not child:
            line.close()
            self._leave()
            return command
        _close(command.streams)
        _tell(line, child)
        self._lines[child] = line
        self._selector.register(line, selectors.EVENT_READ, child)
        return None

    def _leave(self) -> None:
        """In a child: nothing of this process stays open."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._selector.close()
        for each in (self._listener, self._bell, self._ringing, *self._lines.values()):
            each.close()

    def _bury(self) -> None:
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                child, status = found
                line = self._lines.pop(child)
                with suppress(KeyError):
                    self._selector.unregister(line)
                _tell(line, os.waitstatus_to_exitcode(status))
                line.close()

    def _kill(self, child: int) -> None:
        """Who asked for it has died."""
        self._selector.unregister(self._lines[child])
        os.kill(child, signal.SIGKILL)

    def _end(self) -> None:
        for child in self._lines:
            os.kill(child, signal.SIGKILL)


def _heard(_number: int, _frame: object) -> None:
    """A signal without a handler rings no bell."""


def _read(line: socket.socket) -> Command:
    """Without words where not all of it came."""
    head, streams, _, _ = socket.recv_fds(line, 4, MOST_RIGHTS)
    size = int.from_bytes(head, "little")
    content = bytearray()
    while len(content) < size and (piece := line.recv(size - len(content))):
        content += piece
    if len(streams) != MOST_RIGHTS or len(content) < size or not size:
        return Command([], b"", {}, streams)
    folder, count, *words = bytes(content).split(b"\0")
    named = (each.partition(b"=") for each in words[int(count) :])
    environment = {name: value for name, _, value in named}
    return Command(words[: int(count)], folder, environment, streams)


def _close(streams: list[int]) -> None:
    for stream in streams:
        os.close(stream)


def _tell(line: socket.socket, number: int) -> None:
    with suppress(OSError):
        line.sendall(number.to_bytes(4, "little", signed=True))


def main() -> Command | None:
    gc.disable()
    for name in LOADED:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.enable()
    gc.freeze()
    # A fork has one thread alone; what another one held would stay locked in it for ever.
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        return None
    return Forge(socket.socket(fileno=int(sys.argv[1]))).command()


if __name__ == "__main__":
    # Outside of every frame that could catch what ends a command.
    asked = main()
    if asked is not None:
        reborn(asked.words, asked.folder, asked.environment, asked.streams, sys.argv[2])
