"""Imports of JavaScript and TypeScript in all their forms, with their places."""

import re
from collections.abc import Iterator

from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.lines import beginnings, behind, called

_BEGUN = re.compile(r"\n[ \t]*+(import|export)(?=[ \t\r\n'\"{*])")
_BEHIND = re.compile(r"(?:import|export)(?=[ \t'\"{*])")
_MODULE = r"(?P<quote>['\"])(?P<module>[^'\"\n]*)(?P=quote)"
_END = r"(?:[ \t]*(?:with|assert)[ \t]*\{[^{}\n]*\})?[ \t]*;?"
_IMPORT = re.compile(rf"import(?P<clause>[^'\"();=`]{{0,4000}}+){_MODULE}{_END}")
_TAKEN_FROM = re.compile(r"(?<![\w$])from\s*\Z")
_EXPORT = re.compile(
    rf"export\s*(?:type\s*)?(?P<clause>\*(?:\s*as\s+[\w$]+)?|\{{[^{{}}'\"]*\}})\s*from\s*{_MODULE}{_END}"
)
_NAMED = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"\s*(?:type\s+)?([\w$]+)(?:\s+as\s+[\w$]+)?\s*")
_CALLS = ("require(", "import(")
_CALL = re.compile(
    r"(?:require|import)\(\s*(?:/\*.*?\*/\s*)*['\"`](?P<module>[^'\"`$\n]+)['\"`]\s*[,)]"
)
# A line of a comment, of which the beginning may not have been read.
_STARRED = re.compile(r"[ \t]*\*")
_TRIED = re.compile(r"\btry\s*\{[^{}]{0,400}\Z")
_IGNORED = ("@ts-ignore", "@ts-expect-error", "eslint-disable-next-line import", "@vite-ignore")


def script_statements(text: str, start: int) -> Iterator[Imported]:
    """What looks like an import from `start` on, in strings and comments too."""
    for at in beginnings(_BEGUN, text, start):
        yield from _named(text, at)
    for at in behind("typescript", text, start, ("import", "export")):
        if _BEHIND.match(text, at):
            yield from _named(text, at)
    yield from _called(text, start)


def _named(text: str, start: int) -> Iterator[Imported]:
    """What the statement that begins there names, if it names a module."""
    statement = (_IMPORT if text.startswith("import", start) else _EXPORT).match(text, start)
    if statement is None:
        return
    clause = statement["clause"]
    if text.startswith("import", start) and clause.strip() and not _TAKEN_FROM.search(clause):
        return
    names = _names(clause)
    yield Imported(statement["module"], start, statement.end(), names)


def _called(text: str, start: int) -> Iterator[Imported]:
    """Modules that are named in `require(…)` and `import(…)`."""
    for at in called("typescript", text, start, _CALLS):
        found = _CALL.match(text, at) if text[at - 1 : at] != "." else None
        if found and not _STARRED.match(text, text.rfind("\n", 0, at) + 1):
            yield Imported(found["module"], at, found.end())


def is_guarded_script(text: str, start: int, end: int) -> bool:
    """Whether what goes around the import that stands there says that it may do without."""
    if text.startswith(".catch(", end) or _is_ignored(text, start, end):
        return True
    return _TRIED.search(text, max(0, start - 500), start) is not None


def _is_ignored(text: str, start: int, end: int) -> bool:
    """Whether a comment on the line above, or in the statement, says that a checker must look away."""
    line = text.rfind("\n", 0, start)
    above = text[max(0, text.rfind("\n", 0, max(0, line))) : end]
    return "@" in above and any(word in above for word in _IGNORED)


def _names(clause: str) -> tuple[str, ...]:
    named = _NAMED.search(clause)
    found = [_NAME.fullmatch(part) for part in named[1].split(",")] if named else []
    return tuple(name[1] for name in found if name)
