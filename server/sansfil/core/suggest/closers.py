"""No closer twice: a completion ends before one that already stands behind the cursor."""

import re

from sansfil.core.suggest.draft import Draft
from sansfil.core.suggest.frames import Closing, Kind
from sansfil.core.suggest.scan import scanned
from sansfil.core.suggest.site import Site
from sansfil.core.suggest.surroundings import Surroundings, has_code_behind

_CLOSER = re.compile(r"[)\]}>\"'`]|</[\w.:-]*>")
_SPACED_CLOSER = re.compile(rf"[ \t]*({_CLOSER.pattern})")
_ONLY_CLOSERS = re.compile(r"[\s)\]}>\"'`;,]*")
_LEAST_OVERLAP = 4


def before_closer(draft: Draft) -> Draft:
    """Up to the first closer of something that the text behind the cursor closes itself."""
    for closing in draft.scan.closings:
        if _stands_behind(closing, draft):
            return draft.cut(closing.at, "only_closers", closing)
    return draft


def _stands_behind(closing: Closing, draft: Draft) -> bool:
    if closing.depth >= 0:
        return closing.depth in draft.around.closed
    return draft.site.line_after.lstrip().startswith(closing.text)


def before_rest_of_line(draft: Draft) -> Draft:
    """Up to where the completion repeats the code right of the cursor."""
    if not draft.complete or not has_code_behind(draft.site):
        return draft
    line, rest = draft.lines[0].text.rstrip(), draft.site.line_after.strip()
    at = _whole_overlap(line, rest, draft.around)
    at = _overlap_at_end(line, rest, draft.around) if at is None else at
    return draft if at is None else draft.cut(at, "repeats_suffix")


def _whole_overlap(line: str, rest: str, around: Surroundings) -> int | None:
    """Where `rest` begins in `line` or, if it is too short to tell, where it ends it.

    Within brackets that the line itself opened it is something else.
    """
    if len(rest) < _LEAST_OVERLAP:
        return len(_without_ends(line, rest)) if line.endswith(rest) else None
    places = (found.start() for found in re.finditer(f"(?={re.escape(rest)})", line))
    return next((at for at in places if not _inside(line[:at], around)), None)


def _inside(line: str, around: Surroundings) -> int:
    return scanned(line, around.frames, around.lexis).marks[-1].inside


def _overlap_at_end(line: str, rest: str, around: Surroundings) -> int | None:
    """Where the line ends with the beginning of `rest`, but not with all of it."""
    for length in range(min(len(line), len(rest) - 1), _LEAST_OVERLAP - 1, -1):
        at = len(line) - length
        if line.endswith(rest[:length]) and not _inside(line[:at], around):
            return at
    return None


def _without_ends(line: str, end: str) -> str:
    while end and line.endswith(end):
        line = line.removesuffix(end)
    return line


def beginning_typed_over(text: str, site: Site) -> tuple[str, int]:
    """What of `text` ends with closers that the editor has put behind the cursor already, and how
    many characters these are."""
    row, _, _ = site.pending.partition("\n")
    row, at, count = row if site.line_after.startswith(row) else "", 0, 0
    while closer := _SPACED_CLOSER.match(text, at):
        if not row.startswith(closer[1], count):
            break
        at, count = closer.end(), count + len(closer[1])
    return text[:at], count


def only_closers(text: str) -> bool:
    return _ONLY_CLOSERS.fullmatch(text) is not None


def lead_of_own_line(draft: Draft) -> str | None:
    """The indentation of the closer right of the cursor, if the completion moves it to a line of
    its own: it began a line right behind the bracket that this closes."""
    frame = draft.around.frames[-1] if draft.around.frames else None
    if frame is None or frame.kind is not Kind.BRACKET or not draft.first:
        return None
    is_between = draft.site.line_after.startswith(frame.closer) and draft.site.line_before.strip()
    return frame.indent if is_between else None
