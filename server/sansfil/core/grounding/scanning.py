"""The imports of a text with their places, fast enough for every key."""

from collections.abc import Callable, Iterator

from sansfil.core.grounding.dart_scan import dart_statements
from sansfil.core.grounding.hiding import visible
from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.python_scan import python_statements
from sansfil.core.grounding.script_scan import script_statements

SCRIPTS = frozenset(("javascript", "javascriptreact", "typescript", "typescriptreact"))
LANGUAGES = SCRIPTS | {"python", "dart"}
_SUFFIXES = {
    **dict.fromkeys(("py", "pyi"), "python"),
    "dart": "dart",
    **dict.fromkeys(("ts", "mts", "cts"), "typescript"),
    **dict.fromkeys(("js", "mjs", "cjs"), "javascript"),
    "tsx": "typescriptreact",
    "jsx": "javascriptreact",
}
_Search = Callable[[str, int], Iterator[Imported]]
_SEARCHES: dict[str, _Search] = {
    "python": python_statements,
    "dart": dart_statements,
    **dict.fromkeys(SCRIPTS, script_statements),
}


def language_of(path: str) -> str:
    """The language id of a file whose imports can be judged, empty for others."""
    return _SUFFIXES.get(path.rpartition(".")[2], "")


def imports_in(language: str, text: str, start: int = 0) -> tuple[Imported, ...]:
    """What `text` imports from the line of `start` on, in the order of their places.

    That line begins in no string and no comment. What stands before it is looked at only for what
    guards an import: a `try` around it, or a comment above it.
    """
    search = _SEARCHES.get(language)
    if search is None:
        return ()
    start = text.rfind("\n", 0, start) + 1
    found = list(search(text, start))
    return tuple(visible(language, text, start, found)) if found else ()
