"""What is certain to follow from an edit by hand: names that are gone, calls that no longer fit.

Watch:  `edit_of(before, splice) -> Edit`; `begun`, `continued` give the `Run` that it belongs to.
Find:   `search.found(run.before, after) -> Finding | None`; for each other document that `may_follow`,
        `search.found_elsewhere(document, finding.elsewhere)`; both in steps.
Offer:  `pending(…) -> Pending`; every edit goes through `Pending.edited`.

Structure comes from a lexer and rules of the language alone. What they do not understand is not
offered: the promise is that an offer is right, not that all are made. `search` is not imported
here: what reads code is loaded with the first edit that needs it.
"""

from sansfil.core.next_edit.findings import Finding, Recalled, Renamed
from sansfil.core.next_edit.importers import may_follow
from sansfil.core.next_edit.pending import LONGEST_LIFE_S, Offer, Pending, pending
from sansfil.core.next_edit.places import Edit, Place, edit_of
from sansfil.core.next_edit.tokens import Steps
from sansfil.core.next_edit.tongues import tongue_of
from sansfil.core.next_edit.watching import Run, begun, continued

__all__ = [
    "LONGEST_LIFE_S",
    "Edit",
    "Finding",
    "Offer",
    "Pending",
    "Place",
    "Recalled",
    "Renamed",
    "Run",
    "Steps",
    "begun",
    "continued",
    "edit_of",
    "may_follow",
    "pending",
    "tongue_of",
]
