"""Where the strings and comments of a text are, so that no word in them is taken for code."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

Span = tuple[int, int]

_DOUBLE = r'"(?:[^"\\\n]++|\\.)*+"?'
_SINGLE = r"'(?:[^'\\\n]++|\\.)*+'?"
_DOUBLE_3 = r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+(?:"""|\Z)'
_SINGLE_3 = r"'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+(?:'''|\Z)"
_RAW_DOUBLE_3 = r'\br"""(?:[^"]++|"(?!""))*+(?:"""|\Z)'
_RAW_SINGLE_3 = r"\br'''(?:[^']++|'(?!''))*+(?:'''|\Z)"
_RAW = r"\br'[^'\n]*+'?|\br\"[^\"\n]*+\"?"
_SLASHES = r"//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)"
_PYTHON = re.compile(rf"#[^\n]*+|{_DOUBLE_3}|{_SINGLE_3}|{_DOUBLE}|{_SINGLE}", re.DOTALL)
_DART = re.compile(
    rf"{_SLASHES}|{_RAW_DOUBLE_3}|{_RAW_SINGLE_3}|{_RAW}|{_DOUBLE_3}|{_SINGLE_3}|{_DOUBLE}|{_SINGLE}",
    re.DOTALL,
)
# A slash begins a regular expression where no value can stand before it (ECMA-262, 12.9.5); a
# closing bracket or a word before it makes it a division, but for the words that end none.
_REGULAR = (
    r"(?:(?<=[(,=:\[!&|?{};+\n>])|(?<=[(,=:\[!&|?{};+\n>] )|(?<=\breturn )|(?<=\n\t)|(?<=  ))"
    r"/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n]){0,400}+\]|[^/\\\n\[])++/"
)
_SCRIPT = re.compile(rf"{_SLASHES}|{_DOUBLE}|{_SINGLE}|{_REGULAR}|`|[{{}}]", re.DOTALL)
_TEMPLATE = re.compile(r"(?:[^`\\$]++|\\.|\$(?!\{))*+(?:`|\$\{|\Z)", re.DOTALL)


def quoted(language: str, text: str, start: int, end: int) -> Sequence[Span]:
    """The strings and comments of `text` from `start`, which lies in none of them, to `end`."""
    if language == "python":
        return [found.span() for found in _PYTHON.finditer(text, start, end)]
    if language == "dart":
        return [found.span() for found in _DART.finditer(text, start, end)]
    return list(_script_quoted(text, start, end))


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
    return f"{span[0]}{_VISIBLE.sub(' ', span[1:-1])}{span[-1]}"


def _script_quoted(text: str, start: int, end: int) -> Iterator[Span]:
    """Templates are left for the code in their holes, and gone on with behind it."""
    depths, depth, at = list[int](), 0, start
    while found := _SCRIPT.search(text, at, end):
        at = found.end()
        sign = text[found.start()]
        if sign == "{":
            depth += 1
        elif sign == "}" and depths and depths[-1] == depth:
            template = _TEMPLATE.match(text, at, end)
            at = template.end() if template else at
            yield found.start(), at
            if not text.endswith("${", 0, at):
                depths.pop()
        elif sign == "}":
            depth -= 1
        elif sign == "`":
            template = _TEMPLATE.match(text, at, end)
            at = template.end() if template else at
            yield found.start(), at
            if text.endswith("${", 0, at):
                depths.append(depth)
        else:
            yield found.span()
