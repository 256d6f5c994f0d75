"""How fast somebody types, and whether the next key will come before an answer could."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class RhythmKnobs:
    """Gaps above `pause_ms` are thinking, no rhythm; `gain` weighs the newest gap. Who answers later
    than the next key comes is asked once the gap is `patience` times the usual one, at the latest
    after `most_ms`."""

    pause_ms: float = 1_000.0
    gain: float = 1 / 8
    patience: float = 1.25
    most_ms: float = 150.0


KNOBS = RhythmKnobs()


@dataclass(frozen=True)
class Rhythm:
    """The usual gap between two keys, 0 while unknown, and when the last key came."""

    gap_ms: float = 0.0
    last_ms: float | None = None

    def after_key(self, now_ms: float, knobs: RhythmKnobs = KNOBS) -> "Rhythm":
        gap = None if self.last_ms is None else now_ms - self.last_ms
        if gap is None or not 0 <= gap <= knobs.pause_ms:
            return replace(self, last_ms=now_ms)
        usual = self.gap_ms + knobs.gain * (gap - self.gap_ms) if self.gap_ms else gap
        return Rhythm(usual, now_ms)

    def hold_ms(self, expected_ms: float | None, knobs: RhythmKnobs = KNOBS) -> float:
        """How long to hold a question back for a key that would make it void.

        Nothing where the engine is expected to answer before that key, or nobody knows better.
        """
        if expected_ms is None or expected_ms <= self.gap_ms or not self.gap_ms:
            return 0.0
        return min(knobs.patience * self.gap_ms, knobs.most_ms)
