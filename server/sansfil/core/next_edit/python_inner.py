"""The scopes inside of a line of Python: lambdas and comprehensions."""

from collections.abc import Sequence

from sansfil.core.next_edit.code import Code, Kind, Role, Scope


class InnerScopes:
    """Made when all words of a line have their roles and scopes."""

    def __init__(self, code: Code) -> None:
        self._code, self._tokens = code, code.tokens

    def of_lambda(self, index: int, last: int) -> None:
        """Of the `lambda` there, in a line that ends with token `last`."""
        end, colon = index + 1, -1
        while end <= last:
            text = self._tokens.text(end)
            if text in (")", "]", "}") or (text == "," and colon >= 0):
                break
            if text == ":" and colon < 0:
                colon = end
            end = self._tokens.partner.get(end, end) + 1
        self._enclose(index + 1, end, [index + 1, *self._commas(index + 1, colon)])

    def of_comprehension(self, index: int, line: Sequence[int]) -> None:
        """Of the `for` there, if it stands in a bracket of its line."""
        opening = self._tokens.around[index]
        if opening < line[0]:
            return
        targets: list[int] = []
        for at in range(index + 1, line[-1]):
            if self._tokens.text(at) == "in":
                break
            targets.append(at)
        self._enclose(opening + 1, self._tokens.partner.get(opening, opening), targets)

    def _enclose(self, first: int, end: int, defined: Sequence[int]) -> None:
        inner = Scope(Kind.BLOCK, self._code.scopes[first], first, end)
        for index in defined:
            name = self._tokens.text(index)
            if self._tokens.is_word(index) and self._code.tongue.is_name(name):
                inner.define(name, index)
                self._code.roles[index] = Role.DEFINES
        for index in range(first, end):
            scope = self._code.scopes[index]
            if scope is inner.parent:
                self._code.scopes[index] = inner
            else:
                _hang(scope, inner)

    def _commas(self, start: int, end: int) -> list[int]:
        return [i + 1 for i in range(start, end) if self._tokens.text(i) == ","]


def _hang(scope: Scope, inner: Scope) -> None:
    """`inner` comes between a scope that was read before and the one around both."""
    while scope is not inner and scope.parent not in (None, inner):
        if scope.parent is inner.parent:
            scope.parent = inner
            return
        assert scope.parent
        scope = scope.parent
