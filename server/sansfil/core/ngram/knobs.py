"""The model's knobs: how sure it must be to speak, and how far it trusts its evidence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Novelty:
    """How readily evidence admits that something else may follow; `exact` by matching tokens, 0 to 16.

    Chosen on training files of two code bases in different styles, set apart for this.
    """

    exact: tuple[float, ...] = (1, 2, 3, 4, *(7,) * 13)
    analogy: float = 6


@dataclass(frozen=True, slots=True)
class NgramKnobs:
    """What is sure and long enough to show; a confidence is the joint probability of all shown tokens.

    `min_multiline_confidence` is for the lines after the first, given that the first is right;
    `new_word_confidence` is the belief that a word is complete with which nothing known begins.
    """

    min_confidence: float = 0.5
    min_multiline_confidence: float = 0.7
    min_word_confidence: float = 0.7
    min_tokens: int = 2
    min_characters: int = 6
    min_word_characters: int = 4
    min_new_word_characters: int = 3
    new_word_confidence: float = 0.75
    most_tokens: int = 32
    novelty: Novelty = Novelty()


WHILE_TYPING = NgramKnobs()

ASKED = NgramKnobs(
    min_confidence=0.15,
    min_multiline_confidence=0.4,
    min_word_confidence=0.15,
    min_tokens=1,
    min_characters=1,
    min_word_characters=1,
    min_new_word_characters=1,
)
"""For a user who asks: any guess is better than none."""
