"""Whether a place in a document may have ghost text at all, before anybody is asked."""

from dataclasses import dataclass
from itertools import islice

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.suggest.frames import Frames
from sansfil.core.suggest.lexis import Lexis, lexis_of
from sansfil.core.suggest.scan import scanned
from sansfil.core.text import Cursor, without_terminator


@dataclass(frozen=True)
class TriggerLimits:
    """`characters`: larger buffers get no suggestions, and past `kept_characters` their text is not
    even kept; `line_characters`: longer lines are data; `lines_above` and `characters_above` bound
    what is read to know whether a place is prose."""

    characters: int = 2_000_000
    kept_characters: int = 16_000_000
    line_characters: int = 10_000
    lines_above: int = 100
    characters_above: int = 8_000


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
    """Why nothing can be suggested on this line, whatever a model says and who asks, or None."""
    line = without_terminator(cursor.document.lines[cursor.position.line])
    if len(line) > limits.line_characters:
        return phrase("silence.long_line", characters=len(line), limit=limits.line_characters)
    return None


def untimely_at(cursor: Cursor, limits: TriggerLimits) -> Phrase | None:
    """Why nothing is suggested here while somebody only types, or None.

    Ghost text in front of a word would have to be read as a part of it; in the middle of a sentence
    it would be read as one of its words.
    """
    after = cursor.line_after
    if not any(map(_is_word, after)):
        return None
    if _is_word(after[0]):
        touches = bool(cursor.line_before) and _is_word(cursor.line_before[-1])
        return phrase("silence.inside_word") if touches else phrase("silence.text_follows")
    return phrase("silence.in_prose") if _is_inside_prose(cursor, limits) else None


def _is_inside_prose(cursor: Cursor, limits: TriggerLimits) -> bool:
    """Whether words of the same comment, string or text stand right of the cursor on its line."""
    lexis = lexis_of(cursor.document.language)
    if lexis.is_prose:
        return True
    frames = _open_at(cursor, lexis, limits)
    if not frames or not frames[-1].quote:
        return False
    return any(map(_is_word, cursor.line_after.partition(frames[-1].quote)[0]))


def _open_at(cursor: Cursor, lexis: Lexis, limits: TriggerLimits) -> Frames:
    """What is open at the cursor."""
    above = "".join(f"{line}\n" for line in _near_above(cursor, limits))
    open_above = scanned(above, (), lexis).frames
    return scanned(cursor.line_before, open_above, lexis).frames


def _near_above(cursor: Cursor, limits: TriggerLimits) -> list[str]:
    """The lines above, the nearest as far as the limits reach; those that are data are empty."""
    kept, left = list[str](), limits.characters_above
    lines, line = cursor.document.lines, cursor.position.line
    for number in islice(range(line - 1, -1, -1), limits.lines_above):
        text = without_terminator(lines[number])
        text = text if len(text) <= limits.line_characters else ""
        left -= len(text)
        if left < 0:
            break
        kept.append(text)
    return kept[::-1]


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
