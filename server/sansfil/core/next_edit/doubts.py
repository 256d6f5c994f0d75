"""Positions in braces that are not followed: a name that also stands in one is not certain in its scope."""

from collections.abc import Iterator, Mapping

from sansfil.core.next_edit.code import Code, Scope
from sansfil.core.next_edit.tokens import Steps
from sansfil.core.next_edit.tongues import Family

_MOST_TOKENS = 60
_WORDS_OF_A_STEP = 10
_LABELS = frozenset(("break", "continue"))
_TYPE_HEADS = frozenset("function class interface type typedef mixin extension enum".split())
_BODIES = frozenset(("{", ":", "=>", "async", "sync"))
_BINDERS = frozenset(("final", "var", "const", "let"))
_ENDS = frozenset((";", ":", "=>", "when"))
# Names that are not reserved: the same word may be one, or part of the language.
_CONTEXTUAL: Mapping[Family, frozenset[str]] = {
    Family.SCRIPT: frozenset(
        "abstract accessor any asserts bigint boolean constructor declare from get global infer is keyof "
        "module namespace never number object out override readonly require satisfies set string "
        "symbol type unique unknown using".split()
    ),
    Family.DART: frozenset("Function base hide of on show type when".split()),
}
_PYTHON_STATEMENTS = frozenset(("match", "case", "type"))
_DART_TYPES = frozenset("void int double num bool String dynamic".split())


def is_doubted(code: Code, name: str, scope: Scope) -> Steps[bool]:
    """Whether the scope holds the name where it may be bound, or may be text, unseen by the readers."""
    if name in _CONTEXTUAL.get(code.tongue.family, ()):
        return True
    inside = (i for i in code.tokens.words.get(name, ()) if scope.first <= i < scope.end)
    for count, index in enumerate(inside):
        if _is_doubtful(code, index):
            return True
        if count % _WORDS_OF_A_STEP == 0:
            yield
    return False


def _is_doubtful(code: Code, index: int) -> bool:
    if code.tokens.is_unsure(index):
        return True
    if code.tongue.family is Family.PYTHON:
        return _may_begin_statement(code, index)
    if code.tokens.text(index - 1) in (".", "?."):
        return False
    if code.tokens.text(index - 1) in _LABELS or _is_type_parameter(code, index):
        return True
    if code.tongue.family is Family.SCRIPT and _is_part_of_type(code, index):
        return True
    return any(_binds(code, opening, at) for opening, at in _brackets_around(code, index))


def _may_begin_statement(code: Code, index: int) -> bool:
    """`match x:` and the like, as against names of variables."""
    token = code.tokens.all[index]
    is_name = code.tokens.text(index + 1) in ("=", ".", ",")
    return token.is_fresh and token.text in _PYTHON_STATEMENTS and not is_name


def _brackets_around(code: Code, index: int) -> Iterator[tuple[int, int]]:
    """The bracket that opens around the token, -1 outside of all, and where the token lies in it,
    from the inside out."""
    at = index
    while at >= 0:
        opening = code.tokens.around[at]
        yield opening, at
        at = opening


def _before(code: Code, index: int) -> int:
    partner = code.tokens.partner.get(index, index)
    return min(partner, index) - 1


# Types


def _is_type_parameter(code: Code, index: int) -> bool:
    """`T` of `class A<T>`, `f<T>(x) {` and `<T>(x) =>`, or of what looks the same."""
    opening = _angle_before(code, index)
    if opening < 0 or code.tokens.text(index - 1) not in ("<", ",", "const", "in", "out"):
        return False
    head = code.tokens.text(opening - 2)
    if head in _TYPE_HEADS:
        return True
    close = _angle_behind(code, index)
    if code.tokens.text(close + 1) != "(":
        return False
    behind = code.tokens.text(code.tokens.partner[close + 1] + 1)
    return behind in _BODIES or (_is_dart(code) and _ends_type(code, opening - 2))


def _ends_type(code: Code, index: int) -> bool:
    """Whether a type of Dart may end there."""
    text = code.tokens.text(index)
    return code.tongue.is_name(text) or text in _DART_TYPES or text in (">", "?")


def _angle_before(code: Code, index: int) -> int:
    depth = 0
    for at in range(index - 1, max(-1, index - _MOST_TOKENS), -1):
        text = code.tokens.text(at)
        if text == "<" and not depth:
            return at
        depth += (text == ">") - (text == "<")
        if text in (";", "{", "}", "(", ")", "=>"):
            return -1
    return -1


def _angle_behind(code: Code, index: int) -> int:
    depth = 0
    for at in range(index, min(len(code.tokens.all), index + _MOST_TOKENS)):
        text = code.tokens.text(at)
        if text == ">" and not depth:
            return at
        depth += (text == "<") - (text == ">")
    return len(code.tokens.all)


def _is_part_of_type(code: Code, index: int) -> bool:
    """A key of a mapped type or an index signature, the label of a tuple, `infer` and `asserts`."""
    before, after = code.tokens.text(index - 1), code.tokens.text(index + 1)
    if before in ("infer", "asserts") or after == "is":
        return True
    is_label = after == ":" or (after == "?" and code.tokens.text(index + 2) == ":")
    opening = code.tokens.around[index]
    if code.tokens.text(opening) != "[" or before not in ("[", ",", "..."):
        return False
    return is_label or (before == "[" and after == "in")


# What binds names


def _binds(code: Code, opening: int, at: int) -> bool:
    """Whether the bracket, or what stands before the token in it, may bind the token."""
    head = code.tokens.text(opening - 1)
    if code.tokens.text(opening) == "(" and head == "catch":
        return True
    if code.tokens.text(opening) == "{" and _is_enum(code, opening):
        return not _is_behind_values(code, opening, at)
    return _is_dart(code) and (_is_dart_pattern(code, opening, at) or _is_in_type(code, opening))


def _is_enum(code: Code, opening: int) -> bool:
    for at in range(opening - 1, max(-1, opening - _MOST_TOKENS), -1):
        text = code.tokens.text(at)
        if text in (";", "{", "}", ")", "="):
            return False
        if text == "enum":
            return True
    return False


def _is_behind_values(code: Code, opening: int, at: int) -> bool:
    """Whether the token is among the members that follow the values of an enum of Dart."""
    index = opening + 1
    while index < at:
        if code.tokens.text(index) == ";":
            return True
        index = code.tokens.partner.get(index, index) + 1
    return False


def _is_in_type(code: Code, opening: int) -> bool:
    """Parameters of a function's type: `int Function(int a)`, `f(int g(int a))`."""
    if code.tokens.text(opening) != "(":
        return False
    if code.tokens.text(opening - 1) == "Function":
        return True
    is_named = code.tokens.is_word(opening - 1) and _ends_type(code, opening - 2)
    return is_named and code.tokens.text(code.tokens.around[opening]) == "("


def _is_dart_pattern(code: Code, opening: int, at: int) -> bool:
    if opening >= 0 and _is_declared_pattern(code, opening):
        return True
    is_switch = code.tokens.text(opening) == "{" and _is_switch(code, opening)
    index = at - 1
    for _ in range(_MOST_TOKENS):
        text = code.tokens.text(index)
        if index <= opening or (is_switch and text == ","):
            return is_switch
        if text in ("case", "typedef"):
            return True
        if text in _ENDS:
            return False
        index = _before(code, index)
    return is_switch


def _is_declared_pattern(code: Code, opening: int) -> bool:
    """`final (a, b) = …`, `var Point(:x) = …`, `for (final [a, b] in …)`."""
    if code.tokens.text(code.tokens.partner[opening] + 1) not in ("=", "in"):
        return False
    start = opening
    for _ in range(_MOST_TOKENS):
        start -= 1
        text = code.tokens.text(start)
        if text in _BINDERS:
            return True
        if not code.tokens.is_word(start) and text not in ("<", ">", ",", ".", "?"):
            return False
    return False


def _is_switch(code: Code, opening: int) -> bool:
    close = opening - 1
    if code.tokens.text(close) != ")":
        return False
    return code.tokens.text(code.tokens.partner[close] - 1) == "switch"


def _is_dart(code: Code) -> bool:
    return code.tongue.family is Family.DART
