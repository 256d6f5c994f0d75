"""The gate at work: a suggestion is shown, or there is a reason why not."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from sansfil.core.gate import KNOBS, WEIGHTS, GateKnobs, GateWeights, Judgement, judged
from sansfil.core.outcomes import Fate
from sansfil.core.phrases import Phrase
from sansfil.core.removals import Edit
from sansfil.core.suggest import Silence, Suggestion
from sansfil.core.taste import Spot, Taste, Verdict
from sansfil.core.text import Cursor, Position
from sansfil.features.weighing import Asking, Weighing, known_to
from sansfil.ports import Syntax

__all__ = ["Admitted", "Asking", "Gate", "Noted", "known_to"]

Outcome = Suggestion | Silence
Noted = Callable[[Judgement, Suggestion, bool], None]
Admitted = Callable[[Suggestion], Outcome]

MOST_OFFERED = 64


@dataclass(frozen=True)
class _Offered:
    """A suggestion that passed, and where it stands."""

    spot: Spot
    text: str

    def leads_to(self, later: "_Offered") -> bool:
        """Whether that is what is left of it once some was typed along, perhaps grown since."""
        is_here = self.spot.key == later.spot.key and later.spot.path.startswith(self.spot.path)
        return is_here and later.spot.whole(later.text).startswith(self.spot.whole(self.text))


def _unnoted(_judgement: Judgement, _suggestion: Suggestion, _passed: bool) -> None:  # noqa: FBT001
    """Fits `Noted`: nobody keeps records."""


@dataclass(frozen=True)
class Scales:
    """How features are weighed, and against what."""

    weights: GateWeights = WEIGHTS
    knobs: GateKnobs = KNOBS


class Gate:
    """One per assistant; `noted` hears of every judgement, and whether the suggestion passed."""

    def __init__(self, syntax: Syntax, noted: Noted = _unnoted, scales: Scales = Scales()) -> None:
        self._syntax = syntax
        self._noted = noted
        self._scales = scales
        self._taste = Taste()
        self._offered: OrderedDict[tuple[str, str], _Offered] = OrderedDict()
        self._last: dict[str, _Offered] = {}

    # What happens

    def edited(
        self, uri: str, start: Position, removed_text: str, inserted_text: str, now_ms: float
    ) -> None:
        """`inserted_text` stands at `start` now, where `removed_text` stood."""
        self._taste.removals.edited(Edit(uri, start, removed_text, inserted_text, now_ms))

    def closed(self, uri: str) -> None:
        self._taste.removals.closed(uri)
        self._last.pop(uri, None)

    def learned(self, fate: Fate) -> None:
        """What became of a suggestion; one that never passed here tells nothing."""
        offered = self._offered_as(fate.offer.uri, fate.offer.text)
        if offered is None:
            return
        # Over the editor's list an offer begins with the list's entry, which was judged by nobody.
        lead = len(fate.offer.text) - len(offered.text)
        characters = max(0, fate.characters - lead)
        spot, text = offered.spot, offered.text
        self._taste.learn(Verdict(spot, text, fate.outcome, fate.source, characters, fate.at_ms))

    # What is asked

    def at(self, cursor: Cursor, asking: Asking, tier_0: Callable[[], Outcome]) -> Admitted:
        """What judges the suggestions of one moment, each text once.

        `tier_0` is asked at most once, and only where another tier's suggestion is judged.
        """
        weighing = Weighing(cursor, asking, tier_0, self._syntax)
        known: dict[Suggestion, Outcome] = {}

        def admitted(suggestion: Suggestion) -> Outcome:
            if suggestion not in known:
                known[suggestion] = self._admitted(weighing, suggestion)
            return known[suggestion]

        return admitted

    def _admitted(self, weighing: Weighing, suggestion: Suggestion) -> Outcome:
        offered = _Offered(weighing.spot, suggestion.text)
        refusal = None if weighing.asking.is_asked else self._refusal(weighing, suggestion, offered)
        if refusal is not None:
            return Silence(refusal)
        self._remember(offered)
        return suggestion

    def _refusal(
        self, weighing: Weighing, suggestion: Suggestion, offered: _Offered
    ) -> Phrase | None:
        obstacle = self._obstacle(weighing, suggestion)
        if obstacle is None and self._is_on_screen(weighing, offered):
            return None
        judgement = self._judgement(weighing, suggestion, obstacle)
        self._noted(judgement, suggestion, judgement.refusal is None)
        return judgement.refusal

    def _obstacle(self, weighing: Weighing, suggestion: Suggestion) -> Phrase | None:
        spot, at, now_ms = weighing.spot, weighing.cursor.position, weighing.asking.now_ms
        return self._taste.obstacle(spot, suggestion.text, at, now_ms)

    def _is_on_screen(self, weighing: Weighing, offered: _Offered) -> bool:
        """What is typed along stays, whatever its odds are by now."""
        last = self._last.get(offered.spot.uri)
        return not weighing.asking.is_over_list and last is not None and last.leads_to(offered)

    def _judgement(
        self, weighing: Weighing, suggestion: Suggestion, obstacle: Phrase | None
    ) -> Judgement:
        features = weighing.features(suggestion, self._taste)
        scales, chosen = self._scales, weighing.asking.aggressiveness
        judgement = judged(features, chosen, scales.weights, scales.knobs)
        return judgement if obstacle is None else replace(judgement, refusal=obstacle)

    def _remember(self, offered: _Offered) -> None:
        uri = offered.spot.uri
        self._last[uri] = offered
        self._offered[uri, offered.text] = offered
        self._offered.move_to_end((uri, offered.text))
        if len(self._offered) > MOST_OFFERED:
            self._offered.popitem(last=False)

    def _offered_as(self, uri: str, text: str) -> _Offered | None:
        known = self._offered.get((uri, text))
        if known is not None:
            return known
        newest_first = reversed(self._offered.items())
        ends = (each for (of, own), each in newest_first if of == uri and text.endswith(own))
        return next(ends, None)
