"""Who answers a keystroke: what is on the screen, the reuse store, tier 0, or the engine."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from sansfil.core.phrases import phrase
from sansfil.core.store import Found, Growth, Place
from sansfil.core.suggest import Silence, Suggestion, Tier, better
from sansfil.core.text import Cursor, Position
from sansfil.features.local_engine import LocalEngine, Session
from sansfil.features.onscreen import Onscreen, Screen
from sansfil.features.planning import Planned
from sansfil.features.shaping import Shaped, Shaper, Wanted
from sansfil.features.streams import Question, Stream
from sansfil.ports import Usage

Outcome = Suggestion | Silence
Improves = Callable[[Outcome, Suggestion], bool]
# After a pause of this length somebody reads what is shown, and may accept it.
READING_S = 0.25
# With so few characters left to type along, tier 0 is asked how it goes on.
NEARLY_TYPED = 8


@dataclass(frozen=True)
class Moment:
    """One request for ghost text.

    `ahead` is the cursor to write at, behind the selected entry of the editor's list if
    `is_over_list`; `tier_0` asks the workspace model, `deadline_ms` is how long the engine may take,
    `may_follow_up` claims that a better suggestion can still be announced later.
    """

    ahead: Cursor
    is_over_list: bool
    is_asked: bool
    tier_0: Callable[[], Outcome]
    indent_unit: str
    deadline_ms: int
    may_follow_up: bool

    @property
    def uri(self) -> str:
        return self.ahead.document.uri


@dataclass(frozen=True)
class Ready:
    """A better suggestion waits for whoever asks again at this version and position."""

    uri: str
    version: int
    position: Position


@dataclass(frozen=True)
class Raced:
    """The outcome, and what the engine read for it where it took part."""

    outcome: Outcome
    usage: Usage | None = None


@dataclass(frozen=True)
class Lane:
    """A moment, the session that runs it, and the prompt planned for it."""

    moment: Moment
    session: Session
    planned: Planned
    places: tuple[Place, ...]

    @property
    def here(self) -> Place:
        return self.places[0]

    def question_behind(self, text: str = "") -> Question:
        prompt = self.planned.plan.text + text
        session = self.session
        return Question(self.here.behind(text), prompt, session.max_tokens, session.family.stops)

    def behind_cursor(self, growth: Growth) -> Found | None:
        """What `growth` says of this cursor, None if it is about another place."""
        for place in self.places:
            if place.root == growth.place.root and growth.still_leads_to(place):
                written = growth.place.path + growth.text
                return Found(written[len(place.path) :], growth)
        return None


class Race:
    """One per assistant; `announce` tells the editor of what came after the answer."""

    def __init__(self, shaper: Shaper, announce: Callable[[Ready], None]) -> None:
        self._shaper, self._announce = shaper, announce
        self._screen = Screen()
        self._ready: Ready | None = None
        self._following: asyncio.Task[None] | None = None

    async def answer(self, moment: Moment, local: LocalEngine) -> Raced:
        """Ghost text, or the reason for none; at the latest after the moment's deadline."""
        self._stop_following()
        raced = await self._answered(moment, local)
        self._remember(moment, raced)
        return raced

    def forget(self, uri: str) -> None:
        self._screen.forget(uri)

    def close(self) -> None:
        self._stop_following()

    async def _answered(self, moment: Moment, local: LocalEngine) -> Raced:
        shown = None if self._asks_anew(moment) else self._screen.typed_through(moment.ahead)
        session = local.session
        if session is None:
            return _shown_again(moment, shown) if shown else _without_engine(moment, local)
        lane = lane_of(moment, session)
        session.streams.keep_only(lane.places)
        if shown is not None:
            return self._grown(lane, shown)
        return await self._raced(lane)

    def _asks_anew(self, moment: Moment) -> bool:
        """Whether what is on the screen does not answer: a person asked, or better was announced."""
        here = Ready(moment.uri, moment.ahead.document.version, moment.ahead.position)
        return moment.is_asked or self._ready == here

    def _grown(self, lane: Lane, shown: Onscreen) -> Raced:
        """What is on the screen, longer if somebody knows how it goes on."""
        found = lane.session.store.found(lane.places)
        known = None if found is None else self._shaped(lane, found)
        if found is not None and known is not None and _extends(known.outcome, shown.suggestion):
            return self._settled(lane, found.growth, known)
        again = _shown_again(lane.moment, shown)
        if known is None and lane.moment.may_follow_up and shown.suggestion.tier is Tier.WORKSPACE:
            # Whoever types along tier 0 still hears of what the engine would add.
            self._follow(lane, self._stream_for(lane, found), _extends, again.outcome)
        return again

    async def _raced(self, lane: Lane) -> Raced:
        found = await self._known(lane)
        known = None if found is None else self._shaped(lane, found)
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
            self._follow(lane, stream, _betters, tier_0)
            return Raced(tier_0)
        decided = await self._decided_in_time(lane, stream)
        if decided is not None and (isinstance(decided.outcome, Suggestion) or not is_sure):
            return self._settled(lane, stream.growth, decided)
        if decided is None and stream.is_running:
            # Slow or hanging: a look at the engine's health tells.
            lane.session.streams.on_trouble()
        if decided is None and stream.is_running and moment.may_follow_up:
            self._follow(lane, stream, _betters, tier_0)
        return Raced(tier_0 if is_sure else _why_late(stream))

    async def _decided_in_time(self, lane: Lane, stream: Stream) -> Shaped | None:
        """None where the engine failed or the deadline passed first."""
        try:
            async with asyncio.timeout(lane.moment.deadline_ms / 1000):
                return await self._decided(lane, stream)
        except TimeoutError:
            return None

    async def _decided(self, lane: Lane, stream: Stream) -> Shaped | None:
        async with lane.session.streams.listening(stream):
            while True:
                decided = self._shaped_of(lane, stream.growth)
                if decided is not None or not stream.is_running:
                    return decided
                await stream.changed()

    def _shaped_of(self, lane: Lane, growth: Growth) -> Shaped | None:
        found = lane.behind_cursor(growth)
        return None if found is None else self._shaped(lane, found)

    def _shaped(self, lane: Lane, found: Found) -> Shaped | None:
        """None while more text is needed to decide."""
        moment = lane.moment
        wanted = Wanted(moment.ahead, lane.planned.pending, moment.indent_unit, moment.is_asked)
        return self._shaper.shaped(found, wanted, lane.session.family.specials)

    def _settled(self, lane: Lane, growth: Growth, decided: Shaped) -> Raced:
        stream = lane.session.streams.of(growth)
        if isinstance(decided.outcome, Suggestion):
            self._following = asyncio.create_task(self._look_ahead(lane, growth, decided))
        return Raced(decided.outcome, None if stream is None else stream.usage)

    # What goes on after the answer

    def _follow(self, lane: Lane, stream: Stream, is_worth_it: Improves, answered: Outcome) -> None:
        self._following = asyncio.create_task(
            self._announce_better(lane, stream, is_worth_it, answered)
        )

    async def _announce_better(
        self, lane: Lane, stream: Stream, is_worth_it: Improves, answered: Outcome
    ) -> None:
        decided = await self._decided(lane, stream)
        if decided is None or not isinstance(decided.outcome, Suggestion):
            return
        if isinstance(answered, Suggestion) and not is_worth_it(decided.outcome, answered):
            return
        cursor = lane.moment.ahead
        self._ready = Ready(cursor.document.uri, cursor.document.version, cursor.position)
        self._announce(self._ready)
        await self._look_ahead(lane, stream.growth, decided)

    async def _look_ahead(self, lane: Lane, growth: Growth, decided: Shaped) -> None:
        """Let the answer run on into the next suggestions, then ask for what follows an accept."""
        stream = lane.session.streams.of(growth)
        if stream is not None and stream.is_running:
            await self._run_on(lane, stream)
        if isinstance(decided.outcome, Suggestion):
            # Who goes on typing would only take the engine away from it again.
            await asyncio.sleep(READING_S)
            if lane.session.streams.is_idle:
                await self._speculate(lane, decided.outcome)

    async def _run_on(self, lane: Lane, stream: Stream) -> None:
        async with lane.session.streams.listening(stream):
            while stream.is_running:
                decided = self._shaped_of(lane, stream.growth)
                if decided is not None and decided.is_over:
                    lane.session.streams.stop(stream)
                    return
                await stream.changed()

    async def _speculate(self, lane: Lane, shown: Suggestion) -> None:
        behind = lane.here.behind(shown.text)
        known = lane.session.store.found([behind])
        if known is not None:
            return
        stream = lane.session.streams.ask(lane.question_behind(shown.text))
        async with lane.session.streams.listening(stream):
            while stream.is_running:
                await stream.changed()

    def _stop_following(self) -> None:
        if self._following is not None:
            self._following.cancel()
            self._following = None

    def _remember(self, moment: Moment, raced: Raced) -> None:
        if self._asks_anew(moment):
            self._ready = None
        if moment.is_over_list:
            # The list's entry may never be accepted; what stands in the document counts.
            return
        if isinstance(raced.outcome, Suggestion):
            self._screen.show(moment.ahead, raced.outcome, raced.usage)
        else:
            self._screen.forget(moment.uri)


def lane_of(moment: Moment, session: Session) -> Lane:
    planned = session.planner.planned(moment.ahead)
    places = tuple(session.store.places(moment.ahead, planned.suffix_key))
    return Lane(moment, session, planned, places)


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
        if _extends(again, shown.suggestion):
            return Raced(again)
    return Raced(shown.suggestion, shown.usage)


def _extends(outcome: Outcome, shown: Suggestion) -> bool:
    """Whether it only adds to what is read, and perhaps typed along, already."""
    if not isinstance(outcome, Suggestion) or len(outcome.text) <= len(shown.text):
        return False
    return outcome.text.startswith(shown.text)


def _betters(outcome: Outcome, shown: Suggestion) -> bool:
    return isinstance(outcome, Suggestion) and better(outcome, shown)


def _why_late(stream: Stream) -> Silence:
    if stream.failure is not None:
        return Silence(phrase("silence.engine_failed", why=stream.failure))
    return Silence(phrase("silence.engine_slow"))
