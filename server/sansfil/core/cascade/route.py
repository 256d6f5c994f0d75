"""Which engines are asked for one suggestion, in which order, how far apart, and why.

Whoever is asked first is given the time that its answers usually take; only then a second one is
asked beside it (a hedge, as in J. Dean and L. Barroso, "The Tail at Scale", CACM 56/2, 2013), so that
it can still answer before the deadline. What leaves the machine, or costs money, is asked only
where nothing nearer is expected to be in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from sansfil.core.cascade.health import Condition, Health
from sansfil.core.cascade.latency import Latency, Waiting
from sansfil.core.cascade.rhythm import Rhythm
from sansfil.core.phrases import Phrase, phrase


class Price(IntEnum):
    """What a question costs; the dearer, the later it is asked."""

    NOTHING = 0
    QUOTA = 1
    MONEY = 2


@dataclass(frozen=True)
class RouteKnobs:
    """An engine of which nothing is known is given `unknown_share` of the deadline before another is
    asked; no hedge starts earlier than `least_lead_ms` after the one before it."""

    unknown_share: float = 0.25
    least_lead_ms: float = 30.0


KNOBS = RouteKnobs()


@dataclass(frozen=True)
class Candidate:
    """Who could be asked. `fresh_tokens` is what it would have to read; nobody queues, since the
    newest question closes the one before, and where others queue it is in the latency. `can_fill`
    claims that its model fills in the middle, `keeps_prompts` that what it has read of a void question
    serves the next one, `may_be_asked` that the user consents to what leaves the machine and has
    budget left for what it costs. While somebody types it is not asked before `pause_ms` without a key.
    """

    name: str
    health: Health = field(default_factory=Health)
    latency: Latency = field(default_factory=Latency)
    fresh_tokens: int = 0
    can_fill: bool = True
    keeps_prompts: bool = True
    leaves_machine: bool = False
    may_be_asked: bool = True
    price: Price = Price.NOTHING
    pause_ms: float = 0.0

    @property
    def is_free(self) -> bool:
        """Nothing is lost by asking it in vain, but for some work on this machine."""
        return not self.leaves_machine and self.price is Price.NOTHING


@dataclass(frozen=True)
class Attempt:
    """`candidate` (its number) is asked `start_ms` after the key, unless somebody has answered.

    `is_trial` claims that its answer is worth waiting for though somebody was faster: it tells whether
    the engine is well again.
    """

    candidate: int
    start_ms: float
    why: Phrase
    is_trial: bool = False


@dataclass(frozen=True)
class PassedOver:
    """`candidate` is not asked at all."""

    candidate: int
    why: Phrase


@dataclass(frozen=True)
class Route:
    """Attempts in the order of their starts, and who takes no part."""

    attempts: tuple[Attempt, ...]
    passed_over: tuple[PassedOver, ...] = ()


def route(
    candidates: Sequence[Candidate],
    deadline_ms: float,
    now_ms: float,
    rhythm: Rhythm | None = None,
    knobs: RouteKnobs = KNOBS,
) -> Route:
    """The way of one question: `candidates` as the user prefers them, the nearest first.

    Those for whom a void question is dear are held back by the user's `rhythm`, None where a person
    asked. Nobody but the first starts after `deadline_ms`.
    """
    refused = [
        PassedOver(number, why)
        for number, each in enumerate(candidates)
        if (why := _obstacle(each, now_ms)) is not None
    ]
    out = {each.candidate for each in refused}
    able = [number for number in range(len(candidates)) if number not in out]
    ordered = sorted(able, key=lambda number: _rank(candidates[number], deadline_ms, now_ms))
    trials = [number for number in ordered if _is_free_trial(candidates[number], now_ms)]
    others = [number for number in ordered if number not in trials]
    spread = _Spread(candidates, deadline_ms, rhythm or Rhythm(), trials, knobs)
    for number in others:
        spread.add(number)
    tried = (_trial(number, candidates[number]) for number in trials)
    attempts = sorted((*spread.attempts, *tried), key=lambda each: each.start_ms)
    passed_over = sorted((*refused, *spread.unneeded), key=lambda each: each.candidate)
    return Route(tuple(attempts), tuple(passed_over))


def _is_free_trial(candidate: Candidate, now_ms: float) -> bool:
    return candidate.is_free and candidate.health.condition(now_ms) is Condition.TRIAL


def _trial(number: int, candidate: Candidate) -> Attempt:
    """Beside whoever is well: it makes nobody late, and is found well again as soon as it is."""
    return Attempt(number, 0.0, phrase("route.trial", engine=candidate.name), is_trial=True)


def _obstacle(candidate: Candidate, now_ms: float) -> Phrase | None:
    if not candidate.can_fill:
        return phrase("route.cannot_fill", engine=candidate.name)
    if not candidate.may_be_asked:
        key = "route.no_consent" if candidate.price is not Price.MONEY else "route.no_budget"
        return phrase(key, engine=candidate.name)
    health = candidate.health
    if health.condition(now_ms) is Condition.RESTING:
        rest_s = max(1, round(health.rest_ms(now_ms) / 1000))
        return phrase("route.rests", engine=candidate.name, seconds=rest_s, failures=health.errors)
    return None


def _rank(candidate: Candidate, deadline_ms: float, now_ms: float) -> tuple[float, ...]:
    """Nearest and cheapest first; among equals whoever is well, then whoever is in time.

    The sort is stable: those that tie stay as the user prefers them.
    """
    is_on_trial = candidate.health.condition(now_ms) is Condition.TRIAL
    waiting = _waiting(candidate)
    overdue_ms = 0.0 if waiting is None else max(0.0, waiting.late_ms - deadline_ms)
    return (candidate.leaves_machine, candidate.price, is_on_trial, overdue_ms)


def _waiting(candidate: Candidate) -> Waiting | None:
    return candidate.latency.expected(candidate.fresh_tokens)


class _Spread:
    """Gives each candidate its start, in the order they are added."""

    def __init__(
        self,
        candidates: Sequence[Candidate],
        deadline_ms: float,
        rhythm: Rhythm,
        trials: Sequence[int],
        knobs: RouteKnobs,
    ) -> None:
        self._trials = trials
        self.attempts: list[Attempt] = []
        self.unneeded: list[PassedOver] = []
        self._candidates, self._deadline_ms = candidates, deadline_ms
        self._rhythm, self._knobs = rhythm, knobs

    def add(self, number: int) -> None:
        candidate = self._candidates[number]
        if not self.attempts:
            start_ms = self._first_start_ms(candidate)
            self.attempts.append(Attempt(number, start_ms, _why_first(candidate)))
            return
        last = self.attempts[-1]
        before = self._candidates[last.candidate]
        lead_ms = _lead_ms(before, candidate, self._deadline_ms, self._knobs)
        start_ms = last.start_ms + max(lead_ms, self._knobs.least_lead_ms)
        start_ms = max(start_ms, self._hold_ms(candidate))
        if start_ms >= self._deadline_ms:
            why = phrase("route.too_late", engine=candidate.name)
            self.unneeded.append(PassedOver(number, why))
            return
        self.attempts.append(Attempt(number, start_ms, _why_beside(before, candidate, start_ms)))

    def _first_start_ms(self, candidate: Candidate) -> float:
        """What is dear gives one that is being tried the time that is left."""
        hold_ms = self._hold_ms(candidate)
        if candidate.is_free or not self._trials:
            return hold_ms
        return max(hold_ms, _latest_ms(candidate, self._deadline_ms, self._knobs))

    def _hold_ms(self, candidate: Candidate) -> float:
        """How long it waits for a next key; never so long that its answer would be late by that."""
        if candidate.is_free and candidate.keeps_prompts:
            return 0.0
        waiting = _waiting(candidate)
        hold_ms = self._rhythm.hold_ms(None if waiting is None else waiting.mean_ms)
        in_time_ms = min(hold_ms, _latest_ms(candidate, self._deadline_ms, self._knobs))
        return max(in_time_ms, candidate.pause_ms)


def _lead_ms(
    before: Candidate, candidate: Candidate, deadline_ms: float, knobs: RouteKnobs
) -> float:
    """How long the one before is left alone; less where the hedge would else come too late."""
    usual, latest_ms = _waiting(before), _latest_ms(candidate, deadline_ms, knobs)
    patience_ms = deadline_ms * knobs.unknown_share if usual is None else usual.late_ms
    is_in_time = usual is None or usual.late_ms < deadline_ms
    if not candidate.is_free and is_in_time:
        # It may be needless: the nearer one has all the time there is.
        return max(patience_ms, latest_ms)
    # One that is free need not wait until there is no time to spare.
    return latest_ms if not candidate.is_free else min(patience_ms, latest_ms / 2)


def _latest_ms(candidate: Candidate, deadline_ms: float, knobs: RouteKnobs) -> float:
    """When it must be asked at the latest, to answer in time."""
    own = _waiting(candidate)
    own_ms = deadline_ms * knobs.unknown_share if own is None else own.late_ms
    return max(0.0, deadline_ms - max(own_ms, knobs.least_lead_ms))


def _why_first(candidate: Candidate) -> Phrase:
    waiting = _waiting(candidate)
    if waiting is None:
        return phrase("route.unmeasured", engine=candidate.name)
    return phrase("route.first", engine=candidate.name, milliseconds=round(waiting.mean_ms))


def _why_beside(before: Candidate, candidate: Candidate, start_ms: float) -> Phrase:
    return phrase(
        "route.beside", engine=candidate.name, before=before.name, milliseconds=round(start_ms)
    )
