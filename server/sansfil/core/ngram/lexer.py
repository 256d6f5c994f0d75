"""Language-neutral tokens of source lines, and the way back to text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sansfil.core.ngram.redaction import MARK, redact

NEWLINE = "\n"
NEWLINE_DEEPER = "\n>"
NEWLINE_SHALLOWER = "\n<"
NEWLINES = frozenset((NEWLINE, NEWLINE_DEEPER, NEWLINE_SHALLOWER))
DOCUMENT_START = "\n^"
REDACTED = "\n?"

TAB_COLUMNS = 8
TAB_GAP = 255
WIDEST_GAP = 254
LONGEST_LINE = 2_000
MOST_BLANKS = 3

_ALIGNED = 0x20
_LEVELS = 16

_RULERS = r"\#{2,}|-{3,}|={4,}|\*{3,}|/{3,}|~{2,}|\+{3,}|\.{4,}"
_OPERATORS = (
    r"===|!==|==|!=|<=|>=|->|=>|::|:=|\*\*=|//=|>>=|<<=|\+=|-=|\*=|/=|%=|&=|\|=|\^="
    r"|&&|\|\||\?\?|\?\.|\+\+|--|\*\*|//|/\*|\*/|</|/>|<<|>>|\.\.\.|\.\."
)
_QUOTES = r"\"\"\"|\'\'\'"
_TOKEN = re.compile(rf"(\s*)(\w+|{_QUOTES}|{_RULERS}|{_OPERATORS}|\S)")


@dataclass(frozen=True, slots=True)
class LexedLine:
    """Tokens of one line; `gaps[i]` is the number of spaces before `tokens[i]` (`TAB_GAP`: a tab)."""

    indent_columns: int
    tokens: tuple[str, ...]
    gaps: bytes

    @property
    def is_blank(self) -> bool:
        return not self.tokens


BLANK = LexedLine(0, (), b"")
UNREADABLE = LexedLine(0, (REDACTED,), b"\0")


def lex_line(line: str) -> LexedLine:
    """Tokens of a line without its terminator. Secrets, and lines of over 2,000 characters, become `REDACTED`."""
    if len(line) > LONGEST_LINE:
        return UNREADABLE
    body = line.strip()
    if not body:
        return BLANK
    indent = columns_of(leading_space(line))
    readable = redact(body)
    pairs = _TOKEN.findall(readable)
    tokens = tuple([token for _, token in pairs])
    if MARK in readable:
        tokens = tuple([REDACTED if token == MARK else token for token in tokens])
    return LexedLine(indent, tokens, bytes([_gap_of(space) if space else 0 for space, _ in pairs]))


def _gap_of(space: str) -> int:
    return TAB_GAP if "\t" in space else min(len(space), WIDEST_GAP)


def gap_text(gap: int) -> str:
    return "\t" if gap == TAB_GAP else " " * gap


def leading_space(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def columns_of(indentation: str) -> int:
    """Width of leading white space; a tab advances to the next multiple of eight."""
    columns = 0
    for character in indentation:
        columns += TAB_COLUMNS - columns % TAB_COLUMNS if character == "\t" else 1
    return columns


def indentation(columns: int, unit: str) -> str:
    """The white space of that width, in tabs where the document's unit is a tab."""
    if unit != "\t":
        return " " * columns
    return "\t" * (columns // TAB_COLUMNS) + " " * (columns % TAB_COLUMNS)


def unit_columns(unit: str) -> int:
    return TAB_COLUMNS if unit == "\t" else max(1, len(unit))


def newline_token(columns_before: int, columns: int) -> str:
    """Which of the three newline tokens stands between two lines of these indentations."""
    if columns == columns_before:
        return NEWLINE
    return NEWLINE_DEEPER if columns > columns_before else NEWLINE_SHALLOWER


def newline_gap(columns_before: int, columns: int, blanks: int, unit: int) -> int:
    """One byte: bits 0-4 levels + 16, bit 5 set when the step is no whole number of levels, bits 6-7 blank lines."""
    levels, remainder = divmod(columns - columns_before, unit)
    aligned = _ALIGNED if remainder or not -_LEVELS <= levels < _LEVELS else 0
    within = max(-_LEVELS, min(_LEVELS - 1, levels)) + _LEVELS
    return min(blanks, MOST_BLANKS) << 6 | aligned | within


def newline_levels(gap: int) -> int:
    return (gap & (2 * _LEVELS - 1)) - _LEVELS


def newline_blanks(gap: int) -> int:
    return gap >> 6


def is_aligned(gap: int) -> bool:
    """True when the next line is aligned with something, so that whole levels cannot express its indentation."""
    return bool(gap & _ALIGNED)


def is_newline(token: str) -> bool:
    return token in NEWLINES


def is_word(token: str) -> bool:
    return token[0] == "_" or token[0].isalnum()


def indent_unit(columns_seen: dict[int, int], tab_lines: int) -> str:
    """The document's indentation step, from a histogram of indent widths: a tab, or 8, 4 or 2 spaces (default 4).

    Odd widths are comment gutters and alignment, and do not vote.
    """
    even = {
        columns: lines for columns, lines in columns_seen.items() if columns and columns % 2 == 0
    }
    total = sum(even.values())
    if tab_lines * 2 > total:
        return "\t"
    for unit in (8, 4):
        if (
            total
            and sum(lines for columns, lines in even.items() if columns % unit == 0) >= 0.75 * total
        ):
            return " " * unit
    return "  " if total else "    "


def detect_indent_unit(lines: Iterable[str]) -> str:
    """`indent_unit` of text lines."""
    seen: dict[int, int] = {}
    tab_lines = 0
    for line in lines:
        body = line.lstrip()
        if not body or len(body) == len(line):
            continue
        columns = columns_of(leading_space(line))
        seen[columns] = seen.get(columns, 0) + 1
        tab_lines += line[0] == "\t"
    return indent_unit(seen, tab_lines)


def lines_of(text: str) -> list[str]:
    """Lines as editors see them: only LF, CRLF and CR end one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def lex_document(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """(token, gap) of a whole document, newlines included, blank lines folded into the newline's gap."""
    unit = unit_columns(detect_indent_unit(lines))
    before: int | None = None
    blanks = 0
    for line in lines:
        lexed = lex_line(line)
        if lexed.is_blank:
            blanks += 1
            continue
        if before is not None:
            yield (
                newline_token(before, lexed.indent_columns),
                newline_gap(before, lexed.indent_columns, blanks, unit),
            )
        yield from zip(lexed.tokens, lexed.gaps, strict=True)
        before, blanks = lexed.indent_columns, 0


def render(
    pairs: Iterable[tuple[str, int]], columns: int = 0, unit: str = "    ", eol: str = "\n"
) -> str:
    """Text of (token, gap) pairs that start on a line indented by `columns`.

    Not kept from the lexed text: white space at the ends of lines, the kind of white space between
    words, blank lines beyond three, and indentation that is no whole number of levels.
    """
    parts: list[str] = []
    for token, gap in pairs:
        if not is_newline(token):
            parts.append(gap_text(gap) + token)
            continue
        columns = max(0, columns + newline_levels(gap) * unit_columns(unit))
        parts.append(eol * (newline_blanks(gap) + 1) + indentation(columns, unit))
    return "".join(parts)
