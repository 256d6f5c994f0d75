"""Where the later lines of a completion belong, told from the first line of the block it opens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sansfil.core.suggest.columns import columns_of
from sansfil.core.suggest.draft import Line
from sansfil.core.suggest.frames import Mark
from sansfil.core.suggest.ruler import CLOSERS, Ruler
from sansfil.core.suggest.surroundings import begun, opens_block, statement_lead

# The steps that models write by habit; another one is a style of its own.
_STEPS = (2, 4)
_GOES_ON = tuple("|&?:.=+-*/<>")
_ENDS = (";", "{", "}", "*/")


@dataclass(frozen=True)
class _Opening:
    """A block opens in a statement at `column`; its first line stands at `body` columns as yet."""

    column: int
    body: int


def placing(lines: tuple[Line, ...], marks: Sequence[Mark], ruler: Ruler) -> Callable[[int], int]:
    """How the columns of the lines behind the first one change.

    Where a body must stand deeper than its opener and does not, the completion counts from the
    cursor. Where its step is another than the file's, every step is.
    """
    opening = _opening(lines, marks, ruler)
    step = 0 if opening is None else opening.body - opening.column
    if opening is not None and step in _STEPS:
        return lambda columns: _rescaled(columns, opening.column, step, ruler.step)
    if opening is not None and step <= 0 and ruler.around.lexis.is_strict:
        return lambda columns: columns + ruler.step - step
    return lambda columns: columns


def _rescaled(columns: int, origin: int, step: int, wanted: int) -> int:
    steps, rest = divmod(columns - origin, step)
    return columns if steps < 1 or rest else origin + steps * wanted


def _opening(lines: tuple[Line, ...], marks: Sequence[Mark], ruler: Ruler) -> _Opening | None:
    solid = [i for i, line in enumerate(lines) if line.text.strip()][:2]
    if solid[:1] == [0]:
        lead, opener = _opened_by_first(lines[0], marks[0], ruler)
        head, inside = ruler.site.line_before + lines[0].text, solid[1:]
    else:
        lead, opener = _opened_above(ruler)
        head, inside = ruler.site.line_before, solid[:1]
    if opener not in ("{", ":") or not inside or marks[inside[0] - 1].is_in_prose:
        return None
    body = lines[inside[0]].text
    if body.lstrip().startswith(CLOSERS) or not _begins_statement(head, ruler):
        return None
    return _Opening(columns_of(lead, ruler.tab), ruler.of(body))


def _opened_by_first(line: Line, mark: Mark, ruler: Ruler) -> tuple[str, str]:
    around, before = ruler.around, ruler.site.line_before
    mark = begun(mark, before, around)
    lead = statement_lead(before + line.text, around.line_frames, around.lexis)
    return lead, mark.code[-1:] if opens_block(mark, around.lexis) else ""


def _opened_above(ruler: Ruler) -> tuple[str, str]:
    around, before = ruler.around, ruler.site.line_before
    if not before:
        return around.lead_above, around.opener
    return statement_lead(before, around.line_frames, around.lexis), around.opener


def _begins_statement(head: str, ruler: Ruler) -> bool:
    """Whether the line `head` does not go on with the one above it."""
    around = ruler.around
    if around.lexis.is_strict or not around.above:
        return True
    if head.lstrip().startswith(_GOES_ON):
        return False
    above = around.above[-1].rstrip()
    return above.endswith(_ENDS) or above.lstrip().startswith(("//", "@"))
