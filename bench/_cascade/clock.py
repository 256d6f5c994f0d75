"""An event loop whose clock leaps to the next thing to do: minutes of waiting take no time."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Leaping(selectors.DefaultSelector):
    """Waits for nothing but what is ready, unless only another thread could make it so."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(None if timeout is None else 0)
        if not ready and timeout is not None and timeout > 0:
            self.now_s += timeout
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """Its time stands still while somebody works."""

    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now_s


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` comes to, on a clock of its own that starts at 0."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work)
