"""What the user's own behaviour says against a suggestion: rejected before, dismissed, just removed.

All clock readings are milliseconds of any one clock; one that jumps forgets, and does no other harm.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sansfil.core.outcomes import Outcome, Source
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.removals import Removals
from sansfil.core.text import Cursor, Position

LINES_IN_KEY = 2
_LINES_SEARCHED = 50
_LINES_OF_BLOCK = 400


@dataclass(frozen=True)
class TasteKnobs:
    """The accept history is a mean that halves the weight of what is `half_life_ms` old, beside
    `prior_weight` outcomes of worth `prior` that nobody has given.

    `half_life_ms` follows Copilot's next edits, which forget with exp(-t / 10 min)
    (microsoft/vscode-copilot-chat, user happiness score and delayed debounce); `cooldown_ms` is
    its pause after a dismissal. `prior` is the acceptance rate that JetBrains, Google and GitHub
    publish (25 to 38 %). Who types so many characters `by_hand` of what she typed over before did
    not mean to reject it: a slip of the finger is no judgement. A dismissal is never taken back.
    """

    prior: float = 0.3
    prior_weight: float = 4.0
    half_life_ms: float = 420_000
    cooldown_ms: float = 5_000
    most_rejected: int = 256
    by_hand: int = 3


@dataclass(frozen=True)
class Spot:
    """A line start that survives edits elsewhere: the document, the nearest lines above that are
    not blank, and the lines that its block stands under. `path` stands from there to where the
    suggestion begins."""

    uri: str
    above: tuple[str, ...]
    path: str

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        return self.uri, self.above

    def whole(self, text: str) -> str:
        """The line, and what follows, once `text` stands there; indentation does not count."""
        return (self.path + text).lstrip()


def spot_of(cursor: Cursor) -> Spot:
    lines, line = cursor.document.lines, cursor.position.line
    near = lines[max(0, line - _LINES_SEARCHED) : line][::-1]
    solid = (" ".join(each.split()) for each in near if each.strip())
    above = (*islice(solid, LINES_IN_KEY), *_headers(lines, line))
    return Spot(cursor.document.uri, above, cursor.line_before)


def _headers(lines: Sequence[str], line: int) -> Iterator[str]:
    """The nearest lines above that are indented less and less: a method, its class."""
    least = len(lines)
    for each in reversed(lines[max(0, line - _LINES_OF_BLOCK) : line]):
        text = each.strip()
        indent = len(each) - len(each.lstrip())
        if text and indent < least:
            least = indent
            yield text
        if not least:
            return


@dataclass(frozen=True)
class Verdict:
    """What became of `text`, offered at `spot`: `characters` of it were taken."""

    spot: Spot
    text: str
    outcome: Outcome
    source: Source
    characters: int
    at_ms: float


# What an outcome is worth in the accept history; the others say nothing about the suggestion.
_WORTH = {Outcome.ACCEPTED: 1.0, Outcome.TYPED: 1.0, Outcome.PARTLY: 0.5, Outcome.REJECTED: 0.0}


# A line start, and how the line goes that was not wanted there.
_Rejected = tuple[object, str]


@dataclass
class Taste:
    """One per assistant; `since_rejection_ms` and `score` are features of the gate."""

    knobs: TasteKnobs = field(default_factory=TasteKnobs)
    removals: Removals = field(default_factory=Removals)
    _rejected: OrderedDict[_Rejected, int | None] = field(
        default_factory=OrderedDict["_Rejected", "int | None"]
    )
    _dismissed: tuple[object, float] | None = None
    _rejected_at_ms: float | None = None
    _weight: float = 0.0
    _worth: float = 0.0
    _weighed_at_ms: float = 0.0

    def learn(self, verdict: Verdict) -> None:
        if verdict.outcome in _WORTH:
            self._weigh(_WORTH[verdict.outcome], verdict.at_ms)
        if verdict.outcome is not Outcome.REJECTED:
            return
        self._rejected_at_ms = verdict.at_ms
        if verdict.source is Source.TOLD:
            self._dismissed = verdict.spot.key, verdict.at_ms
        self._refuse(verdict)

    def score(self, now_ms: float) -> float:
        """How much of what was shown lately was wanted, from 0 to 1."""
        faded, knobs = self._faded(now_ms), self.knobs
        worth = faded * self._worth + knobs.prior_weight * knobs.prior
        return worth / (faded * self._weight + knobs.prior_weight)

    def since_rejection_ms(self, now_ms: float) -> float | None:
        """None where nothing was rejected yet, or the clock was set back."""
        at_ms = self._rejected_at_ms
        return None if at_ms is None or now_ms < at_ms else now_ms - at_ms

    def obstacle(self, spot: Spot, text: str, at: Position, now_ms: float) -> Phrase | None:
        """Why `text` is not offered at `at`, whatever its odds, or None."""
        if self._is_cooling(spot, now_ms):
            return phrase("silence.cooling_down", seconds=round(self.knobs.cooldown_ms / 1000))
        if self.has_rejected(spot, text):
            return phrase("silence.rejected")
        if self.removals.would_come_back(spot.uri, spot.path, text, at, now_ms):
            return phrase("silence.undoes_edit")
        return None

    def has_rejected(self, spot: Spot, text: str) -> bool:
        """Whether this, or what it begins with, was not wanted here."""
        whole, there = spot.whole(text), spot.whole("")
        alike = [key for key in self._rejected if key[0] == spot.key and whole.startswith(key[1])]
        for key in alike:
            if self._is_typed_after_all(key, there):
                del self._rejected[key]
        held = [key for key in alike if key in self._rejected and len(there) < len(key[1])]
        for key in held:
            self._rejected.move_to_end(key)
        return bool(held)

    def _is_typed_after_all(self, key: _Rejected, there: str) -> bool:
        left_at = self._rejected[key]
        return left_at is not None and len(there) >= left_at + self.knobs.by_hand

    def _refuse(self, verdict: Verdict) -> None:
        """Up to the end of the line that was not wanted: what followed it was never judged."""
        judged = _through_line(verdict.text, verdict.characters)
        if not judged.strip():
            return
        key = verdict.spot.key, verdict.spot.whole(judged).rstrip()
        left_at = len(verdict.spot.whole(verdict.text[: verdict.characters]))
        is_for_good = verdict.source is Source.TOLD or self._rejected.get(key, 0) is None
        self._rejected[key] = None if is_for_good else left_at
        self._rejected.move_to_end(key)
        while len(self._rejected) > self.knobs.most_rejected:
            self._rejected.popitem(last=False)

    def _is_cooling(self, spot: Spot, now_ms: float) -> bool:
        if self._dismissed is None or self._dismissed[0] != spot.key:
            return False
        return abs(now_ms - self._dismissed[1]) < self.knobs.cooldown_ms

    def _weigh(self, worth: float, now_ms: float) -> None:
        faded = self._faded(now_ms)
        self._weight, self._worth = faded * self._weight + 1.0, faded * self._worth + worth
        self._weighed_at_ms = now_ms

    def _faded(self, now_ms: float) -> float:
        """What is left of an outcome's weight since the last one."""
        age_ms = max(0.0, now_ms - self._weighed_at_ms)
        return 0.5 ** (age_ms / self.knobs.half_life_ms)


def _through_line(text: str, characters: int) -> str:
    """`text` up to the end of the first line that is not blank and goes on behind `characters`."""
    end = characters
    while end < len(text) and not text[characters : end + 1].strip():
        end += 1
    found = text.find("\n", end)
    return text if found < 0 else text[:found]
