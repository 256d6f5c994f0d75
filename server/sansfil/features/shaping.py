"""From what the store found to what is shown: gathers what `core/suggest` needs to know of a place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import exp

from sansfil.core.store import Found, Growing
from sansfil.core.suggest import (
    Blocks,
    Ground,
    Progress,
    Shown,
    Silence,
    Site,
    Suggestion,
    Tier,
    Undecided,
    shaped,
)
from sansfil.core.text import Cursor, Document, Position, without_terminator
from sansfil.ports import Syntax

LINES_BEFORE = 200
LINES_AFTER = 64
# What a model whose engine tells no probabilities is taken to be sure of.
LOCAL_CONFIDENCE = 0.5


@dataclass(frozen=True)
class Shaped:
    """A decided outcome; `is_over` claims that more text would not lengthen it."""

    outcome: Suggestion | Silence
    is_over: bool


@dataclass(frozen=True)
class Wanted:
    """Where a suggestion is to stand: `pending` is what the editor closed right of the cursor."""

    cursor: Cursor
    pending: str
    indent_unit: str
    is_asked: bool


def ungrounded(_cursor: Cursor) -> None:
    """Where imports are not checked."""
    return


class Shaper:
    """Shapes raw text for a place; `ground` says by what the imports there are judged, if they are."""

    def __init__(
        self, syntax: Syntax, ground: Callable[[Cursor], Ground | None] = ungrounded
    ) -> None:
        self._syntax, self._ground = syntax, ground
        self._last_begun: tuple[Document, int, str] | None = None

    def shaped(
        self, found: Found, wanted: Wanted, specials: Sequence[str], tier: Tier = Tier.LOCAL
    ) -> Shaped | None:
        """None while more text is needed to decide."""
        is_ended = found.growth.state in (Growing.WHOLE, Growing.LIMIT)
        progress = Progress.WHOLE if is_ended else Progress.RUNNING
        blocks = self._blocks_of(wanted.cursor.document.language)
        begun = partial(self._begun, wanted.cursor)
        site = replace(site_of(wanted), ground=self._ground(wanted.cursor), begun=begun)
        result = shaped(found.text, site, progress, specials, blocks)
        if isinstance(result, Undecided):
            return None
        if isinstance(result, Silence):
            return Shaped(result, is_over=True)
        return Shaped(_suggestion(result, found, wanted.cursor, tier), result.is_over)

    def _begun(self, cursor: Cursor) -> str:
        """The long string or comment in which the cursor's line begins; every piece of an answer asks for it."""
        document, line, last = cursor.document, cursor.position.line, self._last_begun
        if last is not None and last[0] is document and last[1] == line:
            return last[2]
        begun = _begun_above(document, line)
        self._last_begun = document, line, begun
        return begun

    def _blocks_of(self, language: str) -> Blocks | None:
        if not self._syntax.speaks(language):
            return None
        return lambda text: self._syntax.blocks(language, text)


def site_of(wanted: Wanted) -> Site:
    cursor = wanted.cursor
    lines, line = cursor.document.lines, cursor.position.line
    return Site(
        language=cursor.document.language,
        lines_before=tuple(map(without_terminator, lines[max(0, line - LINES_BEFORE) : line])),
        line_before=cursor.line_before,
        line_after=cursor.line_after,
        lines_after=tuple(map(without_terminator, lines[line + 1 : line + 1 + LINES_AFTER])),
        indent_unit=wanted.indent_unit,
        eol=cursor.document.eol,
        pending=wanted.pending,
        is_asked=wanted.is_asked,
    )


def _begun_above(document: Document, line: int) -> str:
    """The long string or comment in which a line begins, from its beginning."""
    from sansfil.core.grounding.quoting import begun_in  # only where it is needed

    lines = map(without_terminator, document.lines[:line])
    return begun_in(document.language, "".join(f"{each}\n" for each in lines))


def _suggestion(shown: Shown, found: Found, cursor: Cursor, tier: Tier) -> Suggestion:
    at = cursor.position
    end = Position(at.line, at.column + shown.replaced)
    start = len(found.growth.text) - len(found.text)
    told = found.growth.mean_logprob(start, start + shown.consumed)
    confidence = LOCAL_CONFIDENCE if told is None else exp(told)
    return Suggestion(shown.text, at, end, tier, confidence, told)
