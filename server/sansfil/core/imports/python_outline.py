"""The outline of a Python module: signatures, classes with their members, constants."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from sansfil.core.imports.outline import Entry
from sansfil.core.imports.python_lines import LogicalLine, logical_lines

WIDEST = 160
MOST_SIGNATURE_LINES = 24
MOST_MEMBERS = 80
_DEFINED = re.compile(r"(?:async\s+)?(?P<kind>def|class)\s+(?P<name>\w+)")
_ASSIGNED = re.compile(r"(?:type\s+(?=\w+\s*[\[=]))?([A-Za-z_]\w*)\s*(?::(?!=)|=(?!=)|\[)")
_DOCSTRING = re.compile(r"[rRuU]?(?P<quote>\"{3}|'{3}|\"|')\s*(?P<said>.*)")
_KEYWORDS = frozenset(("else", "try", "finally", "except", "lambda", "with", "while", "for", "if"))
_SHOWN_PRIVATE = frozenset(("__init__", "__call__", "__new__"))
_ELIDED = "..."


def python_entries(text: str) -> Iterator[Entry]:
    """What stands at the left margin, in order; `text` has lines that end in `\n`."""
    decorators: list[str] = []
    for head, body in _blocks(logical_lines(text)):
        if head.code.startswith("@"):
            decorators += _cut(head.raw)
            continue
        yield from _entry(head, body, tuple(decorators))
        decorators = []


def _blocks(
    lines: Iterable[LogicalLine],
) -> Iterator[tuple[LogicalLine, Sequence[LogicalLine]]]:
    """Each line at the left margin with the indented ones behind it."""
    head: LogicalLine | None = None
    body: list[LogicalLine] = []
    for line in lines:
        if line.indent:
            body.append(line)
            continue
        if head:
            yield head, body
        head, body = line, []
    if head:
        yield head, body


def _entry(
    head: LogicalLine, body: Sequence[LogicalLine], decorators: tuple[str, ...]
) -> Iterator[Entry]:
    if defined := _DEFINED.match(head.code):
        name, inside = defined["name"], _class if defined["kind"] == "class" else _function
        shown = partial(inside, head, body, decorators)
        yield Entry(name, head.line, name[0] != "_", shown)
    elif name := _assigned_name(head):
        yield Entry(name, head.line, name[0] != "_", partial(_shortened, head))


def _function(
    head: LogicalLine, body: Sequence[LogicalLine], decorators: tuple[str, ...]
) -> tuple[str, ...]:
    return (*decorators, *_cut(head.head), *_docstring(body), f"    {_ELIDED}")


def _class(
    head: LogicalLine, body: Sequence[LogicalLine], decorators: tuple[str, ...]
) -> tuple[str, ...]:
    inside = (*_docstring(body), *_members(body)) or (f"    {_ELIDED}",)
    return (*decorators, *_cut(head.head), *inside)


def _docstring(body: Sequence[LogicalLine]) -> tuple[str, ...]:
    """Its first line, as a docstring of its own."""
    found = _DOCSTRING.match(body[0].code) if body else None
    if not found:
        return ()
    said = found["said"].partition(found["quote"])[0].strip(" \"'")[:WIDEST]
    return (f'{" " * body[0].indent}"""{said}"""',) if said else ()


def _members(body: Sequence[LogicalLine]) -> tuple[str, ...]:
    """The signatures and fields of a class whose body is this."""
    members: list[str] = []
    decorators: list[str] = []
    own = [each for each in body if each.indent == body[0].indent]
    for each in own[:MOST_MEMBERS]:
        if each.code.startswith("@"):
            decorators += _cut(each.raw)
            continue
        shown = _member(each)
        members += (*decorators, *shown) if shown else ()
        decorators = []
    return tuple(members)


def _member(each: LogicalLine) -> tuple[str, ...]:
    if defined := _DEFINED.match(each.code):
        *above, last = _cut(each.head)
        return (*above, f"{last} {_ELIDED}") if _is_shown(defined["name"]) else ()
    name = _assigned_name(each)
    return _shortened(each) if name and _is_shown(name) else ()


def _is_shown(name: str) -> bool:
    return not name.startswith("_") or name in _SHOWN_PRIVATE


def _assigned_name(each: LogicalLine) -> str:
    found = _ASSIGNED.match(each.code)
    if not found or found[1] in _KEYWORDS:
        return ""
    # A subscript is assigned to, unless it holds the parameters of a type.
    is_subscript = found[0].endswith("[") and not found[0].startswith("type")
    return "" if is_subscript else found[1]


def _shortened(each: LogicalLine) -> tuple[str, ...]:
    """An assignment on one line; a long value is left out."""
    first, *more = each.raw.rstrip().split("\n")
    if not more and len(first) <= WIDEST:
        return (first,)
    name, equals, _ = first.partition("=")
    return (f"{name.rstrip()[:WIDEST]} = {_ELIDED}",) if equals else (first[:WIDEST],)


def _cut(raw: str) -> tuple[str, ...]:
    lines = [line.rstrip()[:WIDEST] for line in raw.rstrip().split("\n")]
    return tuple(lines[:MOST_SIGNATURE_LINES])
