"""Python's imports and their places, found without reading the rest of the file."""

import re
from collections.abc import Iterator

from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.lines import beginnings, behind, called

_GAP = r"(?:[ \t]|\\\r?\n)"
_BEGUN = re.compile(r"\n[ \t]*+(import|from)(?=[ \t.\\])")
_HEAD = re.compile(
    r"[ \t]*(?:async[ \t]+)?(?:if|elif|else|try|except|finally|with|for|while|class|def|match|case)\b"
)
# Calls that import by a name in quotes.
_CALLS = ("import_module(", "__import__(")
_CALL = re.compile(
    r"(?:import_module|__import__)\([ \t]*(['\"])(?P<module>[^\W\d][\w.]*)\1[ \t]*[,)]"
)
_NAMES = r"\((?P<inside>(?:[^()#]++|#[^\n]*+)*+)\)?|(?P<bare>(?:[^\n;#\\()]++|\\\r?\n)*+)"
_FROM = re.compile(
    rf"from{_GAP}*(?P<module>\.[. \t]*[\w.]*|[\w.]+){_GAP}*\bimport\b{_GAP}*(?:{_NAMES})"
)
_PLAIN = re.compile(rf"import{_GAP}++(?P<list>(?:[^\n;#\\()]++|\\\r?\n)*+)")
_MODULE = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)(?:\s+as\s+\w+)?\s*")
_NAME = re.compile(r"\s*(\*|[^\W\d]\w*)(?:\s+as\s+\w+)?\s*")
_COMMENT = re.compile(r"#[^\n]*|\\\r?\n")
# What stands before code that may do without a module, or is for another machine.
_GUARD = re.compile(
    r"(?:try|except|finally)\b|(?:with\b.*\b(?:suppress|raises|warns|deprecated_call|ImportError))"
    r"|(?:if|elif|else)\b.*(?:version_info|platform|os\.name|find_spec|PY\d|WIN|(?i:has_|_available"
    r"|have_|installed|mypy|can_|with_|use_|supports|importlib))"
)
_ELSE = re.compile(r"(?:else|elif)\b")
_WIDEST_BLOCK = 300


def python_statements(text: str, start: int) -> Iterator[Imported]:
    """What looks like an import from `start` on, in strings and comments too; prose does not."""
    for at in beginnings(_BEGUN, text, start):
        yield from _statement(text, at)
    for at in behind("python", text, start, ("import", "from")):
        if _is_behind_statement(text, at):
            yield from _statement(text, at)
    for at in called("python", text, start, _CALLS):
        found = _CALL.match(text, at)
        if found and (text[at - 1 : at] != "." or text.endswith("importlib.", 0, at)):
            yield Imported(found["module"], at, found.end())


def _is_behind_statement(text: str, at: int) -> bool:
    """Whether what stands before the place is over, or the head of a block."""
    before = at - 1
    while text[before] in " \t":
        before -= 1
    return text[before] == ";" or _HEAD.match(text, text.rfind("\n", 0, at) + 1) is not None


def _statement(text: str, start: int) -> Iterator[Imported]:
    return _taken(text, start) if text[start] == "f" else _whole(text, start)


def _taken(text: str, start: int) -> Iterator[Imported]:
    found = _FROM.match(text, start)
    if found is None:
        return
    listed = found["inside"] if found["inside"] is not None else found["bare"]
    module = found["module"]
    if module[0] == ".":
        module = "".join(module.split())
    # What cannot be read is no name: the statement is not finished yet.
    names = [_NAME.fullmatch(part) for part in _without_comments(listed).split(",")]
    known = tuple([name[1] for name in names if name])
    yield Imported(module, start, _end(found), known)


def _whole(text: str, start: int) -> Iterator[Imported]:
    found = _PLAIN.match(text, start)
    if found is None:
        return
    parts = [_MODULE.fullmatch(part) for part in _without_comments(found["list"]).split(",")]
    if not parts or not parts[0]:
        return
    end = _end(found)
    for part in filter(None, parts):
        yield Imported(part[1], start, end)


def _without_comments(listed: str) -> str:
    return _COMMENT.sub(" ", listed) if "#" in listed or "\\" in listed else listed


def _end(found: re.Match[str]) -> int:
    """Without the white space at the end."""
    return found.start() + len(found[0].rstrip())


def is_guarded_python(text: str, start: int) -> bool:
    """Whether a block around the statement that begins there says that it may do without."""
    line_start = text.rfind("\n", 0, start) + 1
    head = text[line_start:start].strip()
    if head and _GUARD.match(head):
        return True
    return start > line_start and any(
        _GUARD.match(header) for header in _headers_above(text, line_start, start - line_start)
    )


def _headers_above(text: str, line_start: int, column: int) -> Iterator[str]:
    """The lines that open the blocks around a line that is indented by `column`, the inner first.

    An `else` stands for the `if` or `try` that it belongs to as well.
    """
    lines = text[max(0, line_start - 40 * _WIDEST_BLOCK) : line_start].split("\n")
    is_else = False
    for line in lines[-_WIDEST_BLOCK - 1 : -1][::-1]:
        code = line.lstrip()
        indent = len(line) - len(code)
        is_above = indent < column or (is_else and indent == column)
        if not code or code[0] in "#)" or not is_above:
            continue
        if is_else and indent == column and not code.startswith(("if", "elif", "try", "except")):
            continue
        yield code
        column, is_else = indent, _ELSE.match(code) is not None
        if not column and not is_else:
            return
