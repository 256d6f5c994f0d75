"""Imports of JavaScript and TypeScript in all their forms, with their places."""

import re
from collections.abc import Iterator

from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.lines import is_alone, is_code, places, standing

_LANGUAGE = "typescript"
_BEGUN = re.compile(r"(?:import|export)(?=[ \t\r\n'\"{*/])")
_BEHIND = re.compile(r"(?:import|export)(?=[ \t'\"{*/])")
_MODULE = r"(?P<quote>['\"])(?P<module>[^'\"\n]*)(?P=quote)"
_END = r"(?:[ \t]*(?:with|assert)[ \t]*\{[^{}\n]*\})?[ \t]*;?"
_IMPORT = re.compile(rf"import(?P<clause>[^'\"();=`]{{0,4000}}+){_MODULE}{_END}")
# The same with notes in its list.
_NOTE = r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/|//[^\n]*+"
_NOTES = re.compile(_NOTE)
_NOTED_IMPORT = re.compile(rf"import(?P<clause>(?:[^'\"();=`/]|{_NOTE}){{0,4000}}+){_MODULE}{_END}")
_TAKEN_FROM = re.compile(r"(?<![\w$])from\s*\Z")
_EXPORT = re.compile(
    rf"export\s*(?:type\s*)?(?P<clause>\*(?:\s*as\s+[\w$]+)?|\{{[^{{}}'\"]*\}})\s*from\s*{_MODULE}{_END}"
)
_NOTED_EXPORT = re.compile(
    rf"export\s*(?:type\s*)?(?P<clause>\{{(?:[^{{}}'\"/]|{_NOTE}){{0,4000}}+\}})\s*from\s*{_MODULE}{_END}"
)
_NAMED = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"\s*(?:type\s+)?([\w$]+)(?:\s+as\s+[\w$]+)?\s*")
_CALL = re.compile(
    r"(?:require|import)\(\s*(?:/\*.*?\*/\s*)*['\"`](?P<module>[^'\"`$\n]+)['\"`]\s*[,)]"
)
# What is taken out of a module that a call gives.
_UNPACKED = re.compile(r"(?:const|let|var)\s*\{([^{}=]*)\}\s*=\s*(?:await\s+)?\Z")
_UNPACKED_NAME = re.compile(r"\s*([\w$]+)(?:\s*:\s*[\w$]+)?\s*")
_WIDEST = 400
# A line of a comment, of which the beginning may not have been read.
_STARRED = re.compile(r"[ \t]*\*")


def script_statements(text: str, start: int) -> Iterator[Imported]:
    """What looks like an import from `start` on, in strings and comments too."""
    for word in ("import", "export"):
        for at in places(text, word, start):
            if text.startswith("(", at + len(word)):
                yield from _called(text, at)
            elif _begins(text, at, start):
                yield from _named(text, at)
    for at in places(text, "require(", start):
        yield from _called(text, at)


def _begins(text: str, at: int, start: int) -> bool:
    """Whether a statement begins with the word there."""
    where = standing(text, at, start)
    if where == "first":
        return _BEGUN.match(text, at) is not None
    is_behind = where == "behind" and _BEHIND.match(text, at) is not None
    return is_behind and is_code(_LANGUAGE, text, at)


def _named(text: str, start: int) -> Iterator[Imported]:
    """What the statement that begins there names, if it names a module."""
    is_import = text.startswith("import", start)
    statement = (_IMPORT if is_import else _EXPORT).match(text, start)
    if statement is None:
        statement = (_NOTED_IMPORT if is_import else _NOTED_EXPORT).match(text, start)
    if statement is None:
        return
    module, clause = statement.group("module", "clause")
    clause = _NOTES.sub(" ", clause) if "/" in clause else clause
    if is_import and not _TAKEN_FROM.search(clause) and clause.strip():
        return
    yield Imported(module, start, statement.end(), _names(clause))


def _called(text: str, at: int) -> Iterator[Imported]:
    """The module that is named in the `require(…)` or `import(…)` there."""
    found = _CALL.match(text, at)
    if found is None or text[at - 1 : at] == "." or not is_alone(text, at):
        return
    if is_code(_LANGUAGE, text, at) and not _STARRED.match(text, text.rfind("\n", 0, at) + 1):
        yield Imported(found["module"], at, found.end(), _unpacked(text, at))


def _names(clause: str) -> tuple[str, ...]:
    opened = clause.find("{")
    if opened < 0:
        return ()
    named = _NAMED.match(clause, opened)
    found = [_NAME.fullmatch(part) for part in named[1].split(",")] if named else []
    return tuple([name[1] for name in found if name])


def _unpacked(text: str, at: int) -> tuple[str, ...]:
    """The names that are taken at once out of what the call at `at` gives; one that has a value of its own
    may be missing."""
    named = _UNPACKED.search(text, max(0, at - _WIDEST), at) if text[at - 1 : at] in " =" else None
    found = [_UNPACKED_NAME.fullmatch(part) for part in named[1].split(",")] if named else []
    return tuple([name[1] for name in found if name])
