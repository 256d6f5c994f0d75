"""Whether an engine is worth asking: after errors it rests, then a question tries it again.

The three conditions are those of a circuit breaker (M. Nygard, "Release It!", 2007: closed, open,
half-open). Clock readings are milliseconds of a clock that should only go forward; one that jumps
does no harm.
"""

from dataclasses import dataclass, replace
from enum import Enum


class Condition(Enum):
    """`RESTING` engines are not asked; one on `TRIAL` is asked, and nobody relies on its answer."""

    WORKING = "working"
    RESTING = "resting"
    TRIAL = "trial"


@dataclass(frozen=True)
class HealthKnobs:
    """After its n-th error in a row an engine rests `first_ms` · 2ⁿ⁻¹, at most `most_ms`.

    `patience` errors in a row are taken for chance, and so many questions that found no answer
    though one was overdue; only what follows them counts.
    """

    first_ms: float = 500.0
    most_ms: float = 4_000.0
    patience: int = 1


KNOBS = HealthKnobs()


@dataclass(frozen=True)
class Health:
    """What the last answers of an engine say: `errors` in a row, the last one at `failed_ms`, and
    questions in a row that were `overdue`."""

    errors: int = 0
    overdue: int = 0
    failed_ms: float = 0.0

    def after_success(self) -> "Health":
        return Health()

    def after_error(self, now_ms: float) -> "Health":
        return replace(self, errors=self.errors + 1, failed_ms=now_ms)

    def after_overdue(self) -> "Health":
        """It says nothing at all: asking again costs it nothing, so that it need not rest."""
        return replace(self, overdue=self.overdue + 1)

    @property
    def is_failing(self) -> bool:
        """Whether it has failed more often in a row than by chance."""
        return self.errors > KNOBS.patience

    def condition(self, now_ms: float, knobs: HealthKnobs = KNOBS) -> Condition:
        if self.rest_ms(now_ms, knobs) > 0:
            return Condition.RESTING
        is_well = max(self.errors, self.overdue) <= knobs.patience
        return Condition.WORKING if is_well else Condition.TRIAL

    def rest_ms(self, now_ms: float, knobs: HealthKnobs = KNOBS) -> float:
        """How long it will still be left alone."""
        if self.errors <= knobs.patience:
            return 0.0
        doublings = min(self.errors - knobs.patience - 1, 30)
        whole = min(knobs.first_ms * 2**doublings, knobs.most_ms)
        passed = now_ms - self.failed_ms
        # A clock that went back would let it rest for ever.
        return max(0.0, whole - passed) if passed >= 0 else 0.0
