"""The names that `const`, `let`, `var` and `import` define in a script."""

from sansfil.core.next_edit.code import Code, Kind, Role, Scope
from sansfil.core.next_edit.extents import CONTINUES, MOST_TYPE_TOKENS

DECLARES = frozenset(("const", "let", "var"))
NAMES_NEXT = frozenset("function class interface enum type namespace mixin typedef".split())


class Declarations:
    """`known` collects the words of which it is said what they are."""

    def __init__(self, code: Code, known: set[int]) -> None:
        self._code, self._tokens = code, code.tokens
        self.known = known

    def declaration(self, keyword: int, scope: Scope) -> None:
        """The names behind `const`, `let` or `var`, however many."""
        if self._tokens.text(keyword) == "var":
            scope = scope.nearest(Kind.FUNCTION) or self._code.module
        is_due, index, angles = True, keyword + 1, 0
        for _ in range(MOST_TYPE_TOKENS * 8):
            text = self._tokens.text(index)
            if text in ("", ";", ")", "]", "}", "of", "in") or self._is_over(index, keyword):
                return
            angles += (text == "<") - (text == ">")
            if is_due:
                if angles <= 0 or self._may_be_declared(index):
                    self._declared(index, scope)
                is_due = False
            elif text == ",":
                is_due = True
            index = self._tokens.partner.get(index, index) + 1

    def _may_be_declared(self, index: int) -> bool:
        """Whether what follows a comma behind `<` is declared, and no part of `Map<A, B>`."""
        last = self._tokens.partner.get(index, index)
        return self._tokens.text(last + 1) in ("=", ":", ";")

    def _is_over(self, index: int, keyword: int) -> bool:
        token = self._tokens.all[index]
        is_joined = token.text in CONTINUES or self._tokens.text(index - 1) in CONTINUES
        return token.is_fresh and index > keyword + 1 and not is_joined

    def _declared(self, index: int, scope: Scope) -> None:
        if self._tokens.text(index) in ("{", "["):
            self._pattern(index, scope)
        elif self._tokens.is_word(index):
            self._code.define(index, scope)
            self.known.add(index)

    def _pattern(self, opening: int, scope: Scope) -> None:
        self.known.add(opening)
        is_value = False
        for index in range(opening + 1, self._tokens.partner[opening]):
            text, after = self._tokens.text(index), self._tokens.text(index + 1)
            is_value = (is_value or text == "=") and text != ","
            if text == "{":
                self.known.add(index)
            if self._tokens.is_word(index) and not is_value:
                self.known.add(index)
                self._code.scopes[index] = scope
                if after != ":":
                    self._code.define(index, scope)

    def imports(self, keyword: int, scope: Scope) -> None:
        """`import a, { b as c } from`, `export { a } from`."""
        end = keyword + 1
        for _ in range(MOST_TYPE_TOKENS * 4):
            text = self._tokens.text(end)
            if (
                text in ("from", "", ";", "=", "(")
                or text in DECLARES
                or text in NAMES_NEXT - {"type"}
            ):
                break
            end += 1
        if self._tokens.text(end) != "from":
            return
        for index in range(keyword + 1, end):
            self.known.add(index)
            self._code.scopes[index] = scope
            if self._tokens.is_word(index) and self._code.tongue.is_name(self._tokens.text(index)):
                is_export = self._tokens.text(keyword) == "export"
                self._imported(index, scope, is_export=is_export)

    def _imported(self, index: int, scope: Scope, *, is_export: bool) -> None:
        before, after = self._tokens.text(index - 1), self._tokens.text(index + 1)
        if before != "as":
            self._code.imported.add(index)
        if is_export or after == "as":
            self._code.roles[index] = Role.IMPORTED if before != "as" else Role.NONE
        elif before != "type" or after in (",", "}", "from"):
            self._code.define(index, scope)
