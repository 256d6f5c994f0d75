"""Finding statements at the beginnings of lines, and behind what stands before them on one."""

import re
from collections.abc import Iterable, Iterator

from sansfil.core.grounding.quoting import without_quoted


def beginnings(pattern: re.Pattern[str], text: str, start: int) -> Iterator[int]:
    """Where, behind a line break or on the line at `start`, a keyword stands that `pattern` finds.

    The pattern begins with a line break and ends behind the keyword, its only group.
    """
    lead = start
    while text[lead : lead + 1] in (" ", "\t", "\ufeff") and lead < len(text):
        lead += 1
    first = pattern.match("\n" + text[lead : lead + 12])
    if first is not None:
        yield lead
    for found in pattern.finditer(text, start):
        yield found.start(1)


def behind(language: str, text: str, start: int, words: Iterable[str]) -> Iterator[int]:
    """Where one of `words` follows a statement, a comment or a block's head on its line; what the line has in
    strings and comments does not count."""
    found = (at for at in _places(text, start, words) if _follows(text, at, start))
    return _in_code(language, text, found)


def called(language: str, text: str, start: int, calls: Iterable[str]) -> Iterator[int]:
    """Where one of `calls`, with its bracket, stands alone and in no string or comment of its line."""
    found = (at for at in _places(text, start, calls) if not _is_part(text[at - 1 : at]))
    return _in_code(language, text, found)


def _places(text: str, start: int, words: Iterable[str]) -> Iterator[int]:
    for word in words:
        at = text.find(word, start)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)


def _follows(text: str, at: int, start: int) -> bool:
    before = at - 1
    while before >= start and text[before] in " \t":
        before -= 1
    return before >= start and (text[before] in ";:" or text.startswith("*/", before - 1))


def _is_part(before: str) -> bool:
    return before.isalnum() or before in {"_", "$"}


def _in_code(language: str, text: str, places: Iterable[int]) -> Iterator[int]:
    line_start, line_end, code = 0, -1, ""
    for at in places:
        if not line_start <= at <= line_end:
            line_start = text.rfind("\n", 0, at) + 1
            line_end = text.find("\n", at)
            line_end = line_end if line_end >= 0 else len(text)
            code = without_quoted(language, text[line_start:line_end])
        if code[at - line_start] == text[at]:
            yield at
