"""Types a session with both tiers, with or without the gate, and counts what came of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench._gate.desk import Desk
from bench._gate.mediocre import Mediocre
from bench._gate.reader import ACCEPT_MS, KEY_MS, pause_ms
from bench._gate.track import State, Track, tracks
from bench._typist.editor import Edit
from bench._typist.sessions import Session

from sansfil.core.gate import Aggressiveness, Judgement
from sansfil.core.outcomes import Fate, Offer, Outcome, Source
from sansfil.core.suggest import Silence, Suggestion, better
from sansfil.core.text import Cursor, Position
from sansfil.core.trigger import TriggerLimits, untimely_at
from sansfil.features.gating import Asking, Gate, Scales, known_to


@dataclass(frozen=True)
class Sample:
    """A judgement, and whether the suggestion was what the user was about to type."""

    judgement: Judgement
    is_wanted: bool


@dataclass
class Tally:
    """`shown` counts new ghost texts, `retained` the accepted characters that are in the final text."""

    keys: int = 0
    shown: int = 0
    accepted: int = 0
    accepted_characters: int = 0
    retained: int = 0
    refusals: dict[str, int] = field(default_factory=dict[str, int])
    samples: list[Sample] = field(default_factory=list[Sample])
    logprobs: list[tuple[float, bool]] = field(default_factory=list[tuple[float, bool]])

    def add(self, other: "Tally") -> None:
        self.keys += other.keys
        self.shown += other.shown
        self.accepted += other.accepted
        self.accepted_characters += other.accepted_characters
        self.retained += other.retained
        self.samples += other.samples
        self.logprobs += other.logprobs
        for key, count in other.refusals.items():
            self.refusals[key] = self.refusals.get(key, 0) + count


@dataclass(frozen=True)
class Gating:
    """How the gate is set; `is_open` claims that everything passes, as if there were none."""

    scales: Scales = field(default_factory=Scales)
    aggressiveness: Aggressiveness = Aggressiveness.BALANCED
    is_open: bool = False


@dataclass
class _Ghost:
    """Ghost text on the screen: at `start` (an offset) `text`, of which `along` was typed along."""

    offer: Offer
    start: int
    text: str

    def left(self, state: State) -> str:
        typed = state.before[self.start :]
        return self.text[len(typed) :] if self.text.startswith(typed) else ""


class Typing:
    """One session from its first key to its last."""

    def __init__(self, session: Session, model: Mediocre, gating: Gating) -> None:
        self.tally = Tally()
        self._desk = Desk(session)
        self._session, self._model, self._gating = session, model, gating
        self._gate = Gate(self._desk.syntax, self._noted, gating.scales)
        self._ghost: _Ghost | None = None
        self._now_ms = 0.0
        self._track: Track | None = None
        self._at = 0

    def run(self) -> Tally:
        for track in tracks(self._session):
            self._track, self._at = track, 0
            self._end(Outcome.LEFT)
            self._desk.show(track.path, track.states[0])
            while self._at < len(track.keys):
                self._go_on(track)
        return self.tally

    def _go_on(self, track: Track) -> None:
        """One key, or one accepted suggestion."""
        rest_ms = pause_ms(track, self._at)
        self._now_ms += rest_ms
        if not (rest_ms and self._accept(track)):
            self._press(track)
        self._update(track)

    def _accept(self, track: Track) -> bool:
        ghost, state = self._ghost, track.states[self._at]
        if ghost is None:
            return False
        text = ghost.left(state)
        for taken in (text, text.split("\n")[0]):
            to = track.leads_to(self._at, taken) if taken.strip() else None
            if to is not None:
                self._take(track, text, taken, to)
                return True
        return False

    def _take(self, track: Track, text: str, taken: str, to: int) -> None:
        """The whole text is accepted; what is not wanted of it is removed again."""
        self._now_ms += ACCEPT_MS
        state, tally = track.states[self._at], self.tally
        tally.accepted += 1
        tally.accepted_characters += len(text)
        tally.retained += len(taken)
        self._end(Outcome.ACCEPTED)
        self._tell(track, state, Edit(state.cursor, state.cursor, text))
        if taken != text:
            behind = state.cursor + len(taken)
            with_text = State(state.before + text + state.text[state.cursor :], behind, None)
            self._tell(track, with_text, Edit(behind, state.cursor + len(text), ""))
        self._at = to

    def _press(self, track: Track) -> None:
        self._now_ms += KEY_MS
        self.tally.keys += 1
        state, self._at = track.states[self._at], self._at + 1
        edit = track.states[self._at].edit
        if edit is not None:
            self._tell(track, state, edit)

    def _tell(self, track: Track, state: State, edit: Edit) -> None:
        start = _position(state.text, edit.start)
        removed = state.text[edit.start : edit.end]
        self._gate.edited(f"file:///{track.path}", start, removed, edit.text, self._now_ms)

    def _update(self, track: Track) -> None:
        """What is on the screen after a key: what is typed along, or what is suggested anew."""
        state = track.states[self._at]
        cursor = self._desk.show(track.path, state)
        if self._ghost is not None:
            if self._ghost.left(state):
                return
            is_typed = state.before[self._ghost.start :] == self._ghost.text
            self._end(Outcome.TYPED if is_typed else Outcome.REJECTED)
        if state.edit is not None and untimely_at(cursor, TriggerLimits()) is None:
            for suggestion in self._suggested(track, cursor):
                self._show(suggestion, state)

    def _suggested(self, track: Track, cursor: Cursor) -> Iterator[Suggestion]:
        """Tier 0 at once, then the model where it betters that, as the race does."""
        admitted = self._admitted(cursor)
        first = admitted(self._desk.tier_0(cursor))
        if isinstance(first, Suggestion):
            yield first
        written = self._model.answer(track, self._at)
        if written is None:
            return
        if written.mean_logprob is not None:
            self.tally.logprobs.append((written.mean_logprob, written.is_right))
        then = admitted(self._desk.tier_1(cursor, written))
        is_better = not isinstance(first, Suggestion) or (
            isinstance(then, Suggestion) and better(then, first)
        )
        if is_better and isinstance(then, Suggestion):
            yield then

    def _admitted(self, cursor: Cursor) -> Callable[[Suggestion | Silence], Suggestion | Silence]:
        evidence = self._desk.evidence(cursor)
        asking = Asking(
            now_ms=self._now_ms,
            aggressiveness=self._gating.aggressiveness,
            is_asked=self._gating.is_open,
            is_over_list=False,
            knows=known_to(evidence),
        )
        admitted = self._gate.at(cursor, asking, lambda: self._desk.tier_0(cursor))
        return lambda said: admitted(said) if isinstance(said, Suggestion) else said

    def _show(self, suggestion: Suggestion, state: State) -> None:
        grown = self._ghost is not None and suggestion.text.startswith(self._ghost.text)
        if self._ghost is not None:
            self._end(Outcome.REPLACED)
        self.tally.shown += not grown
        offer = Offer(
            self.tally.shown, f"file:///{self._track.path if self._track else ''}",
            self._session.language.name, suggestion.tier, "", "", suggestion.text,
            suggestion.confidence, 0.0, self._now_ms,
        )  # fmt: skip
        self._ghost = _Ghost(offer, state.cursor, suggestion.text)

    def _end(self, outcome: Outcome) -> None:
        ghost, track = self._ghost, self._track
        if ghost is None or track is None:
            return
        self._ghost = None
        typed = track.states[self._at].before[ghost.start :] if outcome is not Outcome.LEFT else ""
        along = sum(1 for _ in _shared(ghost.text, typed))
        source = Source.TOLD if outcome is Outcome.ACCEPTED else Source.INFERRED
        characters = len(ghost.text) if outcome is Outcome.ACCEPTED else along
        self._gate.learned(Fate(ghost.offer, outcome, source, characters, self._now_ms))

    def _noted(self, judgement: Judgement, suggestion: Suggestion, _passed: bool) -> None:  # noqa: FBT001
        track = self._track
        assert track is not None
        first_line = suggestion.text.split("\n")[0]
        wanted = first_line if first_line.strip() else suggestion.text
        is_wanted = track.leads_to(self._at, wanted) is not None
        self.tally.samples.append(Sample(judgement, is_wanted))
        if judgement.refusal is not None:
            key = judgement.refusal.key
            self.tally.refusals[key] = self.tally.refusals.get(key, 0) + 1


def _shared(one: str, other: str) -> Iterator[str]:
    for a, b in zip(one, other, strict=False):
        if a != b:
            return
        yield a


def _position(text: str, offset: int) -> Position:
    line = text.count("\n", 0, offset)
    return Position(line, offset - text.rfind("\n", 0, offset) - 1)
