"""What the index process parses at this moment, on disk: a grammar that ends the process cannot say so itself."""

import contextlib
import os
import re
from collections import Counter
from pathlib import Path

NOW, DEATHS = "parsing", "parsing.deaths"
# A process that is killed while it parses dies of nothing that it parses, but hardly twice over the same text.
MOST_DEATHS = 2
MOST_BYTES = 256 * 1024
_NOTHING = b"-"
_CONTENT = re.compile(rb"[0-9a-f]{40}")


class NoMark:
    """Fits `ParsingMark`: notes nothing, and knows what others have died over."""

    def __init__(self, folder: Path) -> None:
        self._deaths = Counter(_CONTENT.findall(_read(folder / DEATHS)))

    def is_deadly(self, content: str) -> bool:
        return self._deaths[content.encode("ascii")] >= MOST_DEATHS

    def begin(self, content: str) -> None:
        """Nothing is noted."""

    def end(self) -> None:
        """Nothing was noted."""

    def close(self) -> None:
        """Nothing is open."""


class FileMark(NoMark):
    """Fits `ParsingMark`, in `folder`: `parsing` holds a digest or begins with `-`, `parsing.deaths` has a line
    for each that a process has died over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None
        self._bury(_read(folder / NOW))
        super().__init__(folder)

    def begin(self, content: str) -> None:
        self._write(content.encode("ascii"))

    def end(self) -> None:
        self._write(_NOTHING)

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.close(file)

    def _bury(self, left: bytes) -> None:
        """What the last process has left behind."""
        died = _CONTENT.match(left)
        if died is None:
            return
        path = self._folder / DEATHS
        with contextlib.suppress(OSError):
            is_full = path.exists() and path.stat().st_size > MOST_BYTES
            with path.open("wb" if is_full else "ab") as file:
                file.write(died[0] + b"\n")
            self._write(_NOTHING)

    def _write(self, noted: bytes) -> None:
        """For who comes after this process, and not after a loss of power: it need not reach the disk."""
        with contextlib.suppress(OSError):
            if self._file is None:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
                self._file = os.open(self._folder / NOW, flags, 0o600)
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, noted)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(2 * MOST_BYTES)
    except OSError:
        return b""
