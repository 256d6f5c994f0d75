"""What became of each suggestion that was put on the screen: told by the editor, or inferred from edits."""

from collections.abc import Callable
from dataclasses import dataclass

from sansfil.core.changes import Change, plain, text_between
from sansfil.core.outcomes import Fate, Offer, Outcome, Source
from sansfil.core.retention import Remainder
from sansfil.core.standing import Standing, Step, after, continued
from sansfil.core.suggest import Suggestion
from sansfil.core.text import Cursor, Document, Position
from sansfil.features.retained import Retained

# The editor runs the item's command right behind the edit; what it tells counts more than the edit.
MOMENT_MS = 1_000


@dataclass(frozen=True)
class Author:
    """Who wrote a suggestion; both are empty for tier 0."""

    engine: str = ""
    model: str = ""


@dataclass(frozen=True)
class _Ending:
    """A standing offer that is whole, or of which an accept was told; settled at `due_ms`.

    `has_more` claims that more than it was written, which is an accept only if the editor tells so.
    """

    standing: Standing
    at_ms: float
    has_more: bool = False

    @property
    def due_ms(self) -> float:
        return self.at_ms + MOMENT_MS


class Diary:
    """One per assistant, which has one cursor. Every offer gets one `Fate`; listeners hear it at once.

    All `now_ms` are of one clock; where it goes back, it stands still here.
    """

    def __init__(self, document_of: Callable[[str], Document | None]) -> None:
        self._retained = Retained(document_of)
        self._standing: Standing | None = None
        self._ending: _Ending | None = None
        self._told: _Ending | None = None
        self._last_number = 0
        self._now_ms = 0.0
        self._fate_listeners: list[Callable[[Fate], None]] = []
        self._remainder_listeners: list[Callable[[Remainder], None]] = []

    def listen(
        self,
        to_fates: Callable[[Fate], None],
        to_remainders: Callable[[Remainder], None] | None = None,
    ) -> None:
        """Call these from now on; they must return at once."""
        self._fate_listeners.append(to_fates)
        if to_remainders is not None:
            self._remainder_listeners.append(to_remainders)

    # What the assistant answers

    def answered(
        self, cursor: Cursor, shown: Suggestion, author: Author, latency_ms: float, now_ms: float
    ) -> int:
        """The number of the offer that stands now; 0 where there is nothing new to write.

        The rest of one that is typed along keeps its number, and so does one that has grown.
        """
        self._pass(now_ms)
        text, over = _at_cursor(cursor, shown)
        if not text:
            return 0
        standing = self._standing_at(cursor.document.uri, cursor.position)
        again = None if standing is None else continued(standing, text, cursor.position, over)
        if again is None:
            self._end(Outcome.LEFT if standing is None else Outcome.REPLACED)
            offer = self._offer(cursor.document, text, shown, author, latency_ms)
            again = Standing(offer, cursor.position, cursor.position, over)
        self._standing = again
        return again.offer.number

    def silent(self, cursor: Cursor, now_ms: float) -> None:
        """Nothing is shown at the cursor any more."""
        self._pass(now_ms)
        is_here = self._standing_at(cursor.document.uri, cursor.position) is not None
        self._end(Outcome.REPLACED if is_here else Outcome.LEFT)

    # What the editor does

    def edited(self, change: Change, document: Document, now_ms: float) -> None:
        """`change` has made `document`."""
        self._pass(now_ms)
        standing, step = self._standing, Step.BESIDE
        if standing is not None and standing.offer.uri == document.uri:
            standing, step = after(standing, change, document)
        if step is Step.AGAINST:
            self._end(Outcome.REJECTED)
            standing = None
        # What was accepted before the change lies where it was before the change.
        self._retained.edited(document.uri, change)
        self._standing = standing
        if standing is not None and standing.is_whole:
            self._complete(_Ending(standing, self._now_ms, has_more=step is Step.BEYOND))

    def told(self, number: int, outcome: Outcome, now_ms: float) -> None:
        """The editor says that an offer was accepted or rejected; what else it says is not heeded."""
        self._pass(now_ms)
        ending, standing = self._ending, self._standing
        if outcome is Outcome.ACCEPTED and ending and ending.standing.offer.number == number:
            self._settle(Source.TOLD)
        elif standing is None or standing.offer.number != number:
            return
        elif outcome is Outcome.ACCEPTED:
            self._told = _Ending(standing, self._now_ms)
        elif outcome is Outcome.REJECTED:
            self._end(Outcome.REJECTED, Source.TOLD)

    def number_at(self, uri: str, position: Position) -> int:
        """The offer that stands there, 0 for none."""
        standing = self._standing_at(uri, position)
        return 0 if standing is None else standing.offer.number

    def moved(self, uri: str, position: Position, now_ms: float) -> None:
        """The cursor went there without an edit."""
        self._pass(now_ms)
        if self._standing_at(uri, position) is None:
            self._end(Outcome.LEFT)

    def closed(self, uri: str, now_ms: float) -> None:
        self._pass(now_ms)
        if self._standing is not None and self._standing.offer.uri == uri:
            self._end(Outcome.LEFT)
        self._retained.closed(uri)

    def finish(self, now_ms: float) -> None:
        """The session ends; so does what stands."""
        self._pass(now_ms)
        self._settle(Source.INFERRED)
        self._end(Outcome.LEFT)

    # What time does

    @property
    def due_ms(self) -> float | None:
        """When `tick` has something to do next."""
        waiting = [each.due_ms for each in (self._ending, self._told) if each is not None]
        looks = self._retained.due_ms
        return min(waiting if looks is None else [*waiting, looks], default=None)

    def tick(self, now_ms: float) -> None:
        """Settle and look at what is due."""
        self._pass(now_ms)
        if self._ending is not None and self._ending.due_ms <= self._now_ms:
            self._settle(Source.INFERRED)
        if self._told is not None and self._told.due_ms <= self._now_ms:
            self._end(Outcome.ACCEPTED, Source.TOLD)
        for remainder in self._retained.look(self._now_ms):
            for hear in self._remainder_listeners:
                hear(remainder)

    def _pass(self, now_ms: float) -> None:
        self._now_ms = max(self._now_ms, now_ms)

    def _standing_at(self, uri: str, position: Position) -> Standing | None:
        standing = self._standing
        is_there = standing and standing.offer.uri == uri and standing.at == position
        return standing if is_there else None

    def _offer(
        self, document: Document, text: str, shown: Suggestion, author: Author, latency_ms: float
    ) -> Offer:
        self._last_number += 1
        return Offer(
            number=self._last_number,
            uri=document.uri,
            language=document.language,
            tier=shown.tier,
            engine=author.engine,
            model=author.model,
            text=text,
            confidence=shown.confidence,
            latency_ms=latency_ms,
            at_ms=self._now_ms,
        )

    def _complete(self, ending: _Ending) -> None:
        """All of it stands in the document; who put it there may be told in a moment."""
        self._settle(Source.INFERRED)
        self._standing, self._ending = None, ending
        standing = ending.standing
        self._retain(standing, standing.taken or standing.reached)
        if self._is_told(standing):
            self._settle(Source.TOLD)

    def _settle(self, source: Source) -> None:
        """The end of what is whole: accepted, unless it was typed and nobody tells otherwise."""
        ending, self._ending = self._ending, None
        if ending is None:
            return
        standing = ending.standing
        outcome = Outcome.ACCEPTED if source is Source.TOLD else _inferred(ending)
        if outcome in (Outcome.TYPED, Outcome.REJECTED):
            self._retained.drop(standing.offer.number)
        self._tell(standing, outcome, source, ending.at_ms)

    def _end(self, outcome: Outcome, source: Source = Source.INFERRED) -> None:
        """The end of what stands, if anything does."""
        standing, self._standing = self._standing, None
        if standing is None:
            return
        if self._is_told(standing):
            outcome, source = Outcome.ACCEPTED, Source.TOLD
        elif standing.taken:
            outcome, source = Outcome.PARTLY, Source.INFERRED
            self._retain(standing, standing.taken)
        elif outcome is Outcome.REJECTED and source is Source.INFERRED and standing.has_typed_line:
            outcome = Outcome.PARTLY
        self._tell(standing, outcome, source, self._now_ms)

    def _retain(self, standing: Standing, characters: int) -> None:
        """Follow the first so many characters from now on."""
        offer, span = standing.offer, standing.span_of(characters)
        text = offer.text[:characters]
        self._retained.begin(offer.number, offer.uri, text, span, self._now_ms)

    def _tell(self, standing: Standing, outcome: Outcome, source: Source, at_ms: float) -> None:
        self._told = None
        characters = _characters(standing, outcome)
        fate = Fate(standing.offer, outcome, source, characters, at_ms)
        for hear in self._fate_listeners:
            hear(fate)

    def _is_told(self, standing: Standing) -> bool:
        told = self._told
        return told is not None and told.standing.offer.number == standing.offer.number


def _at_cursor(cursor: Cursor, shown: Suggestion) -> tuple[str, str]:
    """What is written behind the cursor, and what it replaces there."""
    lines, at = cursor.document.lines, cursor.position
    lead = text_between(lines, shown.start, at)
    text = shown.text.removeprefix(lead)
    return plain(text), text_between(lines, at, shown.end)


def _inferred(ending: _Ending) -> Outcome:
    """What became of a text that is whole, as nobody tells."""
    standing = ending.standing
    if standing.is_accepted:
        return Outcome.ACCEPTED
    if standing.taken:
        return Outcome.PARTLY
    return Outcome.REJECTED if ending.has_more else Outcome.TYPED


def _characters(standing: Standing, outcome: Outcome) -> int:
    """How much of its text was taken, all of it where it was accepted."""
    match outcome:
        case Outcome.ACCEPTED:
            return len(standing.offer.text)
        case Outcome.PARTLY:
            # Without a piece that was taken, its first lines were typed.
            return standing.taken or standing.reached
        case Outcome.TYPED:
            return standing.reached
        case _:
            return 0
