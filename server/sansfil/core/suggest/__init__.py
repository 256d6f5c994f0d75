"""What is shown: raw text of an engine in, a suggestion or a reasoned silence out.

Shape:   `shaped(raw, site, progress, specials, blocks) -> Shown | Undecided | Silence`, again with
         every piece that streams in; `parts(raw, site, specials, blocks)` for the suggestions after
         that, each behind the one accepted before, `accepted(site, shown)` for where they stand.
Choose:  `better(new, shown)`, whether one suggestion may take the place of another.
"""

from sansfil.core.suggest.knobs import AFTER_ACCEPT, KNOBS, SuggestKnobs
from sansfil.core.suggest.shaping import Outcome, parts, shaped
from sansfil.core.suggest.site import (
    Block,
    Blocks,
    Ground,
    Progress,
    Shown,
    Site,
    Undecided,
    accepted,
)
from sansfil.core.suggest.suggestion import Silence, Suggestion, Tier, better

__all__ = [
    "AFTER_ACCEPT",
    "KNOBS",
    "Block",
    "Blocks",
    "Ground",
    "Outcome",
    "Progress",
    "Shown",
    "Silence",
    "Site",
    "SuggestKnobs",
    "Suggestion",
    "Tier",
    "Undecided",
    "accepted",
    "better",
    "parts",
    "shaped",
]
