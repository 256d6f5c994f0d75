"""Puts the indentation of a completion right: the file's unit, the cursor's column, one step a block."""

from collections.abc import Sequence
from dataclasses import replace

from sansfil.core.suggest.columns import columns_of, tab_columns
from sansfil.core.suggest.draft import Line
from sansfil.core.suggest.frames import Mark
from sansfil.core.suggest.knobs import SuggestKnobs
from sansfil.core.suggest.placing import placing
from sansfil.core.suggest.ruler import CLOSERS, Ruler
from sansfil.core.suggest.scan import scanned
from sansfil.core.suggest.site import Site
from sansfil.core.suggest.surroundings import Surroundings


def indented(text: str, site: Site, around: Surroundings, knobs: SuggestKnobs) -> tuple[Line, ...]:
    """The lines of `text` as they should stand at `site`; the first one begins at the cursor."""
    ruler = Ruler(site, around, tab_columns(site.indent_unit, knobs))
    lines, marks = _numbered(text), scanned(text, around.frames, around.lexis).marks
    lines, marks = _without_blank_start(lines, marks, ruler)
    lines = (_first(lines[0], ruler), *lines[1:])
    return _following(lines, marks, ruler)


def _numbered(text: str) -> tuple[Line, ...]:
    lines, at = list[Line](), 0
    for line in text.split("\n"):
        lines.append(Line(line, at))
        at += len(line) + 1
    return tuple(lines)


def _without_blank_start(
    lines: tuple[Line, ...], marks: Sequence[Mark], ruler: Ruler
) -> tuple[tuple[Line, ...], Sequence[Mark]]:
    """Behind white space a completion begins at once: a line of it would be left behind."""
    before = ruler.site.line_before
    first = next((i for i, line in enumerate(lines) if line.text.strip()), 0)
    if not before or before.strip() or ruler.of(lines[first].text) < ruler.cursor:
        return lines, marks
    return lines[first:], marks[first:]


def _first(line: Line, ruler: Ruler) -> Line:
    body = line.text.lstrip(" \t")
    lead, before = line.text[: len(line.text) - len(body)], ruler.site.line_before
    if not body:
        return replace(line, text="", shift=-len(lead))
    if ruler.around.is_in_prose:
        return line
    if before.strip():
        is_spaced = before[-1].isspace()
        return replace(line, text=body, shift=-len(lead)) if is_spaced else line
    missing = _column_of_first(body, columns_of(lead, ruler.tab), ruler) - ruler.cursor
    return ruler.indented(line, missing)


def _column_of_first(body: str, lead: int, ruler: Ruler) -> int:
    """Where the first line of a completion belongs if nothing but white space stands before it."""
    cursor, around, wanted = ruler.cursor, ruler.around, ruler.above + ruler.step
    if _must_be_deeper(body, ruler) and cursor < wanted:
        if wanted in (cursor + lead, lead):
            return wanted
        if cursor <= ruler.above:
            deeper = (column for column in (cursor + lead, lead) if column > ruler.above)
            return next(deeper, wanted)
    if not cursor and around.lexis.is_strict and not around.is_opened and not around.frames:
        return min(lead, ruler.above)
    if _goes_on_above(lead, ruler):
        return ruler.above
    return _next_level(ruler) or cursor or lead


def _goes_on_above(lead: int, ruler: Ruler) -> bool:
    """Whether the model, which saw what was typed of the indentation, completes that of the line above."""
    around = ruler.around
    is_code = around.lexis.is_strict and not around.frames and not around.is_opened
    return is_code and 0 < ruler.cursor < ruler.above == ruler.cursor + lead


def _next_level(ruler: Ruler) -> int:
    """The level that a half-typed indentation is on its way to, 0 where it may stay as it is."""
    cursor, around = ruler.cursor, ruler.around
    beyond = cursor % ruler.step if ruler.step else 0
    if not beyond or not around.lexis.is_strict or around.frames or around.is_in_prose:
        return 0
    level = cursor - beyond + ruler.step
    return level if level <= ruler.above and not ruler.above % ruler.step else 0


def _must_be_deeper(body: str, ruler: Ruler) -> bool:
    """Whether the line opens the block above; an indentation that is there by itself is trusted."""
    around = ruler.around
    if not around.is_opened or around.lexis.is_prose or body.startswith(CLOSERS):
        return False
    return not ruler.cursor or (around.lexis.is_strict and around.opener == ":")


def _following(lines: tuple[Line, ...], marks: Sequence[Mark], ruler: Ruler) -> tuple[Line, ...]:
    place = placing(lines, marks, ruler)
    return tuple(
        line
        if i == 0 or marks[i - 1].is_in_prose
        else ruler.indented(line, place(ruler.of(line.text)))
        for i, line in enumerate(lines)
    )
