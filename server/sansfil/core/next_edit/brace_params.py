"""The parameters of a function in JavaScript, TypeScript and Dart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sansfil.core.next_edit.code import Code, Param
from sansfil.core.next_edit.tongues import Family

_MODIFIERS = frozenset(
    "public private protected readonly override required final const var late".split()
)


@dataclass(frozen=True)
class Params:
    """`defined` are the indices of names that the function's scope defines, `seen` of all words that
    are no uses; patterns define too, but are no parameters of a name."""

    all: tuple[Param, ...]
    defined: tuple[int, ...]
    seen: set[int]


def params_of(code: Code, opening: int) -> Params:
    """Of the list in the brackets that open there."""
    inside = range(opening + 1, code.tokens.partner[opening])
    read = _dart_params if code.tongue.family is Family.DART else _script_params
    return read(code, inside)


def split(code: Code, inside: Sequence[int]) -> Iterator[Sequence[int]]:
    """The parts between commas that stand in no other bracket; generics count as brackets."""
    part: list[int] = []
    depth = angles = 0
    for index in inside:
        text = code.tokens.text(index)
        depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
        angles = max(0, angles + (text == "<") - (text == ">"))
        if text == "," and not depth and not angles:
            if part:
                yield part
            part = []
        else:
            part.append(index)
    if part:
        yield part


def _script_params(code: Code, inside: Sequence[int]) -> Params:
    found: list[Param] = []
    defined: list[int] = []
    seen: set[int] = set()
    for part in split(code, inside):
        words = [i for i in part if code.tokens.text(i) not in _MODIFIERS]
        seen |= set(part) - set(words)
        first = words[0] if words else part[0]
        text = code.tokens.text(first)
        if text in ("{", "["):
            names = list(_names_of_pattern(code, first))
            seen |= {first, *names}
            defined += names
            found.append(Param("", first))
            continue
        name = first + 1 if text == "..." else first
        if not code.tongue.is_name(code.tokens.text(name)):
            continue
        defined.append(name)
        after = [code.tokens.text(i) for i in part]
        is_optional = "=" in after or code.tokens.text(name + 1) == "?"
        stars = "*" if text == "..." else ""
        found.append(Param(stars + code.tokens.text(name), name, is_optional))
    return Params(tuple(found), tuple(defined), seen)


def _names_of_pattern(code: Code, opening: int) -> Iterator[int]:
    is_value = False
    for index in range(opening + 1, code.tokens.partner[opening]):
        text = code.tokens.text(index)
        is_value = (is_value or text == "=") and text != ","
        is_name = code.tokens.is_word(index) and code.tokens.text(index + 1) != ":"
        if is_name and not is_value:
            yield index


def _dart_params(code: Code, inside: Sequence[int], opener: str = "") -> Params:
    found: list[Param] = []
    defined: list[int] = []
    seen: set[int] = set()
    for part in split(code, inside):
        text = code.tokens.text(part[0])
        if text in ("{", "[") and not opener:
            group = range(part[0] + 1, code.tokens.partner[part[0]])
            inner = _dart_params(code, group, text)
            found, defined = [*found, *inner.all], [*defined, *inner.defined]
            seen |= inner.seen | {part[0]}
            continue
        name = _dart_name(code, part)
        if name < 0:
            continue
        texts = [code.tokens.text(i) for i in part]
        is_field = code.tokens.text(name - 1) == "."
        seen |= {name} if is_field else set()
        defined += [] if is_field else [name]
        is_optional = "=" in texts or (bool(opener) and "required" not in texts)
        found.append(Param(code.tokens.text(name), name, is_optional, opener == "{"))
    return Params(tuple(found), tuple(defined), seen)


def _dart_name(code: Code, part: Sequence[int]) -> int:
    """The last word before a default value, or the one before brackets of a function's type."""
    name = -1
    for index in part:
        text = code.tokens.text(index)
        if text == "=" or (text == "(" and name >= 0):
            break
        if code.tokens.is_word(index) and code.tongue.is_name(text):
            name = index
    return name
