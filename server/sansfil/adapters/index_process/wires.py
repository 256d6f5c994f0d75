"""Both kinds of wire between processes: the pipes of a child, and a socket on this machine."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import BinaryIO

from sansfil.adapters.index_process.lines import LONGEST_LINE

STANDARD_INPUT, STANDARD_OUTPUT, STANDARD_ERROR = 0, 1, 2


class Pipes:
    """Fits `Wire`: a pair of pipes, or files."""

    def __init__(self, read: BinaryIO, written: BinaryIO) -> None:
        self._read, self._written = read, written

    def write(self, line: bytes) -> None:
        self._written.write(line)
        self._written.flush()

    def lines(self) -> Iterator[bytes]:
        while (line := self._read.readline(LONGEST_LINE)).endswith(b"\n"):
            yield line

    def cut(self) -> None:
        """Nothing: these end with the process, and closing one that is being read would wait."""


def standard_pipes() -> Pipes:
    return Pipes(*standard_files())


def standard_files() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, for us alone: whoever prints from now on does so on standard error, and no
    child of ours inherits them."""
    read, written = os.dup(STANDARD_INPUT), os.dup(STANDARD_OUTPUT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, STANDARD_INPUT)
    os.close(nothing)
    os.dup2(STANDARD_ERROR, STANDARD_OUTPUT)
    return os.fdopen(read, "rb"), os.fdopen(written, "wb")


class Socket:
    """Fits `Wire`: a connection of which only bytes are taken, never objects."""

    def __init__(self, connection: "Connection[bytes, bytes]") -> None:
        self._connection = connection

    def write(self, line: bytes) -> None:
        self._connection.send_bytes(line)

    def lines(self) -> Iterator[bytes]:
        with contextlib.suppress(EOFError):
            while True:
                yield self._connection.recv_bytes(LONGEST_LINE)

    def cut(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            shut_down(self._connection.fileno())


def shut_down(descriptor: int) -> None:
    """End the conversation of a socket, which wakes who reads it: closing alone would not."""
    if sys.platform != "win32":
        with socket.socket(fileno=os.dup(descriptor)) as end:
            end.shutdown(socket.SHUT_RDWR)
