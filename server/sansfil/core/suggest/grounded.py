"""Nothing that does not exist: a completion ends before an import of it, and before another language."""

import re

from sansfil.core.suggest.draft import Draft

# Statements that name modules, and calls that do.
_WORDS = re.compile(r"\b(?:import|from|export|part|require|import_module)\b|\b__import__\b")
_BEGINS = re.compile(r"[ \t]*(?:import|from|export|part)\b")
_MODULE_COMES_LAST = re.compile(r"[ \t]*(?:import|export)\b(?:\s+type\b)?[\s\w$*{},]*\Z")
# In languages that quote the module, and where it stands on the next line.
_MODULE_IS_QUOTED = re.compile(r"[ \t]*(?:import|part)\b(?![ \t]*[(.=])[^'\"`();=]*\Z")
_GOES_ON_BELOW = re.compile(r"[ \t]*(?:import|from)\b.*\\\Z", re.DOTALL)
_UNFINISHED = re.compile(r"(?:[=,*/&|?.\\]|(?<![+-])[+-]|=>|\b(?:await|return|yield|new))\Z")
_LEADS_ON = re.compile(r"[ \t]*(?:\.\w|\?|&&|\|\||: )")
_OF_EXPRESSIONS = (")", "]")
_LINES_OF_A_STATEMENT = 20


def before_unknown_import(draft: Draft) -> Draft:
    """Up to the first import of what is not there, or of one of which that cannot be said yet."""
    ground, site = draft.site.ground, draft.site
    if ground is None or _is_in_comment(draft):
        return draft
    from sansfil.core.grounding.repair import is_bad  # many patterns, of no use at the start

    above = _begun_above(draft)
    lead = "\n".join((*above, site.line_before)) if above else site.line_before
    if not _WORDS.search(lead + draft.text):
        return draft
    context = "\n".join(site.lines_before[: len(site.lines_before) - len(above)])
    head = f"{context}\n{lead}" if context else lead
    start = len(head) - len(lead)
    text = head + _whole_lines(draft) + (site.line_after if draft.is_ended else "")
    judgements = ground(text, start)
    if judgements is None:
        return _without_imports(draft)
    for judgement in judgements:
        if judgement.end <= len(head):
            continue
        at = max(0, judgement.start - len(head))
        if is_bad(judgement):
            return draft.cut(_statement_start(draft, at), "unknown_import")
        if judgement.is_unread:
            return _held(draft, at)
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
    return draft.cut(_statement_start(draft, max(0, found[1] - len(lead))), "foreign")


def _without_imports(draft: Draft) -> Draft:
    """Up to the first import, while nobody can tell what there is."""
    for number in range(len(draft.lines)):
        if _BEGINS.match(draft.whole(number)):
            return _held(draft, draft.starts[number])
    return draft


def _held(draft: Draft, at: int) -> Draft:
    """Up to what stands at `at`, of which nothing can be said yet: it may be shown when more has come."""
    if draft.is_ended:
        return draft.cut(_statement_start(draft, at), "unread_project")
    return draft.as_if_growing(max(i for i, start in enumerate(draft.starts) if start <= at))


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


def _statement_start(draft: Draft, at: int) -> int:
    """Where the draft ends without the statement that holds what stands at `at`."""
    number = max(i for i, start in enumerate(draft.starts) if start <= at)
    before = draft.text[draft.starts[number] : at]
    last = before.rfind(";")
    if last >= 0 and not _is_in_brackets(draft, number):
        return draft.starts[number] + last + 1
    while number and _goes_on(draft, number):
        number -= 1
    return draft.end_of(number - 1)


def _goes_on(draft: Draft, number: int) -> bool:
    """Whether a line goes on with what the one before it has begun."""
    if _is_in_brackets(draft, number) or _LEADS_ON.match(draft.whole(number)):
        return True
    return _UNFINISHED.search(draft.scan.marks[number - 1].code) is not None


def _is_in_brackets(draft: Draft, number: int) -> bool:
    """Whether a line begins within round or square brackets that the draft itself has opened."""
    inside = draft.inside_before(number)
    return inside > 0 and draft.scan.marks[number - 1].frames[-1].closer in _OF_EXPRESSIONS


def _without_unfinished(draft: Draft) -> Draft:
    """Without a statement at the end of which the module has not come."""
    for number in range(max(0, draft.complete - _LINES_OF_A_STATEMENT), draft.complete):
        rest = "\n".join(draft.whole(i) for i in range(number, draft.complete))
        if not draft.is_ended and _has_no_module(draft.site.language, rest):
            return draft.as_if_growing(number)
        is_users = number == 0 and draft.site.line_before.strip() != ""
        is_import = not is_users and not rest.lstrip().startswith("export")
        rest += draft.site.line_after
        if draft.is_ended and is_import and _has_no_module(draft.site.language, rest):
            return draft.cut_before(number, "empty")
    return draft


def _has_no_module(language: str, statement: str) -> bool:
    """Whether an import has begun without naming what it imports from."""
    if _MODULE_COMES_LAST.match(statement) and "{" in statement:
        return True
    if language == "python":
        return _GOES_ON_BELOW.match(statement) is not None
    from sansfil.core.grounding.scanning import LANGUAGES  # loaded by now

    return language in LANGUAGES and _MODULE_IS_QUOTED.match(statement) is not None
