"""Whether a suggestion is worth showing: from what is known of it to the odds that it is accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from math import exp, log, log1p

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.suggest import Tier


class Aggressiveness(StrEnum):
    """How readily suggestions are shown; the names are the setting's."""

    QUIET = "quiet"
    BALANCED = "balanced"
    EAGER = "eager"


class Agreement(StrEnum):
    """What tier 0 says of the same place: one text begins with the other, or they differ, or tier 0
    says nothing. A suggestion of tier 0's own has nobody to agree with: `SILENT`."""

    AGREES = "agrees"
    DIFFERS = "differs"
    SILENT = "silent"


@dataclass(frozen=True)
class Features:
    """What is known of a suggestion before it is shown; None where nobody can tell.

    `error_delta` counts the syntax errors that it adds (or takes away), `known_share` is the share
    of its identifiers that tier 0 has seen, `accept_score` what became of suggestions lately (0 to
    1), `since_rejection_ms` the time since one was typed over or dismissed, `typed_characters`
    those of the word that the cursor stands behind.
    """

    tier: Tier
    confidence: float
    mean_logprob: float | None
    agreement: Agreement
    error_delta: int | None
    characters: int
    lines: int
    is_mid_line: bool
    is_over_list: bool
    known_share: float | None
    accept_score: float
    since_rejection_ms: float | None
    typed_characters: int


@dataclass(frozen=True)
class GateWeights:
    """Log odds for each signal of the same name (`signals`), `bias` where there are none.

    Fitted by `python -m bench._gate.fit` on 9,500 judgements of typed lessons, none of which are of the
    sessions that `bench/gate.py` measures. `known` is not fitted yet: it waits for records of real
    use, since the stand-in's mistakes are made of known names.
    """

    bias: float = -0.53
    is_workspace: float = 0.68
    workspace_odds: float = 0.88
    logprob: float = 1.53
    agrees: float = 1.02
    differs: float = -0.3
    adds_errors: float = -0.93
    takes_errors: float = 0.68
    length: float = -0.43
    is_multi_line: float = 0.52
    is_mid_line: float = 0.46
    known: float = 0.0
    history: float = 0.31
    rejected_lately: float = -0.23
    rejected_in_word: float = -0.63
    typed: float = 0.05


@dataclass(frozen=True)
class GateKnobs:
    """A suggestion is shown from these odds on, `over_list` higher where the editor's own list is open.

    By the reward that Cursor published for its own (0.75 for an accept, -0.25 for a rejection, nothing
    for silence: cursor.com/blog/tab-rl) showing pays from 0.25 on; `balanced` is a little higher,
    because on the lessons of `bench/_gate` that spares more rejections than it costs accepts; `eager`
    refuses only what is next to impossible.
    These hold for `usual_characters` (the median line that Copilot's completions have); the odds of
    a shorter one must be higher, those of a longer one lower, by its length to the power of
    `worth_of_length`: reading costs about the same, and accepting spares more keys.
    `usual_logprob` is what models give to a token on average; after `rejection_ms`, or `word_ms`
    within a word, a rejection weighs 1/e of what it did.
    """

    quiet: float = 0.45
    balanced: float = 0.3
    eager: float = 0.04
    over_list: float = 0.15
    usual_logprob: float = -0.7
    rejection_ms: float = 3_000
    word_ms: float = 1_000
    usual_characters: int = 20
    worth_of_length: float = 0.5
    usual_score: float = 0.3

    def threshold(
        self, aggressiveness: Aggressiveness, characters: int, *, is_over_list: bool
    ) -> float:
        chosen = {
            Aggressiveness.QUIET: self.quiet,
            Aggressiveness.BALANCED: self.balanced,
            Aggressiveness.EAGER: self.eager,
        }[aggressiveness]
        usual = chosen + self.over_list if is_over_list else chosen
        share = max(1, characters) / self.usual_characters
        odds = usual / (1 - usual) / share**self.worth_of_length
        return odds / (1 + odds)


WEIGHTS = GateWeights()
KNOBS = GateKnobs()


@dataclass(frozen=True)
class Judgement:
    """The odds that a suggestion is accepted, what they are measured against, from which features.

    `refusal` says why it is not shown, None where it is.
    """

    probability: float
    threshold: float
    features: Mapping[str, float | str | None]
    refusal: Phrase | None = None


def judged(
    features: Features,
    aggressiveness: Aggressiveness,
    weights: GateWeights = WEIGHTS,
    knobs: GateKnobs = KNOBS,
) -> Judgement:
    """Shown if its odds reach the threshold."""
    probability = probability_of(features, weights, knobs)
    threshold = knobs.threshold(
        aggressiveness, features.characters, is_over_list=features.is_over_list
    )
    return Judgement(
        probability,
        threshold,
        told(features),
        None if probability >= threshold else _unlikely(probability, threshold),
    )


def probability_of(
    features: Features, weights: GateWeights = WEIGHTS, knobs: GateKnobs = KNOBS
) -> float:
    """From 0 to 1."""
    given = signals(features, knobs)
    odds = weights.bias + sum(getattr(weights, name) * value for name, value in given.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def signals(features: Features, knobs: GateKnobs = KNOBS) -> Mapping[str, float]:
    """What the weights multiply, about 0 where nothing is known and within some units of it."""
    is_workspace = features.tier is Tier.WORKSPACE
    delta, known = features.error_delta or 0, features.known_share
    return {
        "is_workspace": float(is_workspace),
        "workspace_odds": _log_odds(features.confidence) if is_workspace else 0.0,
        "logprob": _logprob(features.mean_logprob, knobs),
        "agrees": float(features.agreement is Agreement.AGREES),
        "differs": float(features.agreement is Agreement.DIFFERS),
        "adds_errors": float(delta > 0),
        "takes_errors": float(delta < 0),
        "length": log1p(max(0, features.characters)) - log1p(20),
        "is_multi_line": float(features.lines > 1),
        "is_mid_line": float(features.is_mid_line),
        "known": 0.0 if known is None else known - 1.0,
        "history": features.accept_score - knobs.usual_score,
        "rejected_lately": _recency(features.since_rejection_ms, knobs.rejection_ms),
        "rejected_in_word": _rejected_in_word(features, knobs),
        "typed": min(8, max(0, features.typed_characters)) / 8,
    }


def told(features: Features) -> Mapping[str, float | str | None]:
    """The features as they are recorded: numbers, names, None for what is not known."""
    values = ((spec.name, getattr(features, spec.name)) for spec in fields(features))
    return {name: _plain(value) for name, value in values}


def agreement(text: str, tier_0: str | None) -> Agreement:
    """What a text of tier 0 for the same place, None for silence, says of `text`."""
    if not tier_0:
        return Agreement.SILENT
    is_alike = text.startswith(tier_0) or tier_0.startswith(text)
    return Agreement.AGREES if is_alike else Agreement.DIFFERS


def _plain(value: object) -> float | str | None:
    if isinstance(value, StrEnum):
        return value.value
    return float(value) if isinstance(value, (bool, int, float)) else None


def _unlikely(probability: float, threshold: float) -> Phrase:
    percent, limit = int(100 * probability), round(100 * threshold)
    return phrase("silence.unlikely", percent=percent, limit=limit)


def _log_odds(probability: float) -> float:
    inside = min(0.98, max(0.02, probability))
    return log(inside / (1 - inside))


def _logprob(mean: float | None, knobs: GateKnobs) -> float:
    return 0.0 if mean is None else min(0.0, max(-3.0, mean)) - knobs.usual_logprob


def _rejected_in_word(features: Features, knobs: GateKnobs) -> float:
    """Who was wrong about a word's beginning is seldom right about its end."""
    is_inside = features.typed_characters > 0
    return _recency(features.since_rejection_ms, knobs.word_ms) if is_inside else 0.0


def _recency(since_ms: float | None, fading_ms: float) -> float:
    return 0.0 if since_ms is None or since_ms < 0 else exp(-since_ms / fading_ms)
