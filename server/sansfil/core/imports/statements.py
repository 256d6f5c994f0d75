"""Statements of languages with braces, found by brackets and quotes alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_QUOTED = r"'(?:\\.|[^'\\\n])*+'?|\"(?:\\.|[^\"\\\n])*+\"?"
_COMMENT = r"//[^\n]*|/\*.*?(?:\*/|\Z)"
_REST = r"[()\[\]{};\n]|=>"
SCRIPT_TOKEN = re.compile(rf"{_COMMENT}|{_QUOTED}|`(?:\\.|[^`\\])*+`?|{_REST}", re.DOTALL)
DART_TOKEN = re.compile(
    rf"{_COMMENT}|r?'{{3}}.*?(?:'{{3}}|\Z)|r?\"{{3}}.*?(?:\"{{3}}|\Z)|r'[^'\n]*'?|r\"[^\"\n]*\"?"
    rf"|{_QUOTED}|{_REST}",
    re.DOTALL,
)
# What a line at the left margin begins with only where no bracket is open.
_FRESH = re.compile(r"(?:export|import|function|class|interface|enum|abstract|typedef|mixin)\b")
_CONTINUES = re.compile(r"\s*(?:[.?:=&|+*,)\]}{<;-]|/(?![/*])|(?:extends|implements)\b)")
_UNFINISHED = re.compile(r"(?:[=,+*/&|?:(<\[.-]|=>|\b(?:extends|implements|with))\s*\Z")
_NEAR = 80


@dataclass(frozen=True)
class Statement:
    """A statement in its text: `whole` is all of it, `head` what stands before its block or arrow.

    `inside` are the offsets of the block's content, None where there is no block; `start` is its own
    offset, `comment` the first documentation comment before it.
    """

    start: int
    whole: str
    head: str
    inside: tuple[int, int] | None
    comment: str


@dataclass(frozen=True)
class Grammar:
    """`token` finds comments, quotes, brackets; `ends` says whether a statement that stands before a
    line end is over there; `has_arrow_bodies`, that `=>` begins a body, not a value."""

    token: re.Pattern[str]
    ends: Callable[[str], bool]
    has_arrow_bodies: bool = False


SCRIPT = Grammar(SCRIPT_TOKEN, lambda before: not _UNFINISHED.search(before))
DART = Grammar(DART_TOKEN, lambda before: before.rstrip().endswith("}"), has_arrow_bodies=True)


def statements(text: str, grammar: Grammar, start: int = 0, end: int = -1) -> Iterator[Statement]:
    """The statements of `text` from `start` to `end`, not those within them."""
    end = len(text) if end < 0 else end
    reading = _Reading(text, grammar, start)
    for token in grammar.token.finditer(text, start, end):
        if reading.ends_with(token):
            yield from reading.finished(token.end())
    yield from reading.finished(end)


class _Reading:
    """What is known of the statement that is being read."""

    def __init__(self, text: str, grammar: Grammar, start: int) -> None:
        self._text, self._grammar = text, grammar
        self._is_nested = start > 0
        self._begin_at(start)

    def ends_with(self, token: re.Match[str]) -> bool:
        """Take the next token in; whether the statement ends with it."""
        match token[0]:
            case "(" | "[" | "{":
                self._open(token)
            case ")" | "]" | "}":
                self._close(token.start())
            case "=>" if self._grammar.has_arrow_bodies and not self._depth:
                self._end_head(token.start())
            case ";":
                return not self._depth
            case "\n":
                return self._ends_at_newline(token.start())
            case comment if comment.startswith(("//", "/*")):
                self._pass_over(token)
            case _:
                pass
        return False

    def finished(self, end: int) -> Iterator[Statement]:
        whole = self._text[self._start : end]
        if code := whole.strip():
            start = self._start + len(whole) - len(whole.lstrip())
            head = code if self._head < 0 else self._text[start : self._head].rstrip()
            # A block that is never closed reaches as far as the statement.
            inside_end = self._inside_end if self._inside_end >= 0 else end
            inside = (self._inside, inside_end) if self._inside >= 0 else None
            yield Statement(start, code, head, inside, self._comment)
        self._begin_at(end)

    def _begin_at(self, start: int) -> None:
        self._start, self._depth, self._comment = start, 0, ""
        self._head = self._inside = self._inside_end = -1

    def _open(self, token: re.Match[str]) -> None:
        if token[0] == "{" and not self._depth and self._head < 0 and self._begins_block(token):
            self._end_head(token.start())
            self._inside = token.end()
        self._depth += 1

    def _begins_block(self, token: re.Match[str]) -> bool:
        """False for the braces of a type."""
        before = self._text[max(self._start, token.start() - _NEAR) : token.start()]
        return not before.rstrip().endswith((":", ",", "<", "|", "&"))

    def _close(self, at: int) -> None:
        self._depth = max(0, self._depth - 1)
        if not self._depth and self._inside >= 0 and self._inside_end < 0:
            self._inside_end = at

    def _end_head(self, at: int) -> None:
        if self._head < 0:
            self._head = at

    def _ends_at_newline(self, at: int) -> bool:
        if self._depth:
            return not self._is_nested and bool(_FRESH.match(self._text, at + 1))
        before = self._text[max(self._start, at - _NEAR) : at].rstrip()
        if not before:
            return False
        return self._grammar.ends(before) and not _CONTINUES.match(self._text, at + 1)

    def _pass_over(self, token: re.Match[str]) -> None:
        """A comment before a statement is no part of it."""
        if self._text[self._start : token.start()].strip():
            return
        self._start = token.end()
        if token[0].startswith(("///", "/**")):
            self._comment = self._comment or token[0]
