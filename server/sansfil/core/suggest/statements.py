"""Where a statement of a completion begins, so that none is left without its end."""

import re

from sansfil.core.suggest.draft import Draft

_UNFINISHED = re.compile(r"(?:[=,*/&|?.\\]|(?<![+-])[+-]|=>|\b(?:await|return|yield|new))\Z")
_LEADS_ON = re.compile(r"[ \t]*(?:\.\w|\?|&&|\|\||: )")
_OF_EXPRESSIONS = (")", "]")


def statement_start(draft: Draft, at: int) -> int:
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
