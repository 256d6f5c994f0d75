"""Whether a slash of JavaScript divides, or begins a regular expression."""

import re
from collections.abc import Sequence
from enum import Enum, auto

from sansfil.core.next_edit.tokens import Token

REGEX = re.compile(r"/(?![*/])(?:\\[^\r\n]|\[(?:\\[^\r\n]|[^\]\\\r\n])*+\]|[^/\\\[\r\n])++/\w*")
# After these words a value begins; after the others it may.
_BEFORE_VALUES = frozenset(
    "return typeof case do else in instanceof new void delete throw default extends".split()
)
_MAY_BE_NAMES = frozenset("of await yield async as is satisfies".split())
_HEADS = frozenset(("if", "while", "for", "with"))


class Slash(Enum):
    DIVIDES = auto()
    REGEX = auto()
    UNSURE = auto()


def slash_behind(tokens: Sequence[Token], text: str, at: int) -> Slash:
    """By ECMA-262, 12 (goal symbols): what was there before says whether a value may begin."""
    if not tokens:
        return Slash.REGEX
    last = tokens[-1]
    if last.kind == "w":
        return _behind_word(tokens)
    if last.kind in "os" or last.text == "]":
        return Slash.DIVIDES
    if last.text == ")":
        return Slash.REGEX if _is_head(tokens) else Slash.DIVIDES
    is_behind_value = last.text == "!" and text[last.start - 1 : last.start].strip() != ""
    is_unsure = is_behind_value or last.text in ("}", "++", "--", ">") or text[at - 1] == "<"
    return Slash.UNSURE if is_unsure else Slash.REGEX


def _behind_word(tokens: Sequence[Token]) -> Slash:
    word, before = tokens[-1].text, tokens[-2].text if len(tokens) > 1 else ""
    if before in (".", "?."):
        return Slash.DIVIDES
    if word in _MAY_BE_NAMES:
        return Slash.UNSURE
    return Slash.REGEX if word in _BEFORE_VALUES else Slash.DIVIDES


def _is_head(tokens: Sequence[Token]) -> bool:
    """Whether the bracket that closes there is that of `if (…)`."""
    depth = 0
    for index in range(len(tokens) - 1, 0, -1):
        if tokens[index].kind == "p":
            depth += (tokens[index].text == ")") - (tokens[index].text == "(")
        if not depth:
            return tokens[index - 1].text in _HEADS
    return False
