"""Python's logical lines, found by brackets and quotes; `ast` would refuse unfinished code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"#[^\n]*|'{3}.*?(?:'{3}|\Z)|\"{3}.*?(?:\"{3}|\Z)"
    r"|'(?:\\.|[^'\\\n])*+'?|\"(?:\\.|[^\"\\\n])*+\"?|[()\[\]{}:\n]|\\\n",
    re.DOTALL,
)
# What begins a line of its own even behind a bracket that is not closed yet.
_FRESH = re.compile(r"(?:def|class|async def|import|from)\b|@")


@dataclass(frozen=True)
class LogicalLine:
    """`line` is where it begins, 0-based; `raw` its text with its indentation, perhaps several lines;
    `head` that text up to the colon that opens a block, or all of it."""

    line: int
    raw: str
    head: str

    @property
    def code(self) -> str:
        return self.raw.strip()

    @property
    def indent(self) -> int:
        return len(self.raw) - len(self.raw.lstrip())


def logical_lines(text: str) -> Iterator[LogicalLine]:
    """Those of `text`, whose lines end in `\\n`; blank ones and comments are left out."""
    number = start = depth = 0
    colon = -1
    for token in _TOKEN.finditer(f"{text}\n"):
        match token[0]:
            case "(" | "[" | "{":
                depth += 1
            case ")" | "]" | "}":
                depth = max(0, depth - 1)
            case ":" if not depth and colon < 0:
                colon = token.end()
            case "\n" if not depth or _FRESH.match(text, token.end()):
                raw = text[start : token.start()]
                if raw.strip() and raw.lstrip()[0] != "#":
                    yield LogicalLine(number, raw, raw[: colon - start] if colon > 0 else raw)
                number += raw.count("\n") + 1
                start, depth, colon = token.end(), 0, -1
            case _:
                pass
