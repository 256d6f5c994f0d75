"""The simulator's clock, which tests can move, and what waits for events without sleeping."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

DEADLINE_S = 10.0
MINUTE_S, DAY_S = 60, 86_400


class Clock:
    """Unix time in seconds; it starts at real time and goes on from wherever it is moved to."""

    def __init__(self) -> None:
        self._ahead_s = 0.0
        self._stopped_at: float | None = None

    def now(self) -> float:
        return time.time() + self._ahead_s if self._stopped_at is None else self._stopped_at

    def move(self, seconds: float) -> None:
        self._ahead_s += seconds
        if self._stopped_at is not None:
            self._stopped_at += seconds

    def stop(self) -> None:
        """From now on only `move` moves it: no test falls on the edge of a minute."""
        self._stopped_at = self.now()

    def stop_in_mid_day(self) -> None:
        """At noon and half a minute UTC of today, far from the edges of every window."""
        self.stop()
        self.move(self.now() // DAY_S * DAY_S + DAY_S / 2 + MINUTE_S / 2 - self.now())

    def minute(self) -> int:
        return int(self.now() // MINUTE_S)

    def day(self) -> int:
        return int(self.now() // DAY_S)


@dataclass(frozen=True, eq=False)
class _Waiter:
    holds: Callable[[], bool]
    tell: Callable[[], object]


@dataclass
class News:
    """Wakes those who wait for a state, in any thread and in any event loop."""

    _lock: threading.RLock = field(default_factory=threading.RLock)
    _waiters: list[_Waiter] = field(default_factory=list[_Waiter])

    def announce(self) -> None:
        """Something changed."""
        with self._lock:
            for waiter in self._waiters:
                if waiter.holds():
                    waiter.tell()

    async def until(self, holds: Callable[[], bool], deadline_s: float | None = DEADLINE_S) -> None:
        """Raises TimeoutError after the deadline; None waits as long as it takes."""
        came, loop = asyncio.Event(), asyncio.get_running_loop()
        with self._waiting(_Waiter(holds, lambda: loop.call_soon_threadsafe(came.set))):
            async with asyncio.timeout(deadline_s):
                while not holds():
                    await came.wait()
                    came.clear()

    def wait(self, holds: Callable[[], bool], deadline_s: float = DEADLINE_S) -> None:
        """The same for threads without an event loop."""
        came = threading.Event()
        with self._waiting(_Waiter(holds, came.set)):
            if not holds() and not came.wait(deadline_s):
                raise TimeoutError

    @contextlib.contextmanager
    def _waiting(self, waiter: _Waiter) -> Generator[None]:
        with self._lock:
            self._waiters.append(waiter)
        try:
            yield
        finally:
            with self._lock:
                self._waiters.remove(waiter)
