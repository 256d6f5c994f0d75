"""What stands around the cursor, as the model sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sansfil.core.ngram.lexer import (
    DOCUMENT_START,
    REDACTED,
    columns_of,
    is_word,
    leading_space,
    lex_line,
    newline_token,
)
from sansfil.core.ngram.tally import ANYTHING, NextToken

MOST_CONTEXT_TOKENS = 16

_CLOSERS = re.compile(r"""\s*[)\]}>"'`]*\s*[:;,{]?\s*""")


class NgramSilence(StrEnum):
    """Why nothing is suggested."""

    INSIDE_WORD = "inside_word"
    TEXT_FOLLOWS = "text_follows"
    UNFAMILIAR = "unfamiliar"
    UNSURE = "unsure"
    TOO_SHORT = "too_short"
    REDACTED = "redacted"


@dataclass(frozen=True, slots=True)
class NgramContext:
    """The text around the cursor; line terminators, if any, are ignored.

    `lines_before` may be just the last few, `line_number` is 0-based, and `next_line` is the line
    below, which a suggestion should not repeat.
    """

    lines_before: Sequence[str]
    line_start: str
    line_rest: str = ""
    line_number: int = 0
    next_line: str = ""
    indent_unit: str = "    "
    eol: str = "\n"


@dataclass(frozen=True, slots=True)
class Typed:
    """`tokens` before the one being typed, `index` of them on the cursor's line.

    That line is indented by `columns`.
    """

    tokens: tuple[str, ...]
    known: NextToken
    index: int
    columns: int

    @property
    def touches_secret(self) -> bool:
        return bool(self.index) and self.tokens[-1] == REDACTED and self.known == ANYTHING


def obstacle(context: NgramContext) -> NgramSilence | None:
    """Why the text to the right of the cursor leaves no room for a suggestion: only closers do."""
    rest = context.line_rest.rstrip("\r\n")
    if not rest or _CLOSERS.fullmatch(rest):
        return None
    if context.line_start and is_word(rest[0]) and is_word(context.line_start[-1]):
        return NgramSilence.INSIDE_WORD
    return NgramSilence.TEXT_FOLLOWS


def typed(context: NgramContext) -> Typed:
    """A word that touches the cursor may be half-typed: it is the start of what follows, no context."""
    start = lex_line(context.line_start)
    tokens, known = list(start.tokens), ANYTHING
    spaces = len(context.line_start) - len(context.line_start.rstrip())
    if tokens and spaces:
        known = NextToken(typed_gap=spaces)
    elif tokens and is_word(tokens[-1]):
        known = NextToken(prefix=tokens.pop())
    columns = columns_of(leading_space(context.line_start))
    before = _tokens_before(context.lines_before, columns, MOST_CONTEXT_TOKENS - len(tokens))
    return Typed((*before, *tokens), known, len(tokens), columns)


def _tokens_before(lines: Sequence[str], columns: int, wanted: int) -> list[str]:
    """The last tokens above a line of that indentation, the newline between included."""
    found: list[str] = []
    for line in reversed(lines):
        if len(found) >= wanted:
            return found
        lexed = lex_line(line)
        if lexed.is_blank:
            continue
        found = [*lexed.tokens, newline_token(lexed.indent_columns, columns), *found]
        columns = lexed.indent_columns
    return [DOCUMENT_START, *found]
