"""What was shown, accepted and kept, counted per tier and model; and the report for the user."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sansfil.core.outcomes import Fate, Outcome, Source
from sansfil.core.retention import AFTER_S

# Continue counts what stood 250 to 500 ms, Cody what stood 750 ms; both are kept apart here.
SHOWN_MS, READ_MS = 250, 750
# What took something of an offer; the editor can tell only the first.
TAKEN = (Outcome.ACCEPTED, Outcome.PARTLY)


@dataclass(frozen=True)
class Left:
    """Of `characters` that were accepted and could be looked at later, `kept` were left."""

    characters: int = 0
    kept: int = 0

    def __add__(self, other: "Left") -> "Left":
        return Left(self.characters + other.characters, self.kept + other.kept)

    @property
    def share(self) -> float | None:
        return self.kept / self.characters if self.characters else None


@dataclass(frozen=True)
class Total:
    """Offers of one tier and model that ended alike: `offers` were shown, `read` of them stood long
    enough to be read, `kept` still had half of what was taken when last looked at, `characters` were
    taken, `left` has one entry for each of `AFTER_S`."""

    tier: str
    engine: str
    model: str
    outcome: Outcome
    source: Source
    offers: int
    read: int
    kept: int
    characters: int
    left: tuple[Left, ...]


@dataclass(frozen=True)
class Line:
    """All totals of one tier and model."""

    tier: str
    engine: str
    model: str
    totals: tuple[Total, ...]

    @property
    def shown(self) -> int:
        return sum(total.offers for total in self.totals)

    @property
    def read(self) -> int:
        return sum(total.read for total in self.totals)

    def ended(self, outcome: Outcome, source: Source | None = None) -> int:
        """How many ended so, known from `source` or from any."""
        found = (each for each in self.totals if each.outcome is outcome)
        return sum(each.offers for each in found if source in (None, each.source))

    @property
    def acceptance_rate(self) -> float | None:
        """Accepted wholly or partly, of those that were shown."""
        taken = sum(self.ended(outcome) for outcome in TAKEN)
        return taken / self.shown if self.shown else None

    @property
    def characters(self) -> int:
        return sum(each.characters for each in self.totals if each.outcome in TAKEN)

    @property
    def left(self) -> tuple[Left, ...]:
        """After each of `AFTER_S`; what was closed or is too young is in neither number."""
        return tuple(
            sum((total.left[index] for total in self.totals), Left())
            for index in range(len(AFTER_S))
        )


@dataclass(frozen=True)
class Today:
    """Shown since midnight; of these, accepted wholly or partly; of these, kept when last looked at."""

    shown: int = 0
    accepted: int = 0
    kept: int = 0


def is_shown(fate: Fate) -> bool:
    """Whether it stood long enough to be seen, or was taken, which proves it."""
    return fate.outcome in TAKEN or fate.at_ms - fate.offer.at_ms >= SHOWN_MS


def lines_of(totals: Iterable[Total]) -> Sequence[Line]:
    """One line per tier, engine and model, most shown first."""
    grouped: dict[tuple[str, str, str], list[Total]] = {}
    for total in totals:
        grouped.setdefault((total.tier, total.engine, total.model), []).append(total)
    lines = [Line(*key, tuple(group)) for key, group in grouped.items()]
    return sorted(lines, key=lambda line: (-line.shown, line.tier, line.engine, line.model))


def today_of(totals: Iterable[Total]) -> Today:
    """From the totals of one day."""
    today = Today()
    for total in totals:
        taken, kept = (total.offers, total.kept) if total.outcome in TAKEN else (0, 0)
        today = Today(today.shown + total.offers, today.accepted + taken, today.kept + kept)
    return today
