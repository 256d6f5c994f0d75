"""What became of a suggestion: the words that the gate, the records and the editor share."""

from dataclasses import dataclass
from enum import StrEnum

from sansfil.core.suggest import Tier


class Outcome(StrEnum):
    """`TYPED`: typed out by hand along the suggestion; `REPLACED`: another took its place on the
    screen; `LEFT`: the cursor went elsewhere, or the document was closed."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    TYPED = "typed"
    REPLACED = "replaced"
    LEFT = "left"


class Source(StrEnum):
    """How an outcome is known: the editor told it, or it was inferred from what was edited."""

    TOLD = "told"
    INFERRED = "inferred"


@dataclass(frozen=True)
class Offer:
    """A suggestion that was put on the screen.

    `number` tells it apart within a session, `text` is all of it as first shown, `engine` and `model`
    are empty for tier 0, `confidence` is from 0 to 1, `at_ms` reads a clock that only goes forward.
    """

    number: int
    uri: str
    language: str
    tier: Tier
    engine: str
    model: str
    text: str
    confidence: float
    latency_ms: float
    at_ms: float


@dataclass(frozen=True)
class Fate:
    """The end of an offer: `characters` of its text were taken, all of them where it was accepted."""

    offer: Offer
    outcome: Outcome
    source: Source
    characters: int
    at_ms: float
