"""Who answers a keystroke: what is on the screen, the reuse store, tier 0, or an engine."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.store import Found, Growth
from sansfil.core.suggest import Silence, Suggestion, Tier
from sansfil.features.following import Following, betters, extends
from sansfil.features.heat import Heat, Won
from sansfil.features.lanes import Lane, Moment, Outcome, Ready, lane_of
from sansfil.features.local_engine import LocalEngine
from sansfil.features.onscreen import Onscreen, Screen, Seen
from sansfil.features.shaping import Shaped, Shaper
from sansfil.ports import EngineFacts, Usage

# With so few characters left to type along, tier 0 is asked how it goes on.
NEARLY_TYPED = 8


@dataclass(frozen=True)
class Raced:
    """The outcome, what the engine read and wrote for it where it took part, why it came from where it
    did, and the engine whose answer it is, None for tier 0."""

    outcome: Outcome
    usage: Usage | None = None
    seen: Seen | None = None
    whys: tuple[Phrase, ...] = ()
    by: EngineFacts | None = None


class Race:
    """One per assistant; `announce` tells the editor of what came after the answer."""

    def __init__(self, shaper: Shaper, announce: Callable[[Ready], None]) -> None:
        self._shaper = shaper
        self._screen = Screen()
        self._following = Following(announce)

    async def answer(self, moment: Moment, engines: Sequence[LocalEngine]) -> Raced:
        """Ghost text, or the reason for none; at the latest after the moment's deadline.

        `engines` as the user prefers them.
        """
        self._following.stop()
        raced = await self._answered(moment, engines)
        self._remember(moment, raced)
        return replace(raced, whys=(*raced.whys, *_why_absent(engines)))

    def forget(self, uri: str) -> None:
        self._screen.forget(uri)

    def close(self) -> None:
        self._following.stop()

    async def _answered(self, moment: Moment, engines: Sequence[LocalEngine]) -> Raced:
        shown = None if self._asks_anew(moment) else self._screen.typed_through(moment.ahead)
        sessions = [each.session for each in engines if each.session is not None]
        if not sessions:
            return _shown_again(moment, shown) if shown else _without_engine(moment, engines)
        lanes = [lane_of(moment, session, self._shaper) for session in sessions]
        for lane in lanes:
            lane.session.streams.keep_only(lane.places)
        if shown is not None:
            return self._grown(lanes, shown)
        return await self._raced(lanes)

    def _asks_anew(self, moment: Moment) -> bool:
        """Whether what is on the screen does not answer: a person asked, or better was announced."""
        return moment.is_asked or self._following.has_announced(moment)

    def _grown(self, lanes: Sequence[Lane], shown: Onscreen) -> Raced:
        """What is on the screen, longer if somebody knows how it goes on."""
        known = [(lane, lane.session.store.found(lane.places)) for lane in lanes]
        lane, found = next((pair for pair in known if pair[1] is not None), known[0])
        if found is None:
            return self._grown_by_engine(lanes, [None] * len(lanes), shown)
        if shown.seen is not None and shown.seen.is_all_of(found.growth):
            self._following.on(lane, found.growth, shown.suggestion)
            return Raced(shown.suggestion, shown.usage, shown.seen, shown.whys, shown.by)
        decided = lane.shaped(found)
        if decided is None:
            return self._grown_by_engine(lanes, [each for _, each in known], shown)
        if extends(decided.outcome, shown.suggestion):
            return self._settled(lane, found.growth, decided, _why_known(lane, found.growth))
        again = _shown_again(lane.moment, shown)
        self._following.on(lane, found.growth, again.outcome)
        return replace(again, seen=_seen(found.growth, decided))

    def _grown_by_engine(
        self, lanes: Sequence[Lane], found: Sequence[Found | None], onscreen: Onscreen
    ) -> Raced:
        """Whoever types along tier 0 still hears of what an engine would add."""
        moment = lanes[0].moment
        again = _shown_again(moment, onscreen)
        shown, can_be_told = again.outcome, moment.may_follow_up
        if can_be_told and isinstance(shown, Suggestion) and shown.tier is Tier.WORKSPACE:
            heat = Heat(lanes, found)
            heat.start_first()
            self._following.for_better(heat, extends, shown)
        return again

    async def _raced(self, lanes: Sequence[Lane]) -> Raced:
        found = [await self._known(lane) for lane in lanes]
        if not lanes[0].moment.is_current():
            # Somebody typed while the disk was asked: the engine would be asked about the past.
            return Raced(Silence(phrase("silence.moved_on")))
        for lane, each in zip(lanes, found, strict=True):
            decided = None if each is None else lane.shaped(each)
            if each is not None and decided is not None:
                return self._settled(lane, each.growth, decided, _why_known(lane, each.growth))
        return await self._first_good(Heat(lanes, found), lanes[0].moment)

    async def _known(self, lane: Lane) -> Found | None:
        store = lane.session.store
        found = store.found(lane.places)
        if found is None and await lane.session.generations.recall(lane.here):
            return store.found(lane.places)
        return found

    async def _first_good(self, heat: Heat, moment: Moment) -> Raced:
        """Tier 0 at once where it is sure and may be bettered later, else whoever is in time."""
        heat.start_first()
        await asyncio.sleep(0)  # the request goes out while tier 0 thinks
        tier_0 = moment.tier_0()
        is_sure = isinstance(tier_0, Suggestion)
        if is_sure and moment.may_follow_up and not moment.is_asked:
            self._following.for_better(heat, betters, tier_0)
            return Raced(tier_0, whys=(phrase("route.at_once"),))
        won = await _in_time(heat, moment)
        if won is not None and (isinstance(won.decided.outcome, Suggestion) or not is_sure):
            whys = (won.why, *(each.why for each in heat.passed_over))
            return self._settled(won.lane, won.stream.growth, won.decided, whys)
        if won is None and heat.is_running:
            _look_after(heat)
            if moment.may_follow_up:
                self._following.for_better(heat, betters, tier_0)
        return _late(heat, moment, tier_0, won)

    def _settled(
        self, lane: Lane, growth: Growth, decided: Shaped, whys: tuple[Phrase, ...]
    ) -> Raced:
        stream = lane.session.streams.of(growth)
        if isinstance(decided.outcome, Suggestion):
            self._following.on(lane, growth, decided.outcome)
        usage = None if stream is None else stream.usage
        return Raced(decided.outcome, usage, _seen(growth, decided), whys, lane.session.facts)

    def _remember(self, moment: Moment, raced: Raced) -> None:
        self._following.has_answered(moment)
        if moment.is_over_list:
            # The list's entry may never be accepted; what stands in the document counts.
            return
        if isinstance(raced.outcome, Suggestion):
            shown = Onscreen(raced.outcome, raced.usage, raced.seen, raced.whys, raced.by)
            self._screen.show(moment.ahead, shown)
        else:
            self._screen.forget(moment.uri)


async def _in_time(heat: Heat, moment: Moment) -> Won | None:
    """None where the engines failed or the deadline passed first."""
    try:
        async with asyncio.timeout(moment.deadline_ms / 1000):
            return await heat.winner(lambda _first: True)
    except TimeoutError:
        return None


def _look_after(heat: Heat) -> None:
    """Slow or hanging: a look at the engine's health tells."""
    for lane, stream in heat.streams:
        if stream.is_running:
            lane.session.streams.on_trouble()


def _late(heat: Heat, moment: Moment, tier_0: Outcome, won: Won | None) -> Raced:
    """Tier 0 where the engines were not in time, and the reason for its silence where it has none."""
    passed_over = tuple(each.why for each in heat.passed_over)
    failures = [stream.failure for _, stream in heat.streams if stream.failure is not None]
    if isinstance(tier_0, Suggestion):
        return Raced(tier_0, whys=(_why_tier_0(heat, moment, failures, won), *passed_over))
    if failures:
        return Raced(Silence(phrase("silence.engine_failed", why=failures[0])))
    if not heat.streams and passed_over:
        return Raced(Silence(phrase("silence.engine_failed", why=passed_over[0])))
    return Raced(_unfit(heat) or _slow(heat))


def _slow(heat: Heat) -> Silence:
    asked = [lane for lane, _ in heat.streams]
    if asked and all(lane.session.is_of_cloud for lane in asked):
        return Silence(phrase("silence.cloud_slow"))
    return Silence(phrase("silence.engine_slow"))


def _unfit(heat: Heat) -> Silence | None:
    """What is wrong with what was written, where nothing better can come."""
    return None if heat.is_running else heat.unfit


def _why_tier_0(heat: Heat, moment: Moment, failures: Sequence[Phrase], won: Won | None) -> Phrase:
    if won is not None:
        return phrase("route.nothing_to_add")
    if failures:
        return phrase("route.instead", why=failures[0])
    unfit = _unfit(heat)
    if unfit is not None:
        return phrase("route.instead", why=unfit.reason)
    return phrase("route.in_time", milliseconds=moment.deadline_ms)


def _without_engine(moment: Moment, engines: Sequence[LocalEngine]) -> Raced:
    outcome = moment.tier_0()
    problem = next((each.problem for each in engines if each.problem is not None), None)
    is_alone = isinstance(outcome, Silence) and outcome.code == "model_off"
    # Else an engine was the only tier that might have answered.
    if is_alone and problem is not None:
        return Raced(Silence(phrase("silence.engine_failed", why=problem)))
    if is_alone and any(each.is_starting for each in engines):
        return Raced(Silence(phrase("silence.engine_starting")))
    return Raced(outcome, whys=(phrase("route.no_engine"),))


def _why_known(lane: Lane, growth: Growth) -> tuple[Phrase, ...]:
    """Why it was asked then, as long as that is remembered."""
    stream = lane.session.streams.of(growth)
    if stream is not None and stream.why is not None:
        return (stream.why,)
    return (phrase("route.known", engine=lane.session.name),)


def _why_absent(engines: Sequence[LocalEngine]) -> tuple[Phrase, ...]:
    """Of engines that are wanted and not there, or do nothing but fail."""
    return tuple(each.trouble for each in engines if each.trouble is not None)


def _shown_again(moment: Moment, shown: Onscreen) -> Raced:
    """What is left on the screen; where that is little, tier 0 may know more by now."""
    if shown.suggestion.tier is Tier.WORKSPACE and len(shown.suggestion.text) <= NEARLY_TYPED:
        again = moment.tier_0()
        if extends(again, shown.suggestion):
            return Raced(again, whys=shown.whys)
    return Raced(shown.suggestion, shown.usage, whys=shown.whys, by=shown.by)


def _seen(growth: Growth, decided: Shaped) -> Seen:
    return Seen(growth.order, len(growth.text), growth.state, decided.is_over)
