"""The place where a completion would stand, and what can be said about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sansfil.core.grounding.values import Judgement  # all of grounding comes with it


@dataclass(frozen=True)
class Block:
    """A syntactic block: the line on which it opens and the line behind its last one, 0-based."""

    first: int
    end: int


Blocks = Callable[[str], Sequence[Block]]
"""A parser of one language: the nested blocks of a text, outer ones first."""


Ground = Callable[[str, int], "Sequence[Judgement] | None"]
"""What can be said of the imports of a text, from the line of an offset on; nothing where nothing is known,
None where it will be known in a moment."""


@dataclass(frozen=True)
class Site:
    """Where a completion would stand; lines have no terminators, the nearest ones are enough.

    `pending` is what the editor put right of the cursor by itself and the model did not see: a
    prefix of `line_after` and the lines behind it. `is_asked` claims that a person asked.
    `ground` judges imports; None where what does not exist may be shown. `begun` gives the string or comment
    in which the cursor's line begins, from its beginning, with its line feeds; None where the lines tell that.
    """

    language: str
    lines_before: tuple[str, ...]
    line_before: str
    line_after: str
    lines_after: tuple[str, ...]
    indent_unit: str
    eol: str
    pending: str = ""
    is_asked: bool = False
    ground: Ground | None = None
    begun: Callable[[], str] | None = None


class Progress(Enum):
    """Whether more of a completion may still come."""

    RUNNING = "running"
    WHOLE = "whole"


@dataclass(frozen=True)
class Shown:
    """What to show: `text` replaces the first `replaced` code points of the site's `line_after`.

    `consumed` counts the characters of the completion that are used up; what follows them may
    become the next suggestion. `is_over` claims that more of the completion would add nothing.
    """

    text: str
    replaced: int
    consumed: int
    is_over: bool


@dataclass(frozen=True)
class Undecided:
    """More of the completion is needed."""


def accepted(site: Site, shown: Shown) -> Site:
    """The site as it is once `shown` has been accepted there."""
    *above, last = (site.line_before + shown.text).replace(site.eol, "\n").split("\n")
    return replace(
        site,
        lines_before=(*site.lines_before, *above),
        line_before=last,
        line_after=site.line_after[shown.replaced :],
        pending=site.pending[shown.replaced :],
    )


def typed_over(site: Site, text: str, closers: int) -> Site:
    """The site once `text` has been typed, over so many closers right of the cursor."""
    return accepted(site, Shown(text, closers, 0, is_over=False))
