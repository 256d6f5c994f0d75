"""Nothing that does not exist: a completion ends before an import of it, and before another language."""

import re

from sansfil.core.suggest.draft import Draft

# Statements that name modules, and calls that do.
_WORDS = re.compile(r"\b(?:import|from|export|part|require)\b")
_BEGINS = re.compile(r"[ \t]*(?:import|from|export|part)\b")
_MODULE_COMES_LAST = re.compile(r"[ \t]*(?:import|export)\b(?:\s+type\b)?[\s\w$*{},]*\Z")
_LINES_OF_A_STATEMENT = 20


def before_unknown_import(draft: Draft) -> Draft:
    """Up to the first import of what is not there, or of one of which that cannot be said yet."""
    ground, site = draft.site.ground, draft.site
    if ground is None or _is_in_comment(draft):
        return draft
    from sansfil.core.grounding.repair import is_bad  # many patterns, of no use at the start

    above = _begun_above(draft)
    lead = "\n".join((*above, site.line_before)) if above else site.line_before
    if not _WORDS.search(lead) and not _WORDS.search(draft.text):
        return draft
    context = "\n".join(site.lines_before[: len(site.lines_before) - len(above)])
    head = f"{context}\n{lead}" if context else lead
    start = len(head) - len(lead)
    text = head + _whole_lines(draft) + (site.line_after if draft.is_ended else "")
    judgements = ground(text, start)
    if judgements is None:
        return _without_imports(draft)
    for judgement in judgements:
        if is_bad(judgement) and judgement.end > len(head):
            at = max(0, judgement.start - len(head))
            return draft.cut(_line_start(draft, at), "unknown_import")
    return _without_unfinished(draft)


def before_foreign(draft: Draft) -> Draft:
    """Up to the line on which another language begins."""
    if draft.site.ground is None or draft.around.is_in_prose:
        return draft
    from sansfil.core.grounding.foreign import foreign_at  # many patterns, of no use at the start

    lead = draft.site.line_before
    found = foreign_at(draft.site.language, lead + _whole_lines(draft))
    if found is None or foreign_at(draft.site.language, lead):
        return draft
    return draft.cut(_line_start(draft, max(0, found[1] - len(lead))), "foreign")


def _without_imports(draft: Draft) -> Draft:
    """Up to the first import, while nobody can tell what there is."""
    for number in range(len(draft.lines)):
        if _BEGINS.match(draft.whole(number)):
            return draft.cut_before(number, "unread_project")
    return draft


def _is_in_comment(draft: Draft) -> bool:
    """Whether the cursor is in a comment, or in a string that is no module's name."""
    if not draft.around.is_in_prose:
        return False
    return _BEGINS.match(draft.site.line_before) is None


def _begun_above(draft: Draft) -> tuple[str, ...]:
    """The lines above of a statement with brackets that has begun there and goes on at the cursor."""
    if not draft.around.line_frames:
        return ()
    lines = draft.site.lines_before[-_LINES_OF_A_STATEMENT:]
    for number in range(len(lines) - 1, -1, -1):
        if _BEGINS.match(lines[number]):
            return lines[number:]
    return ()


def _whole_lines(draft: Draft) -> str:
    """The text as far as it will stay; of its last line nothing is known while it grows."""
    return draft.text if draft.is_ended else draft.text[: draft.end_of(draft.complete - 1)]


def _line_start(draft: Draft, at: int) -> int:
    """The end of the line before the one of `at`, where nothing but white space stands before it."""
    number = max(i for i, start in enumerate(draft.starts) if start <= at)
    before = draft.text[draft.starts[number] : at]
    return draft.end_of(number - 1) if number and not before.strip() else at


def _without_unfinished(draft: Draft) -> Draft:
    """Without a statement at the end of which the module has not come yet, while more may come."""
    if draft.is_ended:
        return draft
    for number in range(max(0, draft.complete - _LINES_OF_A_STATEMENT), draft.complete):
        rest = "\n".join(draft.whole(i) for i in range(number, draft.complete))
        if _MODULE_COMES_LAST.match(rest) and "{" in rest:
            return draft.as_if_growing(number)
    return draft
