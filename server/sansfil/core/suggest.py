"""What may be shown as ghost text, and the reasons for showing nothing."""

from dataclasses import dataclass
from enum import StrEnum

from sansfil.core.phrases import Phrase
from sansfil.core.text import Position


class Tier(StrEnum):
    """Who answered; the names are the product's."""

    WORKSPACE = "workspace"


@dataclass(frozen=True)
class Suggestion:
    """Ghost text: `text` replaces what stands from `start` to `end` (positions in code points).

    `confidence` is the model's own joint probability of the whole text, from 0 to 1.
    """

    text: str
    start: Position
    end: Position
    tier: Tier
    confidence: float


@dataclass(frozen=True)
class Silence:
    """Nothing to show; `reason` has a key that starts with `silence.`."""

    reason: Phrase

    @property
    def code(self) -> str:
        return self.reason.key.removeprefix("silence.")
