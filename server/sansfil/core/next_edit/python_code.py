"""The structure of Python by indentation and brackets; unfinished code is read as far as it goes."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sansfil.core.next_edit.code import Code, Function, Kind, Param, Role, Scope
from sansfil.core.next_edit.python_inner import InnerScopes
from sansfil.core.next_edit.tokens import TOKENS_OF_A_STEP, Steps
from sansfil.core.text import Document

_OWN = ("self", "cls")
_HEADERS = frozenset(
    "if elif else for while with try except finally def class match case async".split()
)
_PLAIN_DECORATORS = frozenset(("staticmethod", "classmethod", "override"))
# What never follows the soft keywords, so that they are names there.
_AFTER_NAMES = ("=", ".", ",", ":", "")
_CLOSERS = (")", "]", "}")
_OPENERS = ("(", "[", "{")
_Line = Sequence[int]


def python_code(code: Code) -> Steps[None]:
    """Fill in the scopes, roles and functions."""
    reader = _Reader(code)
    for count, line in enumerate(_logical_lines(code)):
        reader.read(line)
        if count % (TOKENS_OF_A_STEP // 8) == 0:
            yield
    reader.finish()


def _logical_lines(code: Code) -> Iterator[_Line]:
    line: list[int] = []
    depth = 0
    for index, token in enumerate(code.tokens.all):
        if token.is_fresh and not depth and line:
            yield line
            line = []
        line.append(index)
        if token.kind == "p":
            depth += (token.text in _OPENERS) - (token.text in _CLOSERS)
    if line:
        yield line


class _Reader:
    """Takes one logical line after the other; the stack holds open scopes with their indentation."""

    def __init__(self, code: Code) -> None:
        self._code, self._tokens = code, code.tokens
        self._stack: list[tuple[int, Scope]] = [(-1, code.module)]
        self._decorators: list[str] = []
        self._sending: list[Scope] = []
        self._inner = InnerScopes(code)

    @property
    def _scope(self) -> Scope:
        return self._stack[-1][1]

    def read(self, line: _Line) -> None:
        indent = _indent(self._code.document, self._code, line[0])
        while indent <= self._stack[-1][0]:
            self._stack.pop()[1].end = line[0]
        if self._tokens.text(line[0]) == "@":
            self._decorators.append(self._tokens.text(line[-1] if len(line) == 2 else line[1]))
            self._plain(line)
            return
        self._statement(line, indent)
        self._decorators = []

    def finish(self) -> None:
        end = len(self._tokens.all)
        for _, scope in self._stack:
            scope.end = end
        for scope in self._sending:
            _send_out(scope, self._code.module)

    def _statement(self, line: _Line, indent: int) -> None:
        if not line:
            return
        first = self._tokens.text(line[0])
        is_name = first in ("match", "case") and self._tokens.text(line[0] + 1) in _AFTER_NAMES
        if first not in _HEADERS or is_name:
            for part in self._split(line, ";"):
                self._simple(part)
            return
        if first == "async":
            self._statement(line[1:], indent)
            return
        colon = self._colon(line)
        head, rest = line[:colon], line[colon:]
        if first in ("def", "class") and len(head) > 1 and self._tokens.is_word(head[1]):
            self._definition(head, indent, is_class=first == "class")
        else:
            self._header(first, head)
        self._statement(rest[1:], indent + 1)

    def _colon(self, line: _Line) -> int:
        """How many tokens stand before the colon that opens the block."""
        depth = lambdas = 0
        for count, index in enumerate(line):
            text = self._tokens.text(index)
            depth += (text in _OPENERS) - (text in _CLOSERS)
            lambdas += text == "lambda" and not depth
            if text == ":" and not depth:
                if not lambdas:
                    return count
                lambdas -= 1
        return len(line)

    def _definition(self, head: _Line, indent: int, *, is_class: bool) -> None:
        name = head[1]
        self._define(name)
        outer = self._scope
        kind = Kind.CLASS if is_class else Kind.FUNCTION
        inner = Scope(kind, outer, head[0], head[-1] + 1, self._tokens.text(name))
        self._plain(head)
        self._stack.append((indent, inner))
        opening = next((i for i in head if self._tokens.text(i) == "("), -1)
        if is_class or opening < 0:
            return
        params = tuple(self._params(opening, inner))
        is_plain = all(each in _PLAIN_DECORATORS for each in self._decorators)
        is_method = outer.kind is Kind.CLASS and "staticmethod" not in self._decorators
        inner.receiver = params[0].token if is_method and params else -1
        taken = params[1:] if is_method else params
        self._code.functions.append(Function(name, opening, inner, taken, is_plain))

    def _params(self, opening: int, inner: Scope) -> Iterator[Param]:
        inside = range(opening + 1, self._tokens.partner.get(opening, opening + 1))
        is_named = False
        for part in self._split(inside, ","):
            texts = [self._tokens.text(i) for i in part]
            stars = texts[0] if texts[0] in ("*", "**") else ""
            is_named = is_named or texts[0] == "*"
            name = part[1] if stars and len(part) > 1 else part[0]
            if not self._code.tongue.is_name(self._tokens.text(name)):
                continue
            inner.define(self._tokens.text(name), name)
            self._code.roles[name], self._code.scopes[name] = Role.DEFINES, inner
            has_default = "=" in texts
            yield Param(stars + self._tokens.text(name), name, has_default, is_named)

    def _header(self, first: str, head: _Line) -> None:
        texts = [self._tokens.text(i) for i in head]
        if first == "for" and "in" in texts:
            self._targets(head[1 : texts.index("in")])
        if first in ("with", "except"):
            self._after_as(head)
        if first == "case":
            self._captures(head[1:])
        self._plain(head)

    def _captures(self, pattern: _Line) -> None:
        """The names that a pattern binds, wherever in it; what is called, compared or looked up is used."""
        for index in pattern:
            before, after = self._tokens.text(index - 1), self._tokens.text(index + 1)
            if self._tokens.text(index) == "if":
                return
            is_used = before == "." or after in (".", "(", "=")
            if self._tokens.is_word(index) and not is_used:
                self._define(index)

    def _after_as(self, head: _Line) -> None:
        for before, index in pairwise(head):
            if self._tokens.text(before) == "as":
                stop = self._tokens.partner.get(index, index)
                self._targets(range(index, stop + 1))

    def _simple(self, line: _Line) -> None:
        if not line:
            return
        match self._tokens.text(line[0]):
            case "import":
                for part in self._split(line[1:], ","):
                    self._import(part)
            case "from":
                self._from(line)
            case "global" | "nonlocal" as word:
                names = {self._tokens.text(i) for i in line[1:]} - {","}
                scope = self._scope
                scope.outer |= {f"{word} {name}" for name in names}
                self._sending.append(scope)
                self._plain(line)
            case _:
                self._assignment(line)
                self._plain(line)

    def _import(self, part: _Line) -> None:
        texts = [self._tokens.text(i) for i in part]
        defined = part[texts.index("as") + 1 :][:1] if "as" in texts else part[:1]
        for index in part:
            self._code.scopes[index] = self._scope
        for index in defined:
            self._define(index)

    def _from(self, line: _Line) -> None:
        texts = [self._tokens.text(i) for i in line]
        after = line[texts.index("import") + 1 :] if "import" in texts else ()
        for part in self._split([i for i in after if self._tokens.text(i) not in "()"], ","):
            words = [i for i in part if self._tokens.is_word(i)]
            for index in words:
                self._code.scopes[index] = self._scope
            if len(words) == 3:
                self._code.roles[words[0]] = Role.IMPORTED
                self._define(words[2])
            elif len(words) == 1:
                self._define(words[0])
            self._code.imported.update(words[:1])

    def _assignment(self, line: _Line) -> None:
        depth, start = 0, 0
        for count, index in enumerate(line):
            text = self._tokens.text(index)
            depth += (text in _OPENERS) - (text in _CLOSERS)
            if text == "=" and not depth:
                self._targets(self._without_annotation(line[start:count]))
                start = count + 1
        annotated = self._without_annotation(line)
        if not start and len(annotated) < len(line) and len(annotated) in (1, 3):
            self._targets(annotated)

    def _without_annotation(self, target: _Line) -> _Line:
        texts = [self._tokens.text(i) for i in target]
        is_annotated = ":" in texts and not set(texts[: texts.index(":")]) & {"[", "(", "lambda"}
        return target[: texts.index(":")] if is_annotated else target

    def _targets(self, part: _Line) -> None:
        """The names that are assigned to; those inside of subscripts and calls are only used."""
        skip_to = -1
        for index in part:
            token = self._tokens.all[index]
            if index < skip_to:
                continue
            before, after = self._tokens.text(index - 1), self._tokens.text(index + 1)
            is_inside = index - 1 >= part[0] and (self._tokens.is_word(index - 1) or before in ")]")
            if token.text in ("(", "[") and is_inside:
                skip_to = self._tokens.partner.get(index, index)
            elif token.kind == "w" and before != "." and after not in (".", "(", "["):
                self._define(index)
            elif token.kind == "w" and before == "." and after not in (".", "(", "["):
                self._define_field(index)

    def _define(self, index: int) -> None:
        name = self._tokens.text(index)
        if not self._code.tongue.is_name(name):
            return
        self._scope.define(name, index)
        self._code.roles[index], self._code.scopes[index] = Role.DEFINES, self._scope

    def _define_field(self, index: int) -> None:
        owner = self._scope.nearest(Kind.CLASS)
        if owner is None or self._tokens.text(index - 2) not in _OWN:
            return
        owner.members.setdefault(self._tokens.text(index), []).append(index)
        self._code.roles[index], self._code.scopes[index] = Role.OWN_DEFINES, self._scope

    def _plain(self, line: _Line) -> None:
        """Roles of all words that have none yet, and scopes of comprehensions and lambdas."""
        roles, scopes = self._code.roles, self._code.scopes
        for index in line:
            scopes[index] = self._scope if roles[index] is Role.NONE else scopes[index]
            if self._tokens.is_word(index) and roles[index] is Role.NONE:
                roles[index] = self._role(index)
        for index in line:
            text = self._tokens.text(index)
            if text == "lambda":
                self._inner.of_lambda(index, line[-1])
            elif text == "for" and index != line[0]:
                self._inner.of_comprehension(index, line)
            elif text == ":=":
                self._walrus(index - 1)

    def _role(self, index: int) -> Role:
        text, before = self._tokens.text(index), self._tokens.text(index - 1)
        if not self._code.tongue.is_name(text):
            return Role.NONE
        if before == ".":
            is_own = self._tokens.text(index - 2) in _OWN and self._tokens.text(index - 3) != "."
            return Role.OWN if is_own else Role.NONE
        is_keyword = self._tokens.text(index + 1) == "=" and before in ("(", ",")
        return Role.KEYWORD if is_keyword and self._tokens.around[index] >= 0 else Role.USE

    def _walrus(self, index: int) -> None:
        scope = self._scope
        scope.define(self._tokens.text(index), index)
        self._code.roles[index], self._code.scopes[index] = Role.DEFINES, scope

    def _split(self, line: _Line, separator: str) -> Iterator[_Line]:
        """The parts of a line between separators outside of brackets and of parameters of a lambda;
        empty ones are left out."""
        part: list[int] = []
        depth = lambdas = 0
        for index in line:
            text = self._tokens.text(index)
            depth += (text in _OPENERS) - (text in _CLOSERS)
            lambdas += not depth and (text == "lambda") - (lambdas > 0 and text == ":")
            if text == separator and not depth and not lambdas:
                if part:
                    yield part
                part = []
            else:
                part.append(index)
        if part:
            yield part


def _indent(document: Document, code: Code, index: int) -> int:
    position = code.position(code.tokens.all[index].start)
    line = document.lines[position.line][: position.column]
    return len(line.expandtabs(8))


def _send_out(scope: Scope, module: Scope) -> None:
    """What is `global` or `nonlocal` is defined where it belongs."""
    for word, _, name in (each.partition(" ") for each in sorted(scope.outer)):
        target = module if word == "global" else scope.parent
        while word == "nonlocal" and target and name not in target.definitions:
            target = target.parent
        for index in scope.definitions.pop(name, ()):
            (target or module).define(name, index)
