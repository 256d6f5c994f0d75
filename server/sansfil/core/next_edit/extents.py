"""How far a type, an expression or a statement goes in JavaScript, TypeScript and Dart."""

from collections.abc import Iterator

from sansfil.core.next_edit.code import Code
from sansfil.core.next_edit.tongues import Family

_STATEMENTS = frozenset(
    "function class interface enum type namespace const let var export import return if for while "
    "switch try throw abstract declare static public private protected readonly async get set".split()
)
CONTINUES = frozenset(". ?. ? : + - * / % & | && || ?? , = == === != !== < > <= >= => in".split())
_BEFORE_TYPES = frozenset((":", "|", "&", "<", "is"))
MOST_TYPE_TOKENS = 60


class Extents:
    """All methods take and return indices of tokens; an end is exclusive."""

    def __init__(self, code: Code) -> None:
        self._tokens = code.tokens
        self._is_dart = code.tongue.family is Family.DART

    def after_type(self, index: int) -> int:
        """Past the type of a result; what follows in a new line is another statement."""
        first = index
        for _ in range(MOST_TYPE_TOKENS):
            text = self._tokens.text(index)
            if index > first and self._begins_statement(index):
                return len(self._tokens.all)
            is_braced_type = text == "{" and self._tokens.text(index - 1) in _BEFORE_TYPES
            if text in ("(", "[") or is_braced_type:
                index = self._tokens.partner[index] + 1
            elif text in ("{", "=>", ";", "=", ")", "]", "}", ""):
                return index
            else:
                index += 1
        return index

    def _begins_statement(self, index: int) -> bool:
        text, before = self._tokens.text(index), self._tokens.text(index - 1)
        if text in _STATEMENTS and before not in (".", "|", "&"):
            return True
        is_fresh = index < len(self._tokens.all) and self._tokens.all[index].is_fresh
        goes_on = text in CONTINUES or text == "{" or before in CONTINUES
        return is_fresh and not goes_on

    def before_generics(self, opening: int) -> int:
        """The index of the word before the brackets, generics passed over."""
        index = opening - 1
        if self._tokens.text(index) != ">":
            return index
        depth = 0
        for back in range(MOST_TYPE_TOKENS):
            text = self._tokens.text(index - back)
            depth += (text == ">") - (text == "<")
            if not depth:
                return index - back - 1
        return opening - 1

    def end_of_expression(self, index: int) -> int:
        first = index
        while index < len(self._tokens.all):
            token = self._tokens.all[index]
            is_new_line = token.is_fresh and index > first and token.text not in CONTINUES
            is_over = self._tokens.text(index - 1) not in CONTINUES
            if token.text in (",", ";", ")", "]", "}") or (
                is_new_line and is_over and not self._is_dart
            ):
                return index
            index = self._tokens.partner.get(index, index) + 1
        return index

    def end_of_statement(self, index: int) -> int:
        """The end of the block, or of the one statement, behind `if (…)`."""
        if self._tokens.text(index) == "{":
            return self._tokens.partner[index] + 1
        for at in self._outer_tokens(index):
            if self._tokens.text(at) == ";":
                return at + 1
            if self._tokens.text(at) == "{" or self._tokens.text(at) in (")", "]", "}"):
                return self._tokens.partner[at] + 1 if self._tokens.text(at) == "{" else at
        return len(self._tokens.all)

    def _outer_tokens(self, index: int) -> Iterator[int]:
        while index < len(self._tokens.all):
            yield index
            index = self._tokens.partner.get(index, index) + 1
