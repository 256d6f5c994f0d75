"""Which names a module gives, so far as its text alone can say."""

import re
from dataclasses import dataclass

from sansfil.core.grounding.quoting import without_quoted
from sansfil.core.grounding.scanning import SCRIPTS, imports_in


@dataclass(frozen=True)
class Defined:
    """`names` that are defined somewhere in a module; `is_open` claims that there may be more."""

    names: frozenset[str]
    is_open: bool = False


MOST_CHARACTERS = 400_000
ANYTHING = Defined(frozenset(), is_open=True)
# What adds names in ways that no text shows.
_PYTHON_OPEN = re.compile(
    r"__getattr__|globals\(\)|\bvars\(|setattr\(|import\s*\*|import\s*\(\s*\*|__dict__|sys\.modules|exec\(|lazy|deprecat"
)
_PYTHON_WORD = re.compile(r"[^\W\d]\w*")
_SCRIPT_OPEN = re.compile(
    r"export\s*\*|module\.exports|\bexports\b|export\s*=|declare\s+(?:module|global)|__export"
)
_WORD = re.compile(r"[\w$]+")


def defined(language: str, text: str) -> Defined:
    """Every word of the code counts as a name: what is not among them is certainly not defined."""
    if len(text) > MOST_CHARACTERS:
        return ANYTHING
    code = without_quoted(language, text)
    if language == "python":
        names = frozenset(_PYTHON_WORD.findall(code))
        return Defined(names, is_open=_PYTHON_OPEN.search(code) is not None)
    if language == "dart":
        return Defined(frozenset(_WORD.findall(code)), is_open=_dart_is_open(text))
    if language in SCRIPTS:
        is_open = _SCRIPT_OPEN.search(code) is not None or "export" not in code
        return Defined(frozenset(_WORD.findall(code)), is_open=is_open)
    return ANYTHING


def _dart_is_open(text: str) -> bool:
    return any(not text.startswith("import", each.start) for each in imports_in("dart", text))
