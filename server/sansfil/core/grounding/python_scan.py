"""Python's imports and their places, found without reading the rest of the file."""

import re
from collections.abc import Iterator

from sansfil.core.grounding.imported import Imported
from sansfil.core.grounding.lines import is_alone, is_code, standing

_WORD = "import"
_GAP = r"(?:[ \t]|\\\r?\n)"
_HEAD = re.compile(
    r"[ \t]*(?:async[ \t]+)?(?:if|elif|else|try|except|finally|with|for|while|class|def|match|case)\b"
)
# The word `from` of the statement that goes on behind it, first on its line or behind what is over there.
_FROM_FIRST = re.compile(r"[ \t\ufeff]*(from)(?=[ \t.\\])")
_FROM_BEHIND = re.compile(r"[;:][ \t]*(from)(?=[ \t.\\])")
# Calls that import by a name in quotes.
_CALL = re.compile(r"(?:import_module|__import__)\(\s*(['\"])(?P<module>[^\W\d][\w.]*)\1\s*[,)]")
_NAMES = r"\((?P<inside>(?:[^()#]++|#[^\n]*+)*+)\)?|(?P<bare>(?:[^\n;#\\()]++|\\\r?\n)*+)"
_FROM = re.compile(
    rf"from{_GAP}*(?P<module>\.[. \t]*[\w.]*|[\w.]+){_GAP}*\bimport\b{_GAP}*(?:{_NAMES})"
)
_PLAIN = re.compile(rf"import{_GAP}++(?P<list>(?:[^\n;#\\()]++|\\\r?\n)*+)")
_MODULE = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)(?:\s+as\s+\w+)?\s*")
_NAME = re.compile(r"\s*(\*|[^\W\d]\w*)(?:\s+as\s+\w+)?\s*")
_COMMENT = re.compile(r"#[^\n]*|\\\r?\n")


def python_statements(text: str, start: int) -> Iterator[Imported]:
    """What looks like an import from `start` on, in strings and comments too; prose does not.

    Each form has the word `import` in it, which is rarer than lines are.
    """
    at, end = text.find(_WORD, start), start
    while at >= 0:
        for imported in _at(text, at, end):
            yield imported
            end = max(end, imported.end)
        at = text.find(_WORD, max(at + 1, end))


def _at(text: str, at: int, start: int) -> Iterator[Imported]:
    """What the statement imports of which the word `import` stands at `at`; all before `start` has been read."""
    line_start = _line_start(text, at, start)
    first = _FROM_FIRST.match(text, line_start, at) if line_start < at else None
    if first is not None:
        yield from _taken(text, first.start(1))
        return
    where = standing(text, at, start)
    is_statement = text.startswith((" ", "\t", "\\"), at + len(_WORD))
    if is_statement and (where == "first" or (where == "behind" and _is_behind(text, at))):
        yield from _whole(text, at)
        return
    yield from _called(text, at)
    for opened in _FROM_BEHIND.finditer(text, line_start, at):
        if _is_behind(text, opened.start(1)):
            yield from _taken(text, opened.start(1))


def _line_start(text: str, at: int, start: int) -> int:
    """Where the line begins that holds `at`, with those that go on in it behind a backslash."""
    line_start = max(start, text.rfind("\n", start, at) + 1)
    while text.endswith(("\\\n", "\\\r\n"), start, line_start):
        line_start = max(start, text.rfind("\n", start, line_start - 1) + 1)
    return line_start


def _called(text: str, at: int) -> Iterator[Imported]:
    """What a call imports by its name, if a call is there."""
    begin = at - 2 if text.startswith("__import__(", max(0, at - 2)) else at
    found = _CALL.match(text, begin)
    is_called = text[begin - 1 : begin] != "." or text.endswith("importlib.", 0, begin)
    if found and is_called and is_alone(text, begin) and is_code("python", text, begin):
        yield Imported(found["module"], begin, found.end())


def _is_behind(text: str, at: int) -> bool:
    """Whether what stands before the place is over, or the head of a block, and code."""
    before = at - 1
    while text[before] in " \t":
        before -= 1
    is_over = text[before] == ";" or _HEAD.match(text, text.rfind("\n", 0, at) + 1) is not None
    return is_over and is_code("python", text, at)


def _taken(text: str, start: int) -> Iterator[Imported]:
    found = _FROM.match(text, start)
    if found is None:
        return
    module, inside, bare = found.group("module", "inside", "bare")
    if module[0] == ".":
        module = "".join(module.split())
    listed = _without_comments(bare if inside is None else inside)
    # What cannot be read is no name: the statement is not finished yet.
    names = [_NAME.fullmatch(part) for part in listed.split(",")]
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
