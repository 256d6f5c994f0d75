"""The directives of a Dart library that name other libraries, with their places."""

import re
from collections.abc import Iterator

from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.lines import beginnings, behind

_BEGUN = re.compile(r"\n[ \t]*+(import|export|part)(?=[ \t\r\n'\"])")
_BEHIND = re.compile(r"(?:import|export|part)[ \t]*+r?['\"]")
_DIRECTIVE = re.compile(
    r"(?:import|export|part(?:\s+of)?)(?:\s+augment)?\s*r?(?P<quote>(?P<mark>['\"])(?:(?P=mark){2})?)"
    r"(?P<module>[^'\"\n]*)(?P=quote)"
    r"(?P<rest>[^;'\"]{0,4000}(?:['\"][^'\"\n]*['\"][^;'\"]{0,4000}){0,50})(?:;|\Z)?"
)
_OTHER = re.compile(r"\bif\s*\([^()]*\)\s*['\"]([^'\"\n]*)['\"]")
_SHOW = re.compile(r"\bshow\s+([\w$\s,]+?)(?=\bhide\b|\bshow\b|\Z)")


def dart_statements(text: str, start: int) -> Iterator[Imported]:
    """What looks like a directive from `start` on, in strings and comments too."""
    for at in beginnings(_BEGUN, text, start):
        yield from _named(text, at)
    for at in behind("dart", text, start, ("import", "export", "part")):
        if _BEHIND.match(text, at):
            yield from _named(text, at)


def _named(text: str, start: int) -> Iterator[Imported]:
    """What the directive that begins there names, the libraries of its conditions too."""
    directive = _DIRECTIVE.match(text, start)
    if directive is None or "${" in directive["module"]:
        return
    rest = directive["rest"]
    # Without its semicolon a directive is not finished: what follows is not its own.
    has_end = directive[0].endswith(";")
    end = directive.end() if has_end else directive.end("module") + 1
    span = directive.start(), end
    yield Imported(directive["module"], *span, _shown(rest) if has_end else ())
    for module in _OTHER.findall(rest) if has_end else ():
        yield Imported(module, *span)


def _shown(rest: str) -> tuple[str, ...]:
    shown = _SHOW.search(rest.strip())
    return tuple(name.strip() for name in shown[1].split(",") if name.strip()) if shown else ()
