"""How far a completion may go: one statement, or to the end of the block in which the cursor stands.

Indentation proposes an end; where a grammar is installed, it disposes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from sansfil.core.suggest.columns import columns_of, lead_of
from sansfil.core.suggest.draft import Draft
from sansfil.core.suggest.surroundings import has_code_behind, opens_by_indent, statement_lead

_CLOSING_LINE = re.compile(r"\s*(?:[)\]}>]|</[\w.:-]*>)+[;,)]*\s*")
_GOES_ON_BELOW = re.compile(r"^\s*@[\w.]+(?:\(.*\))?$|[=\\]$|=>$")


class _Standing(Enum):
    """Where a line stands: in the scope, closing it, behind it, or not known yet."""

    INSIDE = "inside"
    CLOSING = "closing"
    BEHIND = "behind"
    OPEN = "open"


@dataclass(frozen=True)
class _Scope:
    """Lines from `base` columns on are inside; a line that closes the scope stands at `opener`."""

    base: int
    opener: int | None
    is_statement: bool


@dataclass(frozen=True)
class Extent:
    """The first `lines` lines surely belong; `is_over` claims that no more will."""

    lines: int
    is_over: bool


def within_scope(draft: Draft) -> Draft:
    """Up to the end of the statement or the block, once that is known."""
    extent = extent_of(draft)
    if extent.is_over or draft.is_ended:
        return draft.cut_before(extent.lines, draft.reason)
    return draft


def begins_behind_finished_line(draft: Draft) -> bool:
    """Whether the completion begins with a line break where a line is done and no block opens."""
    return bool(draft.first and draft.site.line_before.strip() and not draft.around.is_opened)


def extent_of(draft: Draft) -> Extent:
    """How many lines belong to what the completion has begun."""
    first = draft.first
    if first is None or first >= draft.complete:
        return Extent(len(draft.lines), is_over=False)
    if has_code_behind(draft.site):
        return Extent(1, is_over=True)
    scope = _scope(draft, first)
    return _statement(draft, first, scope) if scope.is_statement else _block(draft, first, scope)


def _scope(draft: Draft, first: int) -> _Scope:
    column = draft.columns(first)
    is_on_own_line = first > 0 or not draft.site.line_before.strip()
    if is_on_own_line and (column or draft.around.is_opened or draft.around.frames):
        return _Scope(column, _opener(draft, first, column), is_statement=False)
    around = draft.around
    lead = statement_lead(draft.whole(first), around.line_frames, around.lexis)
    column = columns_of(lead, draft.tab)
    return _Scope(column + 1, column, is_statement=True)


def _opener(draft: Draft, first: int, column: int) -> int | None:
    """The column of the nearest line above that stands less deep."""
    here = (draft.site.line_before,) if first and draft.site.line_before.strip() else ()
    above = (columns_of(lead_of(line), draft.tab) for line in (*draft.around.above, *here)[::-1])
    return next((columns for columns in above if columns < column), None)


def _block(draft: Draft, first: int, scope: _Scope) -> Extent:
    last = first
    for number in _solid(draft, first + 1):
        match _standing(draft, number, scope):
            case _Standing.INSIDE:
                last = number
            case _Standing.CLOSING:
                return Extent(number + 1, is_over=True)
            case _Standing.BEHIND:
                return Extent(last + 1, is_over=True)
            case _Standing.OPEN:
                continue
    return Extent(last + 1, is_over=False)


def _statement(draft: Draft, first: int, scope: _Scope) -> Extent:
    """Like `_block`, but over as soon as nothing is open any more."""
    last, has_body = first, _begins_body(draft, first)
    if _is_finished(draft, first, has_body=has_body):
        return Extent(first + 1, is_over=True)
    for number in _solid(draft, first + 1):
        standing = _standing(draft, number, scope)
        if standing is _Standing.BEHIND and not has_body and _goes_on_below(draft, last):
            standing = _Standing.INSIDE
        if standing is _Standing.OPEN:
            continue
        if standing is _Standing.BEHIND:
            return Extent(last + 1, is_over=True)
        last, has_body = number, has_body or _begins_body(draft, number)
        if standing is _Standing.CLOSING or _is_finished(draft, number, has_body=has_body):
            return Extent(number + 1, is_over=True)
    return Extent(last + 1, is_over=False)


def _solid(draft: Draft, start: int) -> Iterable[int]:
    return (i for i in range(start, draft.complete) if draft.lines[i].text.strip())


def _begins_body(draft: Draft, number: int) -> bool:
    mark = draft.mark(number)
    return mark.inside == 0 and opens_by_indent(mark, draft.around.lexis)


def _goes_on_below(draft: Draft, number: int) -> bool:
    return _GOES_ON_BELOW.search(draft.mark(number).code) is not None


def _is_finished(draft: Draft, number: int, *, has_body: bool) -> bool:
    return not (has_body or draft.mark(number).inside or _goes_on_below(draft, number))


def _standing(draft: Draft, number: int, scope: _Scope) -> _Standing:
    line, column = draft.lines[number].text, draft.columns(number)
    if column >= scope.base or _is_own_closer(draft, number):
        return _Standing.INSIDE
    if column == scope.opener and draft.inside_before(number) == 0:
        if _closes(line, draft.around.lexis.ends):
            return _Standing.CLOSING
        if scope.is_statement and re.match(draft.around.lexis.goes_on, line):
            return _Standing.INSIDE
    if draft.begins_in_prose(number) and draft.blocks is None:
        return _Standing.INSIDE
    if not draft.mark(number).code.strip():
        return _Standing.OPEN
    return _Standing.INSIDE if _grammar_holds(draft, number) else _Standing.BEHIND


def _closes(line: str, ends: str) -> bool:
    return _CLOSING_LINE.fullmatch(line) is not None or re.match(ends, line) is not None


def _is_own_closer(draft: Draft, number: int) -> bool:
    line = draft.lines[number].text.lstrip()
    return draft.inside_before(number) > 0 and line.startswith(tuple(")]}>"))


def _grammar_holds(draft: Draft, number: int) -> bool:
    """Whether a line that is indented too little stands in a block that the completion opened.

    Only the text up to that line is read, with its brackets closed, so the answer stays the same
    whatever follows.
    """
    if draft.blocks is None:
        return False
    above, mark = draft.site.lines_before, draft.mark(number)
    here = draft.site.line_before + draft.text[: draft.end_of(number)]
    closers = "".join(frame.closer for frame in reversed(mark.frames))
    blocks = draft.blocks("\n".join((*above, here, closers)))
    cursor = len(above)
    return any(cursor <= block.first < cursor + number < block.end for block in blocks)
