"""Which names a module of JavaScript or TypeScript gives: every word of it counts as one."""

import re
from collections.abc import Iterator

from sansfil.core.grounding.script_scan import script_statements

_WORD = re.compile(r"[\w$]+")
# Names that stand in quotes where a compiler has written them.
_DEFINED = re.compile(r"\bdefineProperty\(\s*(?:module\.)?exports\s*,\s*(['\"])([\w$]+)\1")
# A module of CommonJS whose names stand there: they are given one by one, or in one object.
_PLAIN_EXPORTS = re.compile(
    r"\b(?:module\.)?exports\.[\w$]+\s*=(?!=)|\bdefineProperty\(\s*(?:module\.)?exports\s*,\s*['\"]"
    r"|\bmodule\.exports\s*=\s*(?:\{|(?:async\s+)?function\b|class\b)"
)
_EXPORTS = re.compile(r"\bexports\b")
_ONE = re.compile(r"\bexport\s*=\s*([\w$]+)")
# Types that comments declare: whoever checks types can import them (typescriptlang.org, "JSDoc Reference").
_COMMENTED = re.compile(r"/\*\*(?:(?!\*/).)*?@(?:typedef|callback)\b(?:(?!\*/).)*\*/", re.DOTALL)
_WHOLE = re.compile(r"export\s*(?:type\s*)?\*(?!\s*as\b)")


def script_definitions(text: str, code: str) -> tuple[frozenset[str], bool, tuple[str, ...]]:
    """The names of a module, whether there may be more, and the modules all of whose names it has too.

    `code` is its `text` without strings and comments, of the same length.
    """
    quoted = (found[2] for found in _DEFINED.finditer(text))
    names = frozenset((*_WORD.findall(code), *quoted, *_types_in_comments(text)))
    if "export" not in code:
        return names, True, ()
    is_open = not _shows_its_exports(code)
    if "*" not in code:
        return names, is_open, ()
    passed_on = [each.module for each in script_statements(text, 0) if _is_whole(code, each.start)]
    return names, is_open, tuple(dict.fromkeys(passed_on))


def _types_in_comments(text: str) -> Iterator[str]:
    for found in _COMMENTED.finditer(text) if "@typedef" in text or "@callback" in text else ():
        yield from _WORD.findall(found[0])


def _shows_its_exports(code: str) -> bool:
    """Whether all that the module gives stands in its code by name."""
    if "__export" in code or _gives_another(code):
        return False
    exports, plain = _EXPORTS.findall(code), _PLAIN_EXPORTS.findall(code)
    is_spread = "..." in code and any(each.endswith("{") for each in plain)
    return len(exports) == len(plain) and not is_spread


def _gives_another(code: str) -> bool:
    """Whether what is exported as the whole module comes from elsewhere."""
    for name in _ONE.findall(code):
        if "require(" in code or re.search(rf"\bimport\b[^;]*?\b{re.escape(name)}\b", code):
            return True
    return False


def _is_whole(code: str, start: int) -> bool:
    """Whether everything of a module is exported again there."""
    return _WHOLE.match(code, start) is not None
