"""Nothing that does not exist: a completion ends before an import of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sansfil.core.suggest.draft import Draft
from sansfil.core.suggest.open_imports import (
    completed,
    has_imports,
    import_begun_above,
    may_import,
    open_import,
    prose_begun_above,
    words_in,
)
from sansfil.core.suggest.site import Ground
from sansfil.core.suggest.statements import statement_start

if TYPE_CHECKING:
    from sansfil.core.grounding.values import Judgement  # all of grounding comes with it

_GOES_ON_BELOW = re.compile(r"[ \t]*(?:import|from)\b.*\\\s*\Z", re.DOTALL)
# An import of a language that quotes the module, before that.
_NAMELESS = re.compile(
    r"[;}*/\s]*(?:(?:import|part)\b(?![ \t]*\()|export\b[^'\"`]*\bfrom\b)[^'\"`]*['\"`]?\Z"
)


@dataclass(frozen=True)
class _Place:
    """A draft in its document: `context` above what is read, and `lead`, which ends at the cursor."""

    draft: Draft
    ground: Ground
    context: str
    lead: str

    @property
    def head(self) -> str:
        return self.context + self.lead

    @property
    def kept(self) -> str:
        """The draft as far as it will stay; of its last line nothing is known while it grows."""
        draft = self.draft
        return draft.text if draft.is_ended else draft.text[: draft.end_of(draft.complete - 1)]

    @property
    def written(self) -> str:
        return self.head + self.kept

    @property
    def is_open_behind(self) -> bool:
        """Whether an import that the user has begun is not over where the draft ends."""
        begun = open_import(self.draft.site.language, f"{self.lead}{self.kept}\n")
        return begun is not None and begun.start() < len(self.lead)

    def judged(self, text: str) -> "Sequence[Judgement] | None":
        """What can be said of the imports of a document from where the lead begins."""
        return self.ground(text, len(self.context))


def before_unknown_import(draft: Draft) -> Draft:
    """Up to the first import of what is not there, or of one of which that cannot be said yet."""
    site = draft.site
    if site.ground is None or not has_imports(site.language):
        return draft
    lead = import_begun_above(site) + site.line_before
    if not may_import(site.language, lead + draft.text):
        return draft
    if lead == site.line_before:
        lead = prose_begun_above(site) + lead
    document = "".join(f"{line}\n" for line in site.lines_before) + site.line_before
    context = document.removesuffix(lead) if document.endswith(lead) else ""
    place = _Place(draft, site.ground, context, lead)
    judgements = place.judged(_read(place))
    return _without_imports(place) if judgements is None else _without_unknown(place, judgements)


def _read(place: _Place) -> str:
    """The document as it would be, with what follows: that may say that an import in it may fail, or what the
    cursor's import is from."""
    draft, site = place.draft, place.draft.site
    below = "\n".join(("", *site.lines_after))
    if not draft.is_ended:
        is_open = place.is_open_behind
        return f"{place.written}\n{site.line_after}{below}" if is_open else place.written
    text = completed(site.language, place.lead + draft.text, site.line_after)
    return place.context + text + below


def _without_unknown(place: _Place, judgements: Sequence["Judgement"]) -> Draft:
    draft, head, end = place.draft, len(place.head), len(place.written)
    judged_to = 0
    for judgement in judgements:
        if judgement.end <= head:
            continue
        if judgement.start >= end:
            break
        left = _without(draft, judgement, max(0, judgement.start - head))
        if left is not None:
            return left
        judged_to = judgement.end
    return draft if judged_to >= end else _without_unfinished(place)


def _without(draft: Draft, judgement: "Judgement", at: int) -> Draft | None:
    """The draft up to an import at `at`; None where nothing is wrong with that."""
    from sansfil.core.grounding.repair import is_bad  # many patterns, of no use at the start

    if is_bad(judgement):
        return draft.cut(statement_start(draft, at), "unknown_import")
    return _held(draft, at) if judgement.is_unread else None


def _without_imports(place: _Place) -> Draft:
    """Up to where an import may begin, while nobody can tell what there is."""
    draft, language = place.draft, place.draft.site.language
    if open_import(language, place.lead):
        return _held(draft, 0)
    for number in range(len(draft.lines)):
        code = draft.mark(number).code
        before = draft.site.line_before.rstrip() if number == 0 else ""
        seen = len(before) if code.startswith(before) else 0
        found = next((word for word in words_in(language, code) if word.end() >= seen), None)
        if found is not None:
            column = max(0, found.start() - len(draft.site.line_before)) if seen else found.start()
            return _held(draft, draft.starts[number] + column)
    return draft


def _held(draft: Draft, at: int) -> Draft:
    """Up to what stands at `at`, of which nothing can be said yet: it may be shown when more has come."""
    if draft.is_ended:
        return draft.cut(statement_start(draft, at), "unread_project")
    return draft.as_if_growing(max(i for i, start in enumerate(draft.starts) if start <= at))


def _without_unfinished(place: _Place) -> Draft:
    """Without an import that is not over where the draft ends, if its module has not come."""
    draft, language = place.draft, place.draft.site.language
    text = place.lead + place.kept + (draft.site.line_after if draft.is_ended else "\n")
    begun = open_import(language, text)
    if begun is None or not draft.complete:
        return draft
    if begun.start() < len(place.lead):
        return draft if language == "python" else _by_all_that_was_said(place, begun[0])
    if language == "python" and not _GOES_ON_BELOW.match(begun[0].lstrip(";:")):
        return draft
    number = max(
        i for i, start in enumerate(draft.starts) if start + len(place.lead) <= begun.start()
    )
    if not draft.is_ended:
        return draft.as_if_growing(number)
    is_nameless = _NAMELESS.match(begun[0]) is not None
    return draft.cut_before(number, "empty") if is_nameless else draft


def _by_all_that_was_said(place: _Place, begun: str) -> Draft:
    """The list that the user has begun ends before a closer of his; what it is from may follow behind that."""
    draft, head = place.draft, len(place.head)
    for judgement in place.judged(place.head + draft.said) or ():
        if judgement.start < head < judgement.end:
            return _without(draft, judgement, 0) or draft
    if not draft.is_all_said:
        return draft.as_if_growing(0)
    return draft.cut(0, "empty") if _NAMELESS.match(begun) else draft
