"""The index process's end of the one that digests for it: a thread that writes to it, and one that reads."""

import contextlib
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import BinaryIO, cast

from sansfil.adapters.index_process.frames import digest_of, frames, plain_item, write_frame
from sansfil.ports.index import Digest, Digestible

ENDING_S = 2.0
_STRANGE = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class Answer:
    """A digest, or none where it failed; or the process's end."""

    digest: Digest | None = None
    is_last: bool = False


class Worker:
    """A running process, with a thread that writes to it and one that reads."""

    def __init__(self, command: Sequence[str], idle_s: float) -> None:
        """Raises OSError."""
        pipe = subprocess.PIPE
        # Its complaints would be taken for ours.
        nowhere = subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)
        self._idle_s, self.has_begun = idle_s, False
        self._items: SimpleQueue[Digestible | None] = SimpleQueue()
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        self._leaving, self._has_left = threading.Lock(), False
        for work in (self._write, self._read):
            threading.Thread(target=work, daemon=True).start()

    def give(self, item: Digestible) -> bool:
        """False where it had nothing to do for so long that it has left."""
        with self._leaving:
            if not self._has_left:
                self._items.put(item)
            return not self._has_left

    def answer(self) -> Answer | None:
        """The next one, None where none is there yet."""
        try:
            return self._answers.get_nowait()
        except Empty:
            return None

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """End it at once, and hear its end."""
        self._items.put(None)
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING_S)

    def _write(self) -> None:
        pipe = cast("BinaryIO", self._process.stdin)
        # Closing writes what is left, which a process that died does not take.
        with contextlib.suppress(OSError), pipe:
            while (item := self._next()) is not None:
                write_frame(pipe, *plain_item(item))

    def _next(self) -> Digestible | None:
        try:
            return self._items.get(timeout=self._idle_s)
        except Empty:
            with self._leaving:
                self._has_left = self._items.empty()
            return None if self._has_left else self._next()

    def _read(self) -> None:
        pipe = cast("BinaryIO", self._process.stdout)
        with contextlib.suppress(*_STRANGE), pipe:
            for header, body in frames(pipe):
                if self.has_begun:
                    self._answers.put(Answer(digest_of(header, body) if header else None))
                self.has_begun = True
        self._process.kill()
        self._process.wait()
        self._answers.put(Answer(is_last=True))
