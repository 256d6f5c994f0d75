"""The outline of a Dart library."""

import re
from collections.abc import Iterator
from functools import partial

from sansfil.core.imports.brace_outline import (
    assigned,
    declared,
    documented,
    line_of,
    whole,
    with_members,
)
from sansfil.core.imports.outline import Entry
from sansfil.core.imports.statements import DART, Statement, statements

_COMMENT = "/// {}"
# Long enough for any name; what follows is parameters.
_CHARACTERS_OF_A_HEAD = 600
_ANNOTATIONS = re.compile(r"(?:@[\w.]++(?:\([^()]*+\))?\s*+)*")
_CLASS = re.compile(
    r"(?:(?:abstract|base|final|sealed|interface|mixin)\s+)*"
    r"(?P<kind>class|mixin|extension\s+type|extension|enum)\s+(?P<name>\w+)"
)
_TYPEDEF = re.compile(r"typedef\b[^=(]*?(?P<name>\w+)\s*(?:<[^=()]*>)?\s*[=(]")
_ACCESSOR = re.compile(r"(?:^|\s)(?:get|set)\s+(?P<name>\w+)")
_CALLED = re.compile(r"(?<!\w)(?P<name>\w++)\s*+(?:<[^<>()]*+>\s*+)?\(")
_VARIABLE = re.compile(r"(?<!\w)(?P<name>\w++)\s*+(?:=(?![=>])|;|\Z)")
_SKIPPED = re.compile(r"(?:import|export|part|library)\b")
_ASYNC = re.compile(r"\s*\b(?:async|sync)\*?\Z")


def dart_entries(text: str) -> Iterator[Entry]:
    """The definitions at the top, in order; `text` has lines that end in `\\n`."""
    for statement in statements(text, DART):
        code = statement.whole[_end_of_annotations(statement.whole) :]
        name = "" if _SKIPPED.match(code) else _name(code)
        if name:
            yield Entry(
                name=name,
                line=line_of(text, statement),
                is_public=not name.startswith("_"),
                shown=partial(_documented, text, statement, code),
            )


def _documented(text: str, statement: Statement, code: str) -> tuple[str, ...]:
    return (*documented(statement.comment, _COMMENT), *_shown(text, statement, code))


def _end_of_annotations(code: str) -> int:
    found = _ANNOTATIONS.match(code)
    return found.end() if found else 0


def _name(code: str) -> str:
    if found := _CLASS.match(code) or _TYPEDEF.match(code[:_CHARACTERS_OF_A_HEAD]):
        return found["name"]
    return _name_of_member(code)


def _name_of_member(code: str) -> str:
    head = code[:_CHARACTERS_OF_A_HEAD]
    before_parameters = head.partition("(")[0]
    if found := _ACCESSOR.search(before_parameters):
        return found["name"]
    if "=" in before_parameters:
        found = _VARIABLE.search(head)
    else:
        called = (each for each in _CALLED.finditer(head) if each["name"] != "Function")
        found = next(called, None) or _VARIABLE.search(head)
    return found["name"] if found else ""


def _shown(text: str, statement: Statement, code: str) -> tuple[str, ...]:
    found = _CLASS.match(code)
    if found and found["kind"] != "enum":
        return with_members(text, DART, statement, _member)
    if found or code.startswith("typedef"):
        return whole(statement)
    return _without_body(statement)


def _member(statement: Statement) -> tuple[str, ...]:
    code = statement.whole[_end_of_annotations(statement.whole) :]
    name = _name_of_member(code)
    return () if not name or name.startswith("_") else _without_body(statement)


def _without_body(statement: Statement) -> tuple[str, ...]:
    if "=" in statement.head.partition("(")[0]:
        return assigned(statement)
    *above, last = declared(statement, "")
    return (*above, f"{_ASYNC.sub('', last)};")
