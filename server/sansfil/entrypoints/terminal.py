"""Standard output and error as they come, of any encoding, full, or closed by their reader; and the
person at them."""

import asyncio
import io
import os
import sys
from collections.abc import Sequence
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


async def chosen(question: str, answers: Sequence[str]) -> int | None:
    """Which of `answers` a person chose by its number; None for anything else."""
    lines = [question, *(f"  {number}  {answer}" for number, answer in enumerate(answers, 1))]
    complain("\n".join(lines) + "\n> ")
    said = await asyncio.to_thread(sys.stdin.readline)
    number = int(said) if said.strip().isdecimal() and len(said) < 5 else 0
    return number - 1 if 1 <= number <= len(answers) else None


def can_be_asked() -> bool:
    """Whether there is a person at both ends."""
    return sys.stdin.isatty() and sys.stderr.isatty()


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
