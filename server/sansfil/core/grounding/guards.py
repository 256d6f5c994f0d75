"""Whether what goes around an import says that the code may do without it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TRIED = re.compile(r"\btry\s*\{[^{}]{0,400}\Z")
_IGNORED = ("@ts-ignore", "@ts-expect-error", "eslint-disable-next-line import", "@vite-ignore")
_WIDEST_BLOCK = 300
_ELSE = re.compile(r"(?:else|elif)\b")
_CLAUSE = re.compile(r"(?:except|else|finally)\b")
# What an import that fails raises (Language Reference, 5.3.1), by its name or by one that speaks of imports;
# a list that goes on below may have it.
_IMPORT_ERROR = re.compile(
    r"except\s*\*?\s*:|\b(?:Base)?Exception\b|ModuleNotFoundError|(?i:import)|\((?:[^()]*,)?\s*(?:#.*)?\Z"
)
_SURVIVED = re.compile(r"with\b.*\b(?:suppress|raises)\b.*(?:ModuleNotFound|Import|\bException)")
_CONDITION = re.compile(r"(?:if|elif|while)\b")
_MACHINE = re.compile(
    r"version_info|python_version|\bpy_?[23]|platform|os\.name|implementation|pypy|win(?:32|dows)|darwin|mac_?os|linux",
    re.IGNORECASE,
)
_TYPES = re.compile(r"\bTYPE_CHECKING\b|\bMYPY\b")
# What is there in other versions of Python, or on other machines, and what brings the like to old versions.
_ELSEWHERE = frozenset(
    "aifc annotationlib asynchat asyncore audioop cgi cgitb chunk compression crypt distutils graphlib imghdr imp"
    " lib2to3 mailcap msilib nis nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib tomllib uu xdrlib zoneinfo"
    " async_timeout backports contextvars dataclasses exceptiongroup importlib_metadata importlib_resources taskgroup"
    " tomli typing_extensions typed_ast"
    " CGIHTTPServer Cookie DocXMLRPCServer HTMLParser SimpleHTTPServer SimpleXMLRPCServer SocketServer Tkdnd UserDict"
    " UserList UserString anydbm cookielib copy_reg dbhash dumbdbm dummy_thread dummy_threading gdbm htmlentitydefs"
    " md5 repr robotparser sets sha thread tkFileDialog tkFont tkMessageBox urllib2 whichdb xmlrpclib"
    " __builtin__ BaseHTTPServer ConfigParser Queue StringIO Tkinter cPickle cStringIO httplib urllib2 urlparse"
    " __pypy__ _pypy_generic_alias AppKit Foundation Quartz clr comtypes java objc org pythoncom pywintypes"
    " win32api win32com win32con win32event win32file win32gui winerror winrt wmi".split()
)


class _Block(NamedTuple):
    """The line that opens a block, without its indentation of `indent`, and where the line begins."""

    header: str
    start: int
    indent: int


def is_guarded_python(text: str, start: int, module: str) -> bool:
    """Whether a block around the import of `module` that begins there survives without it, or asks for it."""
    names = [each.lower() for each in module.split(".") if each]
    for block in _blocks_around(text, start):
        if _survives(text, block):
            return True
        is_condition = _CONDITION.match(block.header) is not None
        if is_condition and any(_speaks_of(name, block.header.lower()) for name in names):
            return True
        is_for_machine = is_condition and _MACHINE.search(block.header) is not None
        if is_for_machine and module.partition(".")[0] in _ELSEWHERE:
            return True
    return False


def is_for_some(text: str, start: int) -> bool:
    """Whether what begins there is for some versions of Python, or some machines."""
    return any(
        _CONDITION.match(each.header) and _MACHINE.search(each.header)
        for each in _blocks_around(text, start)
    )


def is_for_types(text: str, start: int) -> bool:
    """Whether what begins there is for whoever checks types alone."""
    return any(
        _CONDITION.match(each.header) and _TYPES.search(each.header)
        for each in _blocks_around(text, start)
    )


def _speaks_of(name: str, header: str) -> bool:
    """Whether a condition has the name of a module, as a word or a part of one: `HAS_YAML`."""
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", header) is not None


def _survives(text: str, block: _Block) -> bool:
    """Whether an import that fails in this block is caught."""
    header = block.header
    if header.startswith("except"):
        return _IMPORT_ERROR.search(header) is not None
    if header.startswith("try"):
        clauses = list(_clauses_of(text, block))
        # While it is written, nobody knows what it will catch.
        return not clauses or any(_IMPORT_ERROR.search(each) for each in clauses)
    return _SURVIVED.match(header) is not None


def _clauses_of(text: str, block: _Block) -> Iterator[str]:
    """What a `try` goes on with."""
    at = text.find("\n", block.start) + 1
    for _ in range(_WIDEST_BLOCK if at else 0):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        code = line.lstrip()
        if code and code[0] not in "#)" and len(line) - len(code) <= block.indent:
            if len(line) - len(code) < block.indent or not _CLAUSE.match(code):
                return
            if code.startswith("except"):
                yield code.rstrip()
        if end < 0:
            return
        at = end + 1


def _blocks_around(text: str, start: int) -> Iterator[_Block]:
    """The lines that open the blocks around the statement that begins there, the inner first."""
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start:start]
    head = line.lstrip()
    indent = len(line) - len(head)
    if head:
        yield _Block(head.rstrip(), line_start, indent)
    if indent:
        yield from _headers_above(text, line_start, indent)


def _headers_above(text: str, line_start: int, column: int) -> Iterator[_Block]:
    """Those above a line that is indented by `column`.

    An `else` stands for the `if` or `try` that it belongs to as well.
    """
    start = max(0, line_start - 40 * _WIDEST_BLOCK)
    lines = text[start:line_start].split("\n")[:-1]
    is_else, at = False, line_start
    for line in lines[: -_WIDEST_BLOCK - 1 : -1]:
        at -= len(line) + 1
        code = line.lstrip()
        indent = len(line) - len(code)
        is_above = indent < column or (is_else and indent == column)
        if not code or code[0] in "#)" or not is_above:
            continue
        if is_else and indent == column and not code.startswith(("if", "elif", "try", "except")):
            continue
        yield _Block(code.rstrip(), at, indent)
        column, is_else = indent, _ELSE.match(code) is not None
        if not column and not is_else:
            return


def is_guarded_script(text: str, start: int, end: int, written: int) -> bool:
    """Whether what goes around the import that stands there says that it may do without. Only what stands
    before `written` was written by the user, whose marks count."""
    if text.startswith(".catch(", end) or _is_ignored(text, start, min(end, written)):
        return True
    return _TRIED.search(text, max(0, start - 500), start) is not None


def _is_ignored(text: str, start: int, end: int) -> bool:
    """Whether a comment on the line above, or in the statement, says that a checker must look away."""
    line = text.rfind("\n", 0, start)
    above = text[max(0, text.rfind("\n", 0, max(0, line))) : end]
    return "@" in above and any(word in above for word in _IGNORED)
