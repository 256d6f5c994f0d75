"""Who answers a keystroke: what is on the screen, the reuse store, tier 0, or the engine."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from sansfil.core.phrases import phrase
from sansfil.core.store import Found, Growth
from sansfil.core.suggest import Silence, Suggestion, Tier
from sansfil.features.following import Following, betters, extends
from sansfil.features.lanes import Lane, Moment, Outcome, Ready, lane_of
from sansfil.features.local_engine import LocalEngine
from sansfil.features.onscreen import Onscreen, Screen, Seen
from sansfil.features.shaping import Shaped, Shaper
from sansfil.features.streams import Stream
from sansfil.ports import Usage

# With so few characters left to type along, tier 0 is asked how it goes on.
NEARLY_TYPED = 8


@dataclass(frozen=True)
class Raced:
    """The outcome, and what the engine read and wrote for it where it took part."""

    outcome: Outcome
    usage: Usage | None = None
    seen: Seen | None = None


class Race:
    """One per assistant; `announce` tells the editor of what came after the answer."""

    def __init__(self, shaper: Shaper, announce: Callable[[Ready], None]) -> None:
        self._shaper = shaper
        self._screen = Screen()
        self._following = Following(announce)

    async def answer(self, moment: Moment, local: LocalEngine) -> Raced:
        """Ghost text, or the reason for none; at the latest after the moment's deadline."""
        self._following.stop()
        raced = await self._answered(moment, local)
        self._remember(moment, raced)
        return raced

    def forget(self, uri: str) -> None:
        self._screen.forget(uri)

    def close(self) -> None:
        self._following.stop()

    async def _answered(self, moment: Moment, local: LocalEngine) -> Raced:
        shown = None if self._asks_anew(moment) else self._screen.typed_through(moment.ahead)
        session = local.session
        if session is None:
            return _shown_again(moment, shown) if shown else _without_engine(moment, local)
        lane = lane_of(moment, session, self._shaper)
        session.streams.keep_only(lane.places)
        if shown is not None:
            return self._grown(lane, shown)
        return await self._raced(lane)

    def _asks_anew(self, moment: Moment) -> bool:
        """Whether what is on the screen does not answer: a person asked, or better was announced."""
        return moment.is_asked or self._following.has_announced(moment)

    def _grown(self, lane: Lane, shown: Onscreen) -> Raced:
        """What is on the screen, longer if somebody knows how it goes on."""
        found = lane.session.store.found(lane.places)
        if found is None:
            return self._grown_by_engine(lane, None, _shown_again(lane.moment, shown))
        if shown.seen is not None and shown.seen.is_all_of(found.growth):
            self._following.on(lane, found.growth, shown.suggestion)
            return Raced(shown.suggestion, shown.usage, shown.seen)
        known = lane.shaped(found)
        if known is None:
            return self._grown_by_engine(lane, found, _shown_again(lane.moment, shown))
        if extends(known.outcome, shown.suggestion):
            return self._settled(lane, found.growth, known)
        again = _shown_again(lane.moment, shown)
        self._following.on(lane, found.growth, again.outcome)
        return replace(again, seen=_seen(found.growth, known))

    def _grown_by_engine(self, lane: Lane, found: Found | None, again: Raced) -> Raced:
        """Whoever types along tier 0 still hears of what the engine would add."""
        shown, can_be_told = again.outcome, lane.moment.may_follow_up
        if can_be_told and isinstance(shown, Suggestion) and shown.tier is Tier.WORKSPACE:
            self._following.for_better(lane, self._stream_for(lane, found), extends, shown)
        return again

    async def _raced(self, lane: Lane) -> Raced:
        found = await self._known(lane)
        if not lane.moment.is_current():
            # Somebody typed while the disk was asked: the engine would be asked about the past.
            return Raced(Silence(phrase("silence.moved_on")))
        known = None if found is None else lane.shaped(found)
        if found is not None and known is not None:
            return self._settled(lane, found.growth, known)
        return await self._first_good(lane, self._stream_for(lane, found))

    async def _known(self, lane: Lane) -> Found | None:
        store = lane.session.store
        found = store.found(lane.places)
        if found is None and await lane.session.generations.recall(lane.here):
            return store.found(lane.places)
        return found

    def _stream_for(self, lane: Lane, found: Found | None) -> Stream:
        """The stream that already writes for this place, goes on where it was cut, or begins."""
        streams = lane.session.streams
        if found is None:
            lane.session.planner.sent(lane.planned.plan.text)
            return streams.ask(lane.question_behind())
        running = streams.of(found.growth)
        if running is not None and running.is_running:
            return running
        return streams.resume(found.growth, lane.question_behind(found.text))

    async def _first_good(self, lane: Lane, stream: Stream) -> Raced:
        """Tier 0 at once where it is sure and may be bettered later, else whoever is in time."""
        moment = lane.moment
        await asyncio.sleep(0)  # the request goes out while tier 0 thinks
        tier_0 = moment.tier_0()
        is_sure = isinstance(tier_0, Suggestion)
        if is_sure and moment.may_follow_up and not moment.is_asked:
            self._following.for_better(lane, stream, betters, tier_0)
            return Raced(tier_0)
        decided = await self._decided_in_time(lane, stream)
        if decided is not None and (isinstance(decided.outcome, Suggestion) or not is_sure):
            return self._settled(lane, stream.growth, decided)
        if decided is None and stream.is_running:
            # Slow or hanging: a look at the engine's health tells.
            lane.session.streams.on_trouble()
        if decided is None and stream.is_running and moment.may_follow_up:
            self._following.for_better(lane, stream, betters, tier_0)
        return Raced(tier_0 if is_sure else _why_late(stream))

    async def _decided_in_time(self, lane: Lane, stream: Stream) -> Shaped | None:
        """None where the engine failed or the deadline passed first."""
        try:
            async with asyncio.timeout(lane.moment.deadline_ms / 1000):
                return await lane.decided(stream, lambda _first: True)
        except TimeoutError:
            return None

    def _settled(self, lane: Lane, growth: Growth, decided: Shaped) -> Raced:
        stream = lane.session.streams.of(growth)
        if isinstance(decided.outcome, Suggestion):
            self._following.on(lane, growth, decided.outcome)
        usage = None if stream is None else stream.usage
        return Raced(decided.outcome, usage, _seen(growth, decided))

    def _remember(self, moment: Moment, raced: Raced) -> None:
        self._following.has_answered(moment)
        if moment.is_over_list:
            # The list's entry may never be accepted; what stands in the document counts.
            return
        if isinstance(raced.outcome, Suggestion):
            self._screen.show(moment.ahead, Onscreen(raced.outcome, raced.usage, raced.seen))
        else:
            self._screen.forget(moment.uri)


def _without_engine(moment: Moment, local: LocalEngine) -> Raced:
    outcome = moment.tier_0()
    if local.problem is not None and isinstance(outcome, Silence) and outcome.code == "model_off":
        # The engine was the only tier that might have answered.
        return Raced(Silence(phrase("silence.engine_failed", why=local.problem)))
    return Raced(outcome)


def _shown_again(moment: Moment, shown: Onscreen) -> Raced:
    """What is left on the screen; where that is little, tier 0 may know more by now."""
    if shown.suggestion.tier is Tier.WORKSPACE and len(shown.suggestion.text) <= NEARLY_TYPED:
        again = moment.tier_0()
        if extends(again, shown.suggestion):
            return Raced(again)
    return Raced(shown.suggestion, shown.usage)


def _seen(growth: Growth, decided: Shaped) -> Seen:
    return Seen(growth.order, len(growth.text), growth.state, decided.is_over)


def _why_late(stream: Stream) -> Silence:
    if stream.failure is not None:
        return Silence(phrase("silence.engine_failed", why=stream.failure))
    return Silence(phrase("silence.engine_slow"))
