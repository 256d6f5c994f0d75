"""A process beside the index process that digests files while a build goes on: started when there is something
to do, gone when there is not, started again when it died of a file."""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from sansfil.adapters.children import own_command
from sansfil.adapters.index_process.digest_link import Worker
from sansfil.ports.index import Digest, Digestible

COMMAND = "index-digester"
# Enough that it never waits, little enough that nothing is far behind.
MOST_FILES, MOST_CHARACTERS = 24, 2_000_000
IDLE_S, DEADLINE_S = 20.0, 60.0
# Whoever dies so often dies of something else than files.
MOST_DEATHS = 20


class DigestProcess:
    """Fits `Digester`: one process, one file after the other."""

    def __init__(
        self,
        command: Sequence[str] = (),
        idle_s: float = IDLE_S,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        """It ends after `idle_s` with nothing to do, and is ended over a file that takes `deadline_s`."""
        self._command = command or own_command(COMMAND)
        self._idle_s, self._deadline_s = idle_s, deadline_s
        self._worker: Worker | None = None
        self._items, self._characters = deque[Digestible](), 0
        self._since_s, self._deaths, self._may_start = 0.0, 0, True

    @property
    def waiting(self) -> int:
        return len(self._items)

    @property
    def has_died_too_often(self) -> bool:
        return self._deaths >= MOST_DEATHS

    def offer(self, item: Digestible) -> bool:
        is_full = self._characters + len(item.text) > MOST_CHARACTERS
        if len(self._items) >= MOST_FILES or (self._items and is_full):
            return False
        if not self._given(item):
            return False
        if not self._items:
            self._since_s = time.monotonic()
        self._items.append(item)
        self._characters += len(item.text)
        return True

    def collected(self) -> Sequence[Digest | Digestible]:
        found = list[Digest | Digestible]()
        while self._worker is not None and (answer := self._worker.answer()) is not None:
            if answer.is_last:
                found += self._buried(self._worker)
            else:
                item = self._next_item()
                found.append(answer.digest or item)
        if self._items and time.monotonic() - self._since_s > self._deadline_s:
            self._kill()
        return found

    def close(self) -> None:
        worker, self._worker = self._worker, None
        self._items.clear()
        if worker is not None:
            worker.end()

    def _given(self, item: Digestible) -> bool:
        """To the process there is, or to another where that one has left or never was."""
        if self._worker is not None and not self._items:
            self.collected()  # it may have died meanwhile, of nothing in particular
        if self._worker is not None and self._worker.give(item):
            return True
        if self._items or self.has_died_too_often or not self._may_start:
            return False
        try:
            self._worker = Worker(self._command, self._idle_s)
        except OSError:
            self._may_start = False
            return False
        return self._worker.give(item)

    def _next_item(self) -> Digestible:
        item = self._items.popleft()
        self._characters -= len(item.text)
        self._since_s = time.monotonic()
        return item

    def _buried(self, worker: Worker) -> Sequence[Digestible]:
        """What a process that has ended leaves behind: it died of the first, unless it never began."""
        items, self._worker = list(self._items), None
        self._items.clear()
        self._characters = 0
        if not items:
            return ()
        if not worker.has_begun:
            self._may_start = False
            return items
        self._deaths += 1
        return [replace(items[0], by_lines=True), *items[1:]]

    def _kill(self) -> None:
        if self._worker is not None:
            self._worker.kill()
