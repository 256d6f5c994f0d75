"""The structure of JavaScript, TypeScript and Dart by brackets and keywords."""

from sansfil.core.next_edit.brace_params import params_of
from sansfil.core.next_edit.code import Code, Function, Kind, Role, Scope
from sansfil.core.next_edit.declarations import DECLARES, NAMES_NEXT, Declarations
from sansfil.core.next_edit.extents import MOST_TYPE_TOKENS, Extents
from sansfil.core.next_edit.tokens import TOKENS_OF_A_STEP, Steps
from sansfil.core.next_edit.tongues import Family

_CONTROLS = frozenset("if for while switch catch with await".split())
_TYPES = frozenset("class interface enum mixin extension namespace".split())
_MODIFIERS = frozenset(
    "public private protected static readonly async get set abstract override declare late final "
    "const var external covariant".split()
)
_ASYNC = frozenset(("async", "sync", "*"))
_BEFORE_VALUES = frozenset(
    "= ( , : [ ? return => && || ?? ! + ... < | & as satisfies throw yield await default case of in "
    "typeof void new".split()
)
_BEFORE_LONE = frozenset("= ( , : [ ? return => && || ?? async default yield { ;".split())
_AFTER_MEMBERS = frozenset("( = : ? ; ! < }".split())
_DART_TYPES = frozenset("var final const late int double num bool String dynamic void".split())


def brace_code(code: Code) -> Steps[None]:
    """Fill in the scopes, roles and functions."""
    reader = _Reader(code)
    for index in range(len(code.tokens.all)):
        reader.read(index)
        if index % TOKENS_OF_A_STEP == 0:
            yield


class _Reader:
    """Goes from token to token; the stack holds the scopes that are open."""

    def __init__(self, code: Code) -> None:
        self._code, self._tokens = code, code.tokens
        self._is_dart = code.tongue.family is Family.DART
        self._stack = [code.module]
        # Where a pattern, a list of parameters or an object literal has said already what a word is.
        self._known: set[int] = set()
        self._bodies: set[int] = set()
        self._literals: set[int] = set()
        self._extents, self._names = Extents(code), Declarations(code, self._known)

    @property
    def _scope(self) -> Scope:
        return self._stack[-1]

    def read(self, index: int) -> None:
        while len(self._stack) > 1 and index >= self._scope.end:
            self._stack.pop()
        token = self._tokens.all[index]
        if token.kind == "w":
            self._word(index)
        self._code.scopes[index] = self._code.scopes[index] if index in self._known else self._scope
        if token.text == "(":
            self._parenthesis(index)
        elif token.text == "{":
            self._brace(index)

    # Scopes

    def _open(self, kind: Kind, first: int, end: int, name: str = "") -> Scope:
        scope = Scope(kind, self._scope, first, end, name)
        self._stack.append(scope)
        return scope

    def _parenthesis(self, opening: int) -> None:
        close = self._tokens.partner[opening]
        name = self._extents.before_generics(opening)
        if self._tokens.text(name) in _CONTROLS and name == opening - 1:
            self._open(Kind.BLOCK, opening, self._extents.end_of_statement(close + 1))
            return
        body = self._body(close, name)
        if body < 0:
            return
        is_named = self._tokens.is_word(name) and self._code.tongue.is_name(self._tokens.text(name))
        has_name = is_named and self._is_definition_name(name)
        if has_name:
            self._code.define(name, self._scope)
        self._function(opening, body, name if has_name else -1)

    def _function(self, opening: int, body: int, name: int) -> None:
        is_plain = self._tokens.text(name - 1) not in ("get", "set", "new")
        owner = self._scope
        scope = self._open(Kind.FUNCTION, opening, self._end_of_body(body))
        scope.has_this = self._tokens.text(body) == "{"
        if owner.kind is Kind.CLASS and not self._is_static(opening):
            scope.receiver = opening
        if self._tokens.text(body) == "{":
            self._bodies.add(body)
        params = params_of(self._code, opening)
        for param in params.defined:
            scope.define(self._tokens.text(param), param)
            self._code.roles[param], self._code.scopes[param] = Role.DEFINES, scope
        self._known |= params.seen | set(params.defined)
        if name >= 0:
            self._code.functions.append(Function(name, opening, scope, params.all, is_plain))

    def _is_static(self, opening: int) -> bool:
        before = [self._tokens.text(index) for index in range(max(0, opening - 12), opening)]
        return "static" in before

    def _body(self, close: int, name: int) -> int:
        """The index of the brace or arrow behind a list of parameters, -1 where there is none."""
        after = close + 1
        if self._is_dart:
            while self._tokens.text(after) in _ASYNC:
                after += 1
        elif self._tokens.text(after) == ":":
            after = self._extents.after_type(after + 1)
        text = self._tokens.text(after)
        if text == "=>":
            return after
        if text != "{":
            return -1
        is_function = self._is_dart or self._tokens.text(name) == "function"
        before = {self._tokens.text(name - 1), self._tokens.text(name - 2)}
        is_member = self._tokens.is_word(name) and self._is_among_members()
        # Of all calls only the head of a function is followed by a brace in its line.
        is_head = after == close + 1 and not self._tokens.all[after].is_fresh
        return after if is_function or "function" in before or is_member or is_head else -1

    def _is_among_members(self) -> bool:
        return self._scope.kind is Kind.CLASS or self._scope.first - 1 in self._literals

    def _end_of_body(self, body: int) -> int:
        if self._tokens.text(body) == "{":
            return self._tokens.partner[body] + 1
        if self._tokens.text(body + 1) == "{" and not self._is_dart:
            self._bodies.add(body + 1)
            return self._tokens.partner[body + 1] + 1
        return self._extents.end_of_expression(body + 1)

    def _brace(self, opening: int) -> None:
        end = self._tokens.partner[opening] + 1
        if opening in self._bodies or opening in self._known:
            return
        owner = self._type_name(opening)
        if owner >= 0:
            self._open(Kind.CLASS, opening + 1, end, self._tokens.text(owner))
            return
        if self._tokens.text(opening - 1) in _BEFORE_VALUES:
            self._literals.add(opening)
        self._open(Kind.BLOCK, opening + 1, end)

    def _type_name(self, opening: int) -> int:
        """The index of the name of the class whose block begins there, -1 where none does."""
        for back in range(1, MOST_TYPE_TOKENS):
            text = self._tokens.text(opening - back)
            if text in _TYPES and self._tokens.text(opening - back - 1) != ".":
                return opening - back + 1
            if text in ("", ";", "{", "}", ")", "(", "=", "=>"):
                return -1
        return -1

    # Words

    def _word(self, index: int) -> None:
        text = self._tokens.text(index)
        declares = text in DECLARES and self._tokens.text(index - 1) != "as"
        if declares and not self._is_dart and index not in self._known:
            self._names.declaration(index, self._scope)
        if text in ("import", "export") and not self._is_dart and self._tokens.all[index].is_fresh:
            self._names.imports(index, self._scope)
        if index in self._known or not self._code.tongue.is_name(text):
            return
        if self._is_lone_parameter(index):
            self._lone_parameter(index)
        elif self._tokens.text(index - 1) in (".", "?."):
            is_own = self._tokens.text(index - 2) == "this"
            self._code.roles[index] = Role.OWN if is_own else Role.NONE
        elif self._is_key(index):
            self._code.roles[index] = Role.KEYWORD if self._is_dart else Role.NONE
        elif self._defines(index):
            self._code.define(index, self._scope)
        elif self._code.roles[index] is Role.NONE:
            self._code.roles[index] = Role.USE

    def _is_lone_parameter(self, index: int) -> bool:
        return not self._is_dart and self._tokens.text(index + 1) == "=>"

    def _lone_parameter(self, index: int) -> None:
        scope = self._open(Kind.FUNCTION, index, self._end_of_body(index + 1))
        scope.define(self._tokens.text(index), index)
        before, two = self._tokens.text(index - 1), self._tokens.text(index - 2)
        # After `):` it may be the type of a result: then it hides nothing, and defines nothing.
        is_sure = before in _BEFORE_LONE and not (before == ":" and two == ")")
        self._code.roles[index] = Role.DEFINES if is_sure else Role.NONE

    def _is_key(self, index: int) -> bool:
        """`name:` of a literal, a type or an argument, or a word of it that stands for itself."""
        before, after = self._tokens.text(index - 1), self._tokens.text(index + 1)
        if after == ":" and before in ("{", ",", "("):
            return True
        in_literal = self._scope.first - 1 in self._literals
        if in_literal and self._scope.kind is Kind.BLOCK:
            is_first = before in ("{", ",", ";") or self._tokens.all[index].is_fresh
            return is_first and after in (",", "}", "(", "<", "?", ";", ":")
        in_type = not self._is_dart and self._is_among_members() and after in ("?", ":", "!")
        return in_type and not self._begins_member(index)

    def _defines(self, index: int) -> bool:
        before = self._tokens.text(index - 1)
        if before in NAMES_NEXT or (before == "*" and self._tokens.text(index - 2) == "function"):
            return True
        if self._is_dart:
            return self._is_typed(index)
        after = self._tokens.text(index + 1)
        return (
            self._scope.kind is Kind.CLASS
            and after in _AFTER_MEMBERS
            and self._begins_member(index)
        )

    def _begins_member(self, index: int) -> bool:
        before = self._tokens.text(index - 1)
        is_first = self._tokens.all[index].is_fresh or before in ("{", "}", ";")
        return self._scope.kind is Kind.CLASS and (is_first or before in _MODIFIERS)

    def _is_typed(self, index: int) -> bool:
        """`Type name`, `List<Type> name`, `Type? name` and `final name` of Dart."""
        before, after = self._tokens.text(index - 1), self._tokens.text(index + 1)
        if after not in ("=", ";", "in", ","):
            return False
        if before in _DART_TYPES:
            return True
        if before in (">", "?", "]"):
            tokens = self._tokens.all
            return tokens[index - 2].end == tokens[index - 1].start < tokens[index].start - 1
        return self._tokens.is_word(index - 1) and self._code.tongue.is_name(before)

    def _is_definition_name(self, name: int) -> bool:
        before = self._tokens.text(name - 1)
        is_constructor = self._scope.name == self._tokens.text(name)
        return not is_constructor and before not in (
            ".",
            "?.",
            "new",
            "=",
            "(",
            ",",
            "return",
            "=>",
            ":",
        )
