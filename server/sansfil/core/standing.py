"""An offer that stands on the screen, as edits come: typed along, taken in pieces, or gone against.

No editor tells what became of ghost text, but for an accept; the rest is inferred from what was edited.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto

from sansfil.core.changes import Change, plain, position_behind, shifted, text_between
from sansfil.core.outcomes import Offer
from sansfil.core.retention import Span
from sansfil.core.text import Document, Position

# What editors put behind the cursor by themselves when the first of the two is typed.
_PAIRS = ("()", "[]", "{}", '""', "''", "``", "<>")


class Step(Enum):
    """What an edit did to an offer: `KEY` and `PIECE` go along it, `AGAINST` ends it.

    `BEYOND` writes all of it and more, as an accept does with what the editor adds, or as another
    word that begins alike.
    """

    BESIDE = auto()
    KEY = auto()
    PIECE = auto()
    BEYOND = auto()
    AGAINST = auto()


@dataclass(frozen=True)
class Standing:
    """`offer` begins at `start`; `reached` characters of its text are in the document by now, of which
    the first `taken` ended with a piece that was accepted. `over` is what the text replaces behind
    the cursor. Lengths are of text whose line ends are one character each."""

    offer: Offer
    start: Position
    at: Position
    over: str = ""
    reached: int = 0
    taken: int = 0
    is_whole: bool = False

    @property
    def rest(self) -> str:
        return self.offer.text[self.reached :]

    @property
    def is_accepted(self) -> bool:
        """Whether all of it is there, and a piece that was taken came last."""
        return self.is_whole and 0 < self.taken == self.reached

    @property
    def has_typed_line(self) -> bool:
        """Whether a whole line of a longer text is there, and not only an empty one."""
        lines = self.offer.text[: self.reached + 1].split("\n")[:-1]
        return any(line.strip() for line in lines)

    def span_of(self, characters: int) -> Span:
        """Where the first so many characters stand, which are in the document by now."""
        return Span(self.start, position_behind(self.start, self.offer.text[:characters]))


def continued(standing: Standing, text: str, at: Position, over: str) -> Standing | None:
    """The offer as the next answer shows it; None where that is another one.

    It is the same one where one of both texts begins with the other: typed along, or grown.
    """
    rest = standing.rest
    if standing.is_whole or at != standing.at or not text or not rest:
        return None
    if not (text.startswith(rest) or rest.startswith(text)):
        return None
    whole = standing.offer.text[: standing.reached] + text
    return replace(standing, offer=replace(standing.offer, text=whole), over=over)


def after(standing: Standing, change: Change, document: Document) -> tuple[Standing, Step]:
    """The offer after `change`, which has made `document`."""
    if standing.at < change.start or _is_nothing(change):
        return standing, Step.BESIDE
    if change.end <= standing.start and change.end < standing.at:
        return _moved(standing, change), Step.BESIDE
    here = _from_cursor(change, standing.at)
    if here is None or not here.inserted or not _replaces(here, standing.over):
        return standing, Step.AGAINST
    return _written(standing, here, document)


def _is_nothing(change: Change) -> bool:
    return change.removed == change.inserted


def _moved(standing: Standing, change: Change) -> Standing:
    start, at = shifted(standing.start, change), shifted(standing.at, change)
    return replace(standing, start=start, at=at)


def _from_cursor(change: Change, at: Position) -> Change | None:
    """The change without what it leaves as it was before the cursor; None where it changes that.

    A list's entry replaces the beginning of the word, too, by itself.
    """
    if change.start == at:
        return change
    lead = next((i for i in range(len(change.removed) + 1) if _ends(change, i, at)), None)
    if lead is None or change.inserted[:lead] != change.removed[:lead]:
        return None
    return Change(at, change.end, change.removed[lead:], change.inserted[lead:])


def _ends(change: Change, length: int, at: Position) -> bool:
    return position_behind(change.start, change.removed[:length]) == at


def _replaces(change: Change, over: str) -> bool:
    """Whether it takes away nothing but what the offer takes away, too."""
    return plain(over).startswith(plain(change.removed))


def _written(standing: Standing, change: Change, document: Document) -> tuple[Standing, Step]:
    text, rest = plain(change.inserted), standing.rest
    if text in _PAIRS and not rest.startswith(text):
        return _paired(standing, text)
    if rest and text.startswith(rest) and text != rest:
        return _exceeded(standing), Step.BEYOND
    if not rest.startswith(text):
        return standing, Step.AGAINST
    step = Step.KEY if _is_key(text) else Step.PIECE
    reached = standing.reached + len(text)
    at = change.inserted_end
    over = plain(standing.over).removeprefix(plain(change.removed))
    now = replace(standing, at=at, reached=reached, over=over)
    if step is Step.PIECE:
        now = replace(now, taken=reached)
    return _completed(now, document), step


def _exceeded(standing: Standing) -> Standing:
    at = position_behind(standing.at, standing.rest)
    return replace(standing, at=at, reached=len(standing.offer.text), is_whole=True)


def _paired(standing: Standing, text: str) -> tuple[Standing, Step]:
    """An opening bracket or quote was typed, and the editor has closed it."""
    if not standing.rest.startswith(text[0]):
        return standing, Step.AGAINST
    at = Position(standing.at.line, standing.at.column + 1)
    over = text[1] + standing.over
    return replace(standing, at=at, reached=standing.reached + 1, over=over), Step.KEY


def _completed(standing: Standing, document: Document) -> Standing:
    """Whole where nothing is left, or only what stands behind the cursor already."""
    rest = standing.rest
    if not rest:
        return replace(standing, is_whole=True)
    end = position_behind(standing.at, rest)
    if not standing.over.endswith(rest) or text_between(document.lines, standing.at, end) != rest:
        return standing
    was_taken = standing.taken == standing.reached
    reached = len(standing.offer.text)
    taken = reached if was_taken else standing.taken
    return replace(standing, at=end, reached=reached, taken=taken, is_whole=True)


def _is_key(text: str) -> bool:
    """One character, or a line end with the indentation that the editor adds."""
    return len(text) == 1 or text.isspace()
