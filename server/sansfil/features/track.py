"""What one engine was like so far: how long it took, how it failed; the cascade decides by it."""

import asyncio
from collections.abc import Callable

from sansfil.core.cascade import Candidate, Health, Latency
from sansfil.core.phrases import Phrase


def _now_ms() -> float:
    return 1e3 * asyncio.get_running_loop().time()


class Track:
    """One per engine and model; it outlives a loss of the engine. `changed` is called when it begins
    or ceases to fail."""

    def __init__(
        self,
        now_ms: Callable[[], float] = _now_ms,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.health, self.latency = Health(), Latency()
        self.now_ms = now_ms
        self._failure: Phrase | None = None
        self._changed = changed

    @property
    def trouble(self) -> Phrase | None:
        """What it failed of last, where it does nothing but fail."""
        return self._failure if self.health.is_failing else None

    def opened(self) -> None:
        """It has just been there and said what it is: what it did before it was lost is forgiven."""
        self.health = Health()

    def answered(self, fresh_tokens: int, waited_ms: float) -> None:
        """There was something to show, or the news that there is nothing, after so long."""
        was_failing, self.health = self.health.is_failing, self.health.after_success()
        self.latency = self.latency.after(fresh_tokens, waited_ms)
        if was_failing:
            self._changed()

    def left(self, fresh_tokens: int, waited_ms: float) -> None:
        """Nobody wanted the answer any more before there was one."""
        if self.latency.is_overdue(fresh_tokens, waited_ms):
            self.health = self.health.after_overdue()
        else:
            self.latency = self.latency.after_vain(fresh_tokens, waited_ms)

    def failed(self, why: Phrase) -> None:
        """It answered with an error, or broke off."""
        self.health, self._failure = self.health.after_error(self.now_ms()), why
        if self.health.is_failing:
            self._changed()

    def candidate(self, name: str, fresh_tokens: int) -> Candidate:
        return Candidate(name, self.health, self.latency, fresh_tokens)
