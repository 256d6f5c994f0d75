"""Tokens of a whole document, in steps that a caller may spread over time."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

T = TypeVar("T")
# Work that pauses every so often; its value is what it returns.
Steps = Generator[None, None, T]
TOKENS_OF_A_STEP = 100
_CLOSER = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    """`kind` as the groups of `Tongue.token`; `start` is its offset; `is_fresh`: first of its line."""

    kind: str
    text: str
    start: int
    is_fresh: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Tokens:
    """Without line ends and comments; `partner` maps a bracket's index to that of the other one.

    `is_whole` claims that every bracket has its partner and every string its end; `words` are the
    indices of each word; `around` is the index of the bracket that opens around each token, -1
    outside of all; from an offset of `unsure` to the next, code may be text.
    """

    all: tuple[Token, ...]
    partner: dict[int, int]
    is_whole: bool
    words: dict[str, list[int]]
    around: list[int]
    unsure: tuple[tuple[int, int], ...] = ()

    def text(self, index: int) -> str:
        """Of the token there, empty beyond either end."""
        return self.all[index].text if 0 <= index < len(self.all) else ""

    def is_word(self, index: int) -> bool:
        return 0 <= index < len(self.all) and self.all[index].kind == "w"

    def is_unsure(self, index: int) -> bool:
        """Whether the token may be no token at all."""
        return any(first <= self.all[index].start < end for first, end in self.unsure)


def partners(tokens: list[Token]) -> Steps[dict[int, int] | None]:
    """None where a bracket has no partner."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for index, token in enumerate(tokens):
        if index % (4 * TOKENS_OF_A_STEP) == 0:
            yield
        if token.kind != "p":
            continue
        if token.text in _CLOSER:
            waiting.append(index)
        elif token.text in ")]}":
            if not waiting or _CLOSER[tokens[waiting[-1]].text] != token.text:
                return None
            partner[index] = waiting[-1]
            partner[waiting.pop()] = index
    return None if waiting else partner


def around_of(partner: dict[int, int], count: int) -> Steps[list[int]]:
    """The bracket around each of so many tokens; both ends of a pair lie in what is around them."""
    around: list[int] = []
    opening = -1
    for index in range(count):
        if index % (4 * TOKENS_OF_A_STEP) == 0:
            yield
        other = partner.get(index, index)
        opening = around[other] if other < index else opening
        around.append(opening)
        opening = index if other > index else opening
    return around


def words_of(tokens: list[Token]) -> Steps[dict[str, list[int]]]:
    """The indices of each word."""
    words: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        if index % (4 * TOKENS_OF_A_STEP) == 0:
            yield
        if token.kind == "w":
            words.setdefault(token.text, []).append(index)
    return words
