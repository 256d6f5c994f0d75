"""Another language's syntax in a completion: it ends before that."""

from sansfil.core.suggest.draft import Draft
from sansfil.core.suggest.open_imports import prose_begun_above
from sansfil.core.suggest.statements import statement_start


def before_foreign(draft: Draft) -> Draft:
    """Up to the line on which another language begins, unless the file has such lines itself."""
    if draft.site.ground is None or _found(draft, draft.site.line_before) is None:
        return draft
    # Rarely so: now it is worth a look at all that stands above.
    lead = prose_begun_above(draft.site) + draft.site.line_before
    found = _found(draft, lead)
    return draft if found is None else draft.cut(statement_start(draft, found), "foreign")


def _found(draft: Draft, lead: str) -> int | None:
    """Where in the draft another language is met first, if `lead`, which ends at the cursor, has nothing of it."""
    from sansfil.core.grounding.foreign import foreign_at  # many patterns, of no use at the start

    site, is_in_brackets = draft.site, bool(draft.around.line_frames)
    around = "\n".join((*site.lines_before, *site.lines_after))
    found = foreign_at(site.language, lead + _written(draft), around, is_in_brackets=is_in_brackets)
    if found is None or foreign_at(site.language, lead):
        return None
    return max(0, found[1] - len(lead))


def _written(draft: Draft) -> str:
    """The text as far as it will stay, with what would close a string that is open at its end."""
    if draft.is_ended:
        return draft.text + draft.site.line_after
    return draft.text[: draft.end_of(draft.complete - 1)]
