"""The outline of a module of JavaScript or TypeScript."""

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
from sansfil.core.imports.statements import SCRIPT, Statement, statements

_COMMENT = "/** {} */"
_DEFINED = re.compile(
    r"(?P<export>export\s+)?(?P<default>default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?"
    r"(?P<kind>function|class|interface|type|enum|const\s+enum|const|let|var|namespace)\b[\s*]*"
    r"(?P<name>[\w$]*)"
)
_DEFAULT = re.compile(r"^export[ \t]+default[ \t]+(?P<name>[\w$]+)[ \t]*;?$", re.MULTILINE)
_MEMBER = re.compile(
    r"(?P<before>(?:(?:public|protected|private|static|readonly|async|get|set|abstract|override"
    r"|declare|accessor)\s+)*)\*?\s*(?P<name>[\w$]+|\[)"
)


def script_entries(text: str) -> Iterator[Entry]:
    """The definitions at the top, in order; `text` has lines that end in `\n`."""
    defaults = {found["name"] for found in _DEFAULT.finditer(text)}
    for statement in statements(text, SCRIPT):
        defined = _DEFINED.match(statement.whole)
        if not defined:
            continue
        is_default = bool(defined["default"]) or defined["name"] in defaults
        yield Entry(
            name="default" if is_default else defined["name"],
            line=line_of(text, statement),
            is_public=is_default or bool(defined["export"]),
            shown=partial(_documented, text, statement, defined),
        )


def _documented(text: str, statement: Statement, defined: re.Match[str]) -> tuple[str, ...]:
    return (*documented(statement.comment, _COMMENT), *_shown(text, statement, defined))


def _shown(text: str, statement: Statement, defined: re.Match[str]) -> tuple[str, ...]:
    match defined["kind"]:
        case "function":
            return declared(statement)
        case "class" | "interface" | "namespace":
            return with_members(text, SCRIPT, statement, _member)
        case "const" | "let" | "var":
            return _value(statement)
        case _:
            return whole(statement)


def _member(statement: Statement) -> tuple[str, ...]:
    found = _MEMBER.match(statement.whole)
    if not found or "private" in found["before"] or found["name"].startswith("_"):
        return ()
    if statement.inside is None or statement.head.endswith(("=", "=>")):
        return _value(statement)
    return declared(statement)


def _value(statement: Statement) -> tuple[str, ...]:
    """A function as its parameters, anything else as its value or its type."""
    is_function = statement.inside is not None and statement.head.endswith("=>")
    return declared(statement, " {};") if is_function else assigned(statement)
