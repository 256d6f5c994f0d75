"""What an editor is offered at a cursor: ghost text, or the reason for none."""

from dataclasses import dataclass
from enum import StrEnum

from sansfil.core.phrases import Phrase
from sansfil.core.suggest.knobs import KNOBS, SuggestKnobs
from sansfil.core.text import Position


class Tier(StrEnum):
    """Who answered; the names are the product's."""

    WORKSPACE = "workspace"
    LOCAL = "local"
    CLOUD = "cloud"


@dataclass(frozen=True)
class Suggestion:
    """Ghost text: `text` replaces what stands from `start` to `end` (positions in code points).

    `confidence` is from 0 to 1: tier 0's joint probability of the whole text, or the geometric mean
    of what an engine's model gave to each token. `mean_logprob` is the natural logarithm of the
    latter, None where the engine did not tell.
    """

    text: str
    start: Position
    end: Position
    tier: Tier
    confidence: float
    mean_logprob: float | None = None


@dataclass(frozen=True)
class Silence:
    """Nothing to show; `reason` has a key that starts with `silence.`."""

    reason: Phrase

    @property
    def code(self) -> str:
        return self.reason.key.removeprefix("silence.")


def better(new: Suggestion, shown: Suggestion, knobs: SuggestKnobs = KNOBS) -> bool:
    """Whether `new` may take the place of `shown` on the screen without a flicker.

    It may where it only adds to what is read already, or where that was unsure and says something
    else; what is shorter, or says the same, stays away.
    """
    if new.start != shown.start or len(new.text) <= len(shown.text):
        return False
    if new.text.startswith(shown.text) and new.end >= shown.end:
        return True
    return shown.confidence < knobs.sure_confidence
