"""The directives of a Dart library that name other libraries, with their places."""

import re
from collections.abc import Iterator

from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.lines import is_code, places, standing

_WORDS = ("import", "export", "part")
# What nearly all directives are, before what all of them may be.
_PLAIN = re.compile(r"(?:im|ex)port '([^'\"\n$]*)';")
_BEGUN = re.compile(r"(?:import|export|part)(?=[ \t\r\n'\"])")
_BEHIND = re.compile(r"(?:import|export|part)[ \t]*+r?['\"]")
_DIRECTIVE = re.compile(
    r"(?:import|export|part(?:\s+of)?)(?:\s+augment)?\s*r?(?P<quote>(?P<mark>['\"])(?:(?P=mark){2})?)"
    r"(?P<module>[^'\"\n]*)(?P=quote)"
    r"(?P<rest>[^;'\"]{0,4000}(?:['\"][^'\"\n]*['\"][^;'\"]{0,4000}){0,50})(?:;|\Z)?"
)
_PART_OF = re.compile(r"part\s+of\b")
_OTHER = re.compile(r"\bif\s*\([^()]*\)\s*['\"]([^'\"\n]*)['\"]")
_SHOW = re.compile(r"\bshow\s+([\w$\s,]+?)(?=\bhide\b|\bshow\b|\Z)")


def dart_statements(text: str, start: int) -> Iterator[Imported]:
    """What looks like a directive from `start` on, in strings and comments too."""
    for word in _WORDS:
        for at in places(text, word, start):
            plain = _PLAIN.match(text, at)
            where = standing(text, at, start)
            if plain and where == "first":
                yield Imported(plain[1], at, plain.end())
            elif where != "within" and _is_directive(text, at, is_first=where == "first"):
                yield from _named(text, at)


def whole_exports(text: str) -> tuple[str, ...]:
    """The libraries all of whose names a library has too, and its parts."""
    found = dart_statements(text, 0)
    others = (each for each in found if not text.startswith("import", each.start))
    return tuple(dict.fromkeys(each.module for each in others if not _is_part_of(text, each)))


def _is_part_of(text: str, each: Imported) -> bool:
    """Whether names are shown of it only, or the library is the one that this one is a part of."""
    return bool(each.names) or _PART_OF.match(text, each.start) is not None


def _is_directive(text: str, at: int, *, is_first: bool) -> bool:
    if is_first:
        return _BEGUN.match(text, at) is not None
    return _BEHIND.match(text, at) is not None and is_code("dart", text, at)


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
