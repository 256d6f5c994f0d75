"""Standard output and error as they come, of any encoding, full, or closed by their reader; and the
person at them."""

import asyncio
import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

# Control characters (C0 without tab and newline, C1) would command the terminal, and those of writing
# direction show code in another order than it has.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_NEW_LINE = "\r\033[K"


class Unwritable(Exception):
    """Standard output does not take the answer; the text is the system's reason."""


def accept_every_character() -> None:
    """What an encoding cannot say goes out as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show(text: str) -> None:
    """Text on standard output, at once, without what would command a terminal; raises BrokenPipeError and
    Unwritable."""
    try:
        _write(sys.stdout, _COMMANDS.sub("", text))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unwritable(error.strerror or str(error)) from error


def in_one_line(name: str) -> str:
    """The name of a file, which may hold any character."""
    return name.replace("\n", "\\n")


def complain(text: str) -> None:
    """Text on standard error, where there is one that takes it, without what would command a terminal."""
    _told(_COMMANDS.sub("", text))


def rewrite(line: str) -> None:
    """This in place of the last line of standard error, of which it was a part."""
    _told(_NEW_LINE + _COMMANDS.sub("", line))


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


def shows_at_once() -> bool:
    """Whether a person reads standard output as it comes."""
    return _is_terminal(sys.stdout)


def abandon_output() -> None:
    """Nothing more reaches standard output, not even what waits in its buffer."""
    _abandon(sys.stdout)


def _write(stream: TextIO | None, text: str) -> None:
    # Python gives no stream at all where its descriptor was closed before the start.
    if stream is not None:
        stream.write(text)
        stream.flush()


def _told(text: str) -> None:
    try:
        _write(sys.stderr, text)
    except OSError:
        _abandon(sys.stderr)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _abandon(stream: TextIO | None) -> None:
    # The interpreter flushes once more as it ends and would report the failure in its own words.
    if stream is not None:
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), stream.fileno())
