"""Tokens of a whole document, in steps that a caller may spread over time."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from sansfil.core.next_edit.tongues import Tongue

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

    `is_whole` claims that every bracket has its partner; `words` are the indices of each word.
    """

    all: tuple[Token, ...]
    partner: dict[int, int]
    is_whole: bool
    words: dict[str, list[int]]

    def text(self, index: int) -> str:
        """Of the token there, empty beyond either end."""
        return self.all[index].text if 0 <= index < len(self.all) else ""

    def is_word(self, index: int) -> bool:
        return 0 <= index < len(self.all) and self.all[index].kind == "w"


def scanned(text: str, tongue: Tongue) -> Steps[Tokens]:
    """All tokens of `text`; code inside of strings counts as if it stood in brackets."""
    found: list[Token] = []
    is_fresh = True
    for count, match in enumerate(tongue.token.finditer(text)):
        kind = match.lastgroup or "p"
        if kind == "n":
            is_fresh = True
        elif kind != "c":
            found.append(Token(kind, match[0], match.start(), is_fresh))
            is_fresh = False
            if kind == "s" and tongue.may_hold_code.match(match[0]):
                found.extend(_code_in(match, tongue))
        if count % TOKENS_OF_A_STEP == 0:
            yield
    partner = yield from _partners(found)
    words = yield from _words(found)
    return Tokens(tuple(found), partner or {}, partner is not None, words)


def _code_in(string: re.Match[str], tongue: Tongue) -> Iterator[Token]:
    for match in tongue.inner.finditer(string[0]):
        group = match.lastindex
        if group is None:
            continue
        start = string.start() + match.start(group)
        yield Token("p", "(", start, is_fresh=False)
        for inner in tongue.token.finditer(match[group]):
            if (kind := inner.lastgroup or "p") not in "cn":
                yield Token(kind, inner[0], start + inner.start(), is_fresh=False)
        yield Token("p", ")", start + len(match[group]), is_fresh=False)


def _partners(tokens: list[Token]) -> Steps[dict[int, int] | None]:
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


def _words(tokens: list[Token]) -> Steps[dict[str, list[int]]]:
    words: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        if index % (4 * TOKENS_OF_A_STEP) == 0:
            yield
        if token.kind == "w":
            words.setdefault(token.text, []).append(index)
    return words
