"""The arguments of a call, as far as their commas are certain."""

from collections.abc import Iterator
from dataclasses import dataclass

from sansfil.core.next_edit.code import Code, Role
from sansfil.core.next_edit.tongues import Family


@dataclass(frozen=True)
class Argument:
    """Of a call, by the indices of its first and last token."""

    first: int
    last: int
    keyword: str
    is_spread: bool


def arguments_of(code: Code, opening: int) -> Iterator[Argument]:
    """Of the call whose bracket opens there."""
    close = code.tokens.partner[opening]
    is_python = code.tongue.family is Family.PYTHON
    first, lambdas = opening + 1, 0
    for index in _outer(code, opening):
        text = code.tokens.text(index)
        lambdas += (is_python and text == "lambda") - (lambdas > 0 and text == ":")
        if index == close or (text == "," and not lambdas):
            if first < index:
                yield _argument(code, first, index - 1)
            first = index + 1


def _outer(code: Code, opening: int) -> Iterator[int]:
    """The tokens in the bracket itself, and the one that closes it; a bracket in it counts once."""
    close = code.tokens.partner[opening]
    index = opening + 1
    while index < close:
        yield index
        index = code.tokens.partner.get(index, index) + 1
    yield close


def may_have_generics(code: Code, opening: int) -> bool:
    """Whether a comma may belong to `Map<A, B>` rather than to the call."""
    if code.tongue.family is Family.PYTHON:
        return False
    texts = [code.tokens.text(index) for index in _outer(code, opening)]
    commas = [i for i, text in enumerate(texts) if text == ","]
    return any("<" in texts[:i] and ">" in texts[i:] for i in commas)


def _argument(code: Code, first: int, last: int) -> Argument:
    text = code.tokens.text(first)
    keyword = text if code.roles[first] is Role.KEYWORD else ""
    return Argument(first, last, keyword, text in ("*", "**", "..."))
