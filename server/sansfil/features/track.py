"""What one engine was like so far: how long it took, how it failed; the cascade decides by it."""

import asyncio
from collections.abc import Callable

from sansfil.core.cascade import Candidate, Health, Latency


def _now_ms() -> float:
    return 1e3 * asyncio.get_running_loop().time()


class Track:
    """One per engine and model; it outlives a loss of the engine."""

    def __init__(self, now_ms: Callable[[], float] = _now_ms) -> None:
        self.health, self.latency = Health(), Latency()
        self.now_ms = now_ms

    def answered(self, fresh_tokens: int, waited_ms: float) -> None:
        """There was something to show, or the news that there is nothing, after so long."""
        self.health = self.health.after_success()
        self.latency = self.latency.after(fresh_tokens, waited_ms)

    def left(self, fresh_tokens: int, waited_ms: float) -> None:
        """Nobody wanted the answer any more before there was one."""
        if self.latency.is_overdue(fresh_tokens, waited_ms):
            self.health = self.health.after_overdue()
        else:
            self.latency = self.latency.after_vain(fresh_tokens, waited_ms)

    def failed(self) -> None:
        self.health = self.health.after_error(self.now_ms())

    def candidate(self, name: str, fresh_tokens: int) -> Candidate:
        return Candidate(name, self.health, self.latency, fresh_tokens)
