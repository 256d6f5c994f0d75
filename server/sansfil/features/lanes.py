"""One request for ghost text on its way: the moment, the prompt planned for it, what is known of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sansfil.core.cascade import Candidate, Price, Rhythm
from sansfil.core.store import Found, Growth, Place, Places
from sansfil.core.suggest import Silence, Suggestion
from sansfil.core.text import Cursor, Position
from sansfil.features.local_engine import Session
from sansfil.features.planning import Planned
from sansfil.features.shaping import Shaped, Shaper, Wanted
from sansfil.features.streams import Question, Stream

Outcome = Suggestion | Silence
# Whoever types on within this time would waste one of few requests.
CLOUD_PAUSE_MS = 400.0


@dataclass(frozen=True)
class Ready:
    """A better suggestion waits for whoever asks again at this version and position."""

    uri: str
    version: int
    position: Position


@dataclass(frozen=True)
class Moment:
    """One request for ghost text.

    `ahead` is the cursor to write at, behind the selected entry of the editor's list if
    `is_over_list`; `is_by_person` claims that it is not by typing alone; `tier_0` asks the workspace
    model, `deadline_ms` is how long the engine may take, `may_follow_up` claims that a better suggestion
    can still be announced later, `is_current` that the document is still the one that was asked about,
    `admitted` is what the gate makes of a suggestion, `rhythm` how the user types.
    """

    ahead: Cursor
    is_over_list: bool
    is_asked: bool
    is_by_person: bool
    tier_0: Callable[[], Outcome]
    indent_unit: str
    deadline_ms: int
    may_follow_up: bool
    is_current: Callable[[], bool]
    admitted: Callable[[Suggestion], Outcome]
    rhythm: Rhythm

    @property
    def uri(self) -> str:
        return self.ahead.document.uri

    @property
    def ready(self) -> Ready:
        """What the editor is told when there is something better to show here."""
        return Ready(self.uri, self.ahead.document.version, self.ahead.position)


@dataclass(frozen=True)
class Lane:
    """A moment, the session that runs it, the prompt planned for it and who shapes what comes."""

    moment: Moment
    session: Session
    planned: Planned
    places: Places
    shaper: Shaper

    @property
    def here(self) -> Place:
        return self.places.here

    def question_behind(self, text: str = "") -> Question:
        prompt = self.planned.plan.text + text
        session = self.session
        what = (self.here.behind(text), prompt, session.max_tokens, session.family.stops)
        return Question(*what, is_asked=self.moment.is_by_person)

    def behind_cursor(self, growth: Growth) -> Found | None:
        """What `growth` says of this cursor, None if it is about another place."""
        for place in self.places:
            if place.root == growth.place.root and growth.still_leads_to(place):
                written = growth.place.path + growth.text
                return Found(written[len(place.path) :], growth)
        return None

    def shaped(self, found: Found) -> Shaped | None:
        """None while more text is needed to decide."""
        moment = self.moment
        wanted = Wanted(moment.ahead, self.planned.pending, moment.indent_unit, moment.is_asked)
        session = self.session
        decided = self.shaper.shaped(found, wanted, session.family.specials, session.tier)
        if decided is None or isinstance(decided.outcome, Silence):
            return decided
        return replace(decided, outcome=moment.admitted(decided.outcome))

    def shaped_of(self, growth: Growth) -> Shaped | None:
        """None too where `growth` is about another place."""
        found = self.behind_cursor(growth)
        return None if found is None else self.shaped(found)

    async def decided(self, stream: Stream, is_enough: Callable[[Shaped], bool]) -> Shaped | None:
        """The first thing to show that is enough, else what is there when no more comes."""
        async with self.session.streams.listening(stream):
            while True:
                decided = self.shaped_of(stream.growth)
                if decided is not None:
                    stream.has_something()
                if decided is not None and (decided.is_over or is_enough(decided)):
                    return decided
                if not stream.is_running:
                    return decided
                await stream.changed()

    def stream_behind(self, found: Found | None) -> Stream:
        """The stream that already writes for this place, goes on where it was cut, or begins."""
        streams = self.session.streams
        if found is None:
            self.session.planner.sent(self.planned.plan.text)
            return streams.ask(self.question_behind())
        running = streams.of(found.growth)
        if running is not None and running.is_running:
            return running
        return streams.resume(found.growth, self.question_behind(found.text))

    def candidate(self) -> Candidate:
        session = self.session
        fresh_tokens = session.streams.fresh_tokens(self.planned.plan.text)
        candidate = session.streams.track.candidate(session.name, fresh_tokens)
        facts = session.facts
        return replace(
            candidate,
            keeps_prompts=facts.keeps_prefixes is not False,
            leaves_machine=facts.leaves_machine,
            price=Price.QUOTA if session.is_of_cloud else Price.NOTHING,
            pause_ms=0.0 if self.moment.is_by_person or not session.is_of_cloud else CLOUD_PAUSE_MS,
        )


def lane_of(moment: Moment, session: Session, shaper: Shaper) -> Lane:
    planned = session.planner.planned(moment.ahead)
    places = session.store.places(moment.ahead, planned.suffix_key)
    return Lane(moment, session, planned, places, shaper)
