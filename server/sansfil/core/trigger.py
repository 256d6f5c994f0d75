"""Whether a place in a document may have ghost text at all."""

from dataclasses import dataclass

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.text import Cursor, without_terminator


@dataclass(frozen=True)
class TriggerLimits:
    """`characters`: larger buffers get no suggestions, and past `kept_characters` their text is not
    even kept; `line_characters`: longer lines are data."""

    characters: int = 2_000_000
    kept_characters: int = 16_000_000
    line_characters: int = 10_000


def obstacle_of_size(characters: int, limits: TriggerLimits) -> Phrase | None:
    """Why a text of so many characters is not followed, or None."""
    return None if characters <= limits.characters else phrase_of_size(characters, limits)


def phrase_of_size(characters: int, limits: TriggerLimits) -> Phrase:
    return phrase(
        "silence.too_large",
        megabytes=round(characters / 1_000_000),
        limit=limits.characters // 1_000_000,
    )


def obstacle_at(cursor: Cursor, limits: TriggerLimits) -> Phrase | None:
    """Why nothing can be suggested on this line, whatever a model says, or None."""
    line = without_terminator(cursor.document.lines[cursor.position.line])
    if len(line) > limits.line_characters:
        return phrase("silence.long_line", characters=len(line), limit=limits.line_characters)
    return None
