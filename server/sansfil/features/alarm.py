"""One timer of the event loop for whatever knows when it has something to do next."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

# A timer that is set for longer would be late after a sleep that its clock did not see.
LONGEST_MS = 30_000


class Dated(Protocol):
    """Does what is due in `tick`; both times in ms of the same clock."""

    @property
    def due_ms(self) -> float | None: ...

    def tick(self, now_ms: float) -> None: ...


class Alarm:
    """Ticks `dated` when it is due; whoever changes it asks here for the time."""

    def __init__(self, dated: Dated, clock_ms: Callable[[], float]) -> None:
        self._dated, self._clock_ms = dated, clock_ms
        self._timer: asyncio.TimerHandle | None = None
        self._is_stopped = False

    def now_ms(self) -> float:
        """The time to tell `dated` with a change, after which the alarm sets itself anew.

        Outside of an event loop nothing is ever due.
        """
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop().call_soon(self._reset)
        return self._clock_ms()

    def stop(self) -> None:
        self._is_stopped = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        self._dated.tick(self._clock_ms())
        self._reset()

    def _reset(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due_ms = self._dated.due_ms
        if due_ms is None or self._is_stopped:
            return
        wait_ms = min(max(due_ms - self._clock_ms(), 0.0), LONGEST_MS)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(wait_ms / 1000, self._ring)
