"""What is left of accepted text after a while: its span follows later edits, then both are compared.

Compared are lexemes, not characters: a name that was changed is another name, and other white space is
no change. `kept` is at least half left, as GitHub Copilot counts (microsoft/vscode-copilot-chat,
`completions-core`: still in code where the lexical edit distance is below 0.5).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from sansfil.core.changes import Change, shifted
from sansfil.core.text import Position

# Copilot looks after 15, 30, 120, 300 and 600 s, Cody after 20, 60, 120, 240, 300 and 600 s.
AFTER_S = (30, 120, 300)
KEPT_SHARE = 0.5
# Beyond so many lexemes of either side a comparison would hold up the event loop.
MOST_ACCEPTED, MOST_NOW = 400, 1200
_LEXEME = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Span:
    """From `start` to `end` of a document."""

    start: Position
    end: Position


def followed(span: Span, change: Change) -> Span:
    """The span after `change`: what is inserted inside belongs to it, what touches it does not.

    Where a replacement takes in its beginning or its end, what was put there belongs to it.
    """
    if change.end <= span.start:
        return Span(shifted(span.start, change), shifted(span.end, change))
    if span.end <= change.start:
        return span
    start = min(span.start, change.start)
    end = change.inserted_end if span.end < change.end else shifted(span.end, change)
    return Span(start, end)


def kept_characters(accepted: str, now: str) -> int:
    """How many characters of `accepted` are left in `now`, in its order; from 0 to its length."""
    if accepted == now:
        return len(accepted)
    old, new = _lexemes(accepted, MOST_ACCEPTED), _lexemes(now, MOST_NOW)
    total = sum(map(len, old))
    left = sum(map(len, _common_lexemes(old, new)))
    return round(len(accepted) * left / total) if total else 0


def is_kept(kept: int, accepted: int) -> bool:
    """Whether at least half of the accepted characters are left."""
    return accepted > 0 and kept >= KEPT_SHARE * accepted


def _common_lexemes(old: Sequence[str], new: Sequence[str]) -> list[str]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [lexeme for block in blocks for lexeme in old[block.a : block.a + block.size]]


def _lexemes(text: str, most: int) -> list[str]:
    return [found[0] for found in islice(_LEXEME.finditer(text), most)]


@dataclass(frozen=True)
class Remainder:
    """Of the accepted part of offer `number`, `characters` are left `after_s` seconds later."""

    number: int
    after_s: int
    characters: int
