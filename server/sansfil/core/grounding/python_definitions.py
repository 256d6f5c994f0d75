"""Which names a module of Python gives: those that the code outside of its functions and classes can bind."""

import re

from sansfil.core.grounding.python_scan import python_statements

# From the head of a function or class at the first column to the next line that is not indented: what is in it
# binds no name of the module, and no bracket at the first column ends it.
_BODY = re.compile(
    r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)[^\n]*+(?:\n(?:[ \t\f\r)\]}][^\n]*+|(?=\n|\Z)))*+",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d]\w*")
_GLOBAL = re.compile(r"\bglobal[ \t]+([^\n;]+)")
# What only looks at the names of a module.
_LOOKED_AT = re.compile(
    r"\bin[ \t]+(?:list\()?globals\(\)(?:\.items\(\)|\.keys\(\))?(?=[ \t]*(?:[:\])\n]|(?:if|and|or|else)\b))"
    r"|\bglobals\(\)\[[^\[\]\n]*\](?![ \t]*[-+|*]?=(?!=))|\bglobals\(\)\.(?:keys|get|copy)\("
    r"|\b__import__\([^()]*\bglobals\(\)[ \t]*,[ \t]*(?:locals\(\))?"
)
# What adds names to a module from anywhere in it, in ways that no text shows.
_OPEN_ANYWHERE = re.compile(r"\bglobals\(\)|import_module\(\s*__name__")
_ITSELF = re.compile(r"\bmodules(?:\[|\.get\()\s*__name__")
_CHANGED = re.compile(r"\bsetattr\(|__dict__|__class__\s*=|\bmodules\[\s*__name__\s*\]\s*=")
# The same, where the module itself does so: it makes its names when they are asked for, or leaves that to others.
_OPEN = re.compile(
    r"__getattr__|\b(?:vars|setattr|exec)\(|(?i:\w*lazy\w*)\s*\(|import\s*\(\s*\*|(?<![.\w])__path__"
    r"|(?<!getLogger)(?<!_convert_)[(,]\s*__name__\s*[,)]|\bmodules\[(?!\s*[\"']|\w+\.__name__\])|\bmodules\.update\("
)
# What lifts names out of a class, where they stand.
_LIFTED = re.compile(r"\bglobal_enum\b|\b_convert_?\(")
_REPLACED = re.compile(
    r"\bmodules\[\s*(['\"])[^.'\"\]]*\1\s*\]\s*=|\bmodules\[\s*(['\"])[\w.]*\.([^\W_]\w*)\2\s*\]\s*=\s*\3\b"
)


def python_definitions(text: str, code: str) -> tuple[frozenset[str], bool, tuple[str, ...]]:
    """The names of a module, whether there may be more, and the modules all of whose names it has too.

    `code` is its `text` without strings and comments, of the same length.
    """
    outside = _BODY.sub(r"\1", code)
    is_itself = _ITSELF.search(code) is not None
    names = set(_WORD.findall(code if is_itself or _LIFTED.search(code) else outside))
    for found in _GLOBAL.finditer(code):
        names.update(_WORD.findall(found[1]))
    added = _OPEN_ANYWHERE.search(_LOOKED_AT.sub("", code) if "globals()" in code else code)
    is_open = added is not None or _OPEN.search(_LOOKED_AT.sub("", outside)) is not None
    is_open = is_open or (is_itself and _CHANGED.search(code) is not None)
    starred = [each.module for each in python_statements(code, 0) if "*" in each.names]
    is_open = is_open or _replaces_itself(text, code)
    return frozenset(names), is_open, tuple(dict.fromkeys(starred))


def _replaces_itself(text: str, code: str) -> bool:
    """Whether something else is put in the place of a module that may be this one: its name has no dot, or ends like
    what is put there."""
    return "modules[" in code and _REPLACED.search(text) is not None
