"""How long an engine takes to its first useful text, by how much of the prompt it must read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


@dataclass(frozen=True)
class LatencyKnobs:
    """`gain` and `deviation_gain` are α and β of RFC 6298 (2.3); times beyond `most_ms` are a laptop
    that slept; a prompt belongs to the first of `sizes` (new tokens) that it does not exceed; what
    is late by more than `slack_ms` is overdue."""

    gain: float = 1 / 8
    deviation_gain: float = 1 / 4
    most_ms: float = 10_000.0
    slack_ms: float = 20.0
    sizes: tuple[int, ...] = (16, 64, 256, 1024)


KNOBS = LatencyKnobs()
# How many deviations above its mean an answer counts as late; RFC 6298 takes 4 where a repetition
# is dear, a hedge is not.
_LATE_DEVIATIONS = 2.0


@dataclass(frozen=True)
class Waiting:
    """An estimate in milliseconds: exponentially weighted mean and mean deviation."""

    mean_ms: float
    deviation_ms: float

    @property
    def is_bound(self) -> bool:
        """Whether nothing was measured: it takes at least so long."""
        return self.deviation_ms == 0

    @property
    def late_ms(self) -> float:
        """Who has not answered by then is later than usual."""
        return self.mean_ms + _LATE_DEVIATIONS * self.deviation_ms

    def after(self, sample_ms: float, knobs: LatencyKnobs) -> "Waiting":
        off = abs(sample_ms - self.mean_ms)
        deviation = self.deviation_ms + knobs.deviation_gain * (off - self.deviation_ms)
        return Waiting(self.mean_ms + knobs.gain * (sample_ms - self.mean_ms), deviation)


@dataclass(frozen=True)
class Latency:
    """What was measured of one engine with one model, by size of what it had to read anew."""

    known: Mapping[int, Waiting] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fresh_tokens: int, sample_ms: float, knobs: LatencyKnobs = KNOBS) -> "Latency":
        """Having waited `sample_ms` for an answer to so many new tokens; nonsense is not learned."""
        if not 0 <= sample_ms <= knobs.most_ms:
            return self
        size = _size_of(fresh_tokens, knobs)
        before, now = self.known.get(size), Waiting(sample_ms, sample_ms / 2)
        if before is not None and not before.is_bound:
            now = before.after(sample_ms, knobs)
        return replace(self, known=MappingProxyType({**self.known, size: now}))

    def after_vain(self, fresh_tokens: int, waited_ms: float) -> "Latency":
        """Nobody waited any longer: of an engine that never answered it is all that is known."""
        size = _size_of(fresh_tokens, KNOBS)
        if size in self.known:
            return self
        waited = Waiting(waited_ms, 0.0)
        return replace(self, known=MappingProxyType({**self.known, size: waited}))

    def is_overdue(self, fresh_tokens: int, waited_ms: float, knobs: LatencyKnobs = KNOBS) -> bool:
        """Whether nothing after so long means that something is wrong; of what was never measured
        nobody can tell."""
        known = self.known.get(_size_of(fresh_tokens, knobs))
        return known is not None and waited_ms > known.late_ms + knobs.slack_ms

    def expected(self, fresh_tokens: int, knobs: LatencyKnobs = KNOBS) -> Waiting | None:
        """For so many new tokens, or for the nearest size that was measured; None if none was."""
        if not self.known:
            return None
        sizes = list(range(len(knobs.sizes) + 1))
        wanted = _size_of(fresh_tokens, knobs)
        nearest = min((size for size in sizes if size in self.known), key=lambda s: abs(s - wanted))
        return self.known[nearest]


def _size_of(fresh_tokens: int, knobs: LatencyKnobs) -> int:
    """The number of the size, counted from 0."""
    below = (number for number, most in enumerate(knobs.sizes) if fresh_tokens <= most)
    return next(below, len(knobs.sizes))
