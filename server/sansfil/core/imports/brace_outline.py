"""What the outlines of languages with braces have in common: declarations without bodies."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sansfil.core.imports.statements import Grammar, Statement, statements

WIDEST = 160
MOST_LINES = 24
MOST_MEMBERS = 80
_VALUE = re.compile(r"(?<![=!<>])=(?![=>])")
_Shown = Callable[[Statement], tuple[str, ...]]


def line_of(text: str, statement: Statement) -> int:
    return text.count("\n", 0, statement.start)


def documented(comment: str, mark: str) -> tuple[str, ...]:
    """The first line that a documentation comment says, as a comment of its own."""
    said = (line.strip(" \t/*") for line in comment.split("\n"))
    first = next(filter(None, said), "")[:WIDEST]
    return (mark.format(first),) if first else ()


def declared(statement: Statement, end: str = ";") -> tuple[str, ...]:
    """The statement without its block, as many lines as are shown."""
    *above, last = cut(statement.head.rstrip("; "))
    return (*above, f"{last}{end}")


def whole(statement: Statement) -> tuple[str, ...]:
    return cut(statement.whole)


def assigned(statement: Statement) -> tuple[str, ...]:
    """A variable with its value if that stands on the same line."""
    if "\n" not in statement.whole and len(statement.whole) <= WIDEST:
        return (statement.whole,)
    *above, last = cut(_VALUE.split(statement.whole, maxsplit=1)[0])
    return (*above, f"{last};")


def with_members(
    text: str, grammar: Grammar, statement: Statement, shown: _Shown
) -> tuple[str, ...]:
    """A class: its head and what `shown` says of each of its members."""
    inside = _members(text, grammar, statement, shown)
    *above, last = cut(statement.head)
    return (*above, f"{last} {{", *(f"  {line}" for line in inside), "}")


def cut(code: str) -> tuple[str, ...]:
    lines = [line.rstrip()[:WIDEST] for line in code.strip().split("\n")]
    return tuple(lines[:MOST_LINES])


def _members(text: str, grammar: Grammar, statement: Statement, shown: _Shown) -> Iterator[str]:
    if statement.inside is None:
        return
    members: Iterable[Statement] = statements(text, grammar, *statement.inside)
    for member in islice(members, MOST_MEMBERS):
        yield from _dedented(shown(member))


def _dedented(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines behind the first one moved as far left as the first one was."""
    if len(lines) < 2:
        return lines
    margin = len(lines[-1]) - len(lines[-1].lstrip())
    return (lines[0], *(line[min(margin, len(line) - len(line.lstrip())) :] for line in lines[1:]))
