"""Standard output and error as they come: of any encoding, full, or closed by their reader."""

import io
import os
import sys
from pathlib import Path
from typing import TextIO


class Unwritable(Exception):
    """Standard output does not take the answer; the text is the system's reason."""


def accept_every_character() -> None:
    """What an encoding cannot say goes out as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show(text: str) -> None:
    """Text on standard output, at once; raises BrokenPipeError and Unwritable."""
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritable(error.strerror or str(error)) from error


def complain(text: str) -> None:
    """Text on standard error, where there is one that takes it."""
    try:
        _write(sys.stderr, text)
    except OSError:
        _abandon(sys.stderr)


def abandon_output() -> None:
    """Nothing more reaches standard output, not even what waits in its buffer."""
    _abandon(sys.stdout)


def _write(stream: TextIO | None, text: str) -> None:
    # Python gives no stream at all where its descriptor was closed before the start.
    if stream is not None:
        stream.write(text)
        stream.flush()


def _abandon(stream: TextIO | None) -> None:
    # The interpreter flushes once more as it ends and would report the failure in its own words.
    if stream is not None:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), stream.fileno())
