"""Another language's syntax in a completion: what cannot be code of the language of the file.

Only shapes that the language's own grammar has no place for count, and strings and comments do not.
"""

from collections.abc import Iterator, Mapping
from operator import itemgetter

from sansfil.core.grounding.not_dart import NAMED_IN_DART, NOT_DART, NOT_NAMED_IN_DART
from sansfil.core.grounding.not_python import NOT_BEGINNING_PYTHON, NOT_PYTHON
from sansfil.core.grounding.not_script import NOT_JAVASCRIPT, NOT_TYPESCRIPT
from sansfil.core.grounding.quoting import without_quoted
from sansfil.core.grounding.shapes import Shapes

_LANGUAGES: Mapping[str, Shapes] = {
    "python": NOT_PYTHON,
    "dart": NOT_DART,
    **dict.fromkeys(("typescript", "typescriptreact"), NOT_TYPESCRIPT),
    **dict.fromkeys(("javascript", "javascriptreact"), NOT_JAVASCRIPT),
}
# The types of Flow look like those of TypeScript (flow.org, "Flow Annotations").
_FLOW = "@flow"
_OPENING, _CLOSING = "([{", ")]}"


def foreign(language: str, text: str) -> str:
    """The name of the language that `text` has syntax of and that `language` is not; empty where
    there is none. `text` begins in code, not in a string or a comment."""
    found = foreign_at(language, text)
    return found[0] if found else ""


def foreign_at(
    language: str, text: str, around: str = "", *, is_in_brackets: bool = False
) -> tuple[str, int] | None:
    """The same with where that stands first in `text`.

    What stands `around` it may have names of its own, and what is of another language there is at home here.
    `is_in_brackets` claims that some are open before the text.
    """
    if language not in _LANGUAGES or not text.strip():
        return None
    code = without_quoted(language, text)
    found = sorted(_found(language, code, around, int(is_in_brackets)), key=itemgetter(0))
    if not found:
        return None
    near = without_quoted(language, around)
    at_home = {name for _at, name in _found(language, near, near, 0)}
    if _FLOW in around:
        at_home.add("TypeScript")
    at, name = next((each for each in found if each[1] not in at_home), (-1, ""))
    return None if at < 0 else (name, _first_visible(text, at))


def _found(language: str, code: str, around: str, depth: int) -> Iterator[tuple[int, str]]:
    for name, shapes in _LANGUAGES[language].items():
        found = (match.start() for shape in shapes if (match := shape.found_in(code)))
        yield from ((at, name) for at in found)
    if language == "python":
        starts = (match.start() for match in NOT_BEGINNING_PYTHON.finditer(code))
        yield from ((at, "C") for at in starts if _begins(code, at, depth))
    elif language == "dart" and not (NAMED_IN_DART.search(code) or NAMED_IN_DART.search(around)):
        yield from ((match.start(), "Python") for match in NOT_NAMED_IN_DART.finditer(code))


def _begins(code: str, at: int, depth: int) -> bool:
    """Whether a statement may begin on the line that begins there."""
    before = code[:at]
    depth += sum(before.count(each) for each in _OPENING)
    depth -= sum(before.count(each) for each in _CLOSING)
    return depth <= 0 and not before.rstrip().endswith("\\")


def _first_visible(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
