"""What may leave this machine: by the user's word, by path, and without its secrets."""

from sansfil.core.consent.consent import (
    Allowed,
    Decision,
    Destination,
    MustAsk,
    Refused,
    Word,
    decided,
    destination_of,
    no_destination,
    shown_address,
    strictest,
    unasked,
)
from sansfil.core.consent.masking import (
    Masked,
    Masks,
    Restored,
    Secret,
    holds_placeholder,
    masked,
    restored,
)
from sansfil.core.consent.paths import LocalOnly, refusal_of

__all__ = [
    "Allowed",
    "Decision",
    "Destination",
    "LocalOnly",
    "Masked",
    "Masks",
    "MustAsk",
    "Refused",
    "Restored",
    "Secret",
    "Word",
    "decided",
    "destination_of",
    "holds_placeholder",
    "masked",
    "no_destination",
    "refusal_of",
    "restored",
    "shown_address",
    "strictest",
    "unasked",
]
