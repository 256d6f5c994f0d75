"""Where the strings and comments of a text are, so that no word in them is taken for code."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from sansfil.core.literals import QUOTED, RAW, RAW_3, SLASHES, TRIPLE

Span = tuple[int, int]

# Code is gone over in one go to what may open something: a search would try every pattern at each character of it.
_PYTHON = re.compile(rf"[^#\"']*+(#[^\n]*+|{TRIPLE}|{QUOTED}|\Z)", re.DOTALL)
# Of Dart, with the strings in their holes; those are rarely deeper.
_HOLED = r"\$\{(?:[^{}'\"\r\n]++|'[^'\r\n]*+'|\"[^\"\r\n]*+\"|\{[^{}\r\n]*+\})*+\}"
_DART_QUOTED = rf"\"(?:[^\"\\\r\n$]++|{_HOLED}|\$|\\(?:\r\n|.))*+\"?|'(?:[^'\\\r\n$]++|{_HOLED}|\$|\\(?:\r\n|.))*+'?"
_DART = re.compile(
    rf"(?:[^r/\"']++|r(?![\"']))*+({SLASHES}|\br(?:{RAW_3}|{RAW})|{TRIPLE}|{_DART_QUOTED}"
    r"|[r/]|\Z)",
    re.DOTALL,
)
# A slash begins a regular expression where no value can stand before it (ECMA-262, 12.9.5); a
# closing bracket or a word before it makes it a division, but for the words that end none.
_REGULAR = (
    r"(?:(?<=[(,=:\[!&|?{};+\n>])|(?<=[(,=:\[!&|?{};+\n>] )|(?<=\breturn )|(?<=\n\t)|(?<=  ))"
    r"/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n]){0,400}+\]|[^/\\\n\[])++/"
)
_SCRIPT = re.compile(rf"[^\"'`/]*+({SLASHES}|{QUOTED}|{_REGULAR}|[`/]|\Z)", re.DOTALL)
# In the hole of a template the bracket that ends it counts too.
_HOLE = re.compile(rf"[^\"'`/{{}}]*+({SLASHES}|{QUOTED}|{_REGULAR}|[`/{{}}]|\Z)", re.DOTALL)
# The same, where only what may hold line breaks is wanted: all else is gone over with the code.
_LONG_PYTHON = re.compile(
    rf"(?:[^#\"']++|#[^\n]*+|(?!\"\"\"|''')(?:{QUOTED}))*+({TRIPLE}|\Z)", re.DOTALL
)
_LONG_SCRIPT = re.compile(
    rf"(?:[^\"'`/]++|//[^\r\n]*+|{QUOTED}|{_REGULAR}|/(?!\*))*+({SLASHES}|`|\Z)", re.DOTALL
)
_TEMPLATE = re.compile(r"(?:[^`\\$]++|\\.|\$(?!\{))*+(?:`|\$\{|\Z)", re.DOTALL)


def quoted(language: str, text: str, start: int, end: int) -> Sequence[Span]:
    """The strings and comments of `text` from `start`, which lies in none of them, to `end`."""
    if language == "python":
        return [found.span(1) for found in _PYTHON.finditer(text, start, end) if found[1]]
    if language == "dart":
        spans = [found.span(1) for found in _DART.finditer(text, start, end) if found[1]]
        return [(at, to) for at, to in spans if to > at + 1 or text[at] not in "r/"]
    return list(_script_quoted(_SCRIPT, text, start, end))


def long_quoted(language: str, text: str, start: int, end: int) -> Sequence[Span]:
    """Those of them that may go on over several lines."""
    if language == "python":
        return [found.span(1) for found in _LONG_PYTHON.finditer(text, start, end) if found[1]]
    if language == "dart":
        return quoted(language, text, start, end)
    return list(_script_quoted(_LONG_SCRIPT, text, start, end))


def begun_in(language: str, text: str) -> str:
    """The end of `text` from where a long string or comment begins that is open there; empty where none is."""
    spans = long_quoted(language, f"{text}\n", 0, len(text) + 1)
    return text[spans[-1][0] :] if spans and spans[-1][1] > len(text) else ""


def lies_within(at: int, spans: Sequence[Span]) -> bool:
    """Whether `at` lies inside one of `spans`, which are in order, and not at its beginning."""
    number = bisect_right(spans, (at, -1)) - 1
    return number >= 0 and spans[number][0] < at < spans[number][1]


def without_quoted(language: str, text: str) -> str:
    """The code of `text`, of the same length: strings and comments have become blanks, but for their
    line breaks and for the quotes of strings."""
    pieces, at = list[str](), 0
    for start, end in quoted(language, text, 0, len(text)):
        pieces += (text[at:start], _blank(text[start:end]))
        at = end
    return "".join((*pieces, text[at:]))


_VISIBLE = re.compile(r"[^\n]")


def _blank(span: str) -> str:
    if span[0] in "#/" or len(span) < 2:
        return _VISIBLE.sub(" ", span)
    # A string that is broken off has no quote at its end.
    is_whole = span[0] in "`}" or span[-1] == span.lstrip("r")[:1]
    last = span[-1] if is_whole else _VISIBLE.sub(" ", span[-1])
    return f"{span[0]}{_VISIBLE.sub(' ', span[1:-1])}{last}"


def _script_quoted(plain: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Span]:
    """Templates are left for the code in their holes, and gone on with behind it."""
    # How many brackets are open in each of the holes around the place.
    holes, at = list[int](), start
    while at < end and (found := (_HOLE if holes else plain).match(text, at, end)):
        begin, at = found.span(1)
        sign = found[1]
        if sign == "{":
            holes[-1] += 1
        elif sign == "}" and holes[-1]:
            holes[-1] -= 1
        elif sign in ("`", "}"):
            template = _TEMPLATE.match(text, at, end)
            at = template.end() if template else at
            yield begin, at
            is_open = text.endswith("${", begin + 1, at)
            if sign == "`" and is_open:
                holes.append(0)
            elif sign == "}" and not is_open:
                holes.pop()
        elif sign not in ("/", ""):
            yield begin, at
