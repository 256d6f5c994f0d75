"""What a document's words are: definitions, uses, attributes; and the scopes they live in."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property

from sansfil.core.next_edit.tokens import Token, Tokens
from sansfil.core.next_edit.tongues import Tongue
from sansfil.core.text import Document, Position


class Role(Enum):
    NONE = auto()
    USE = auto()
    DEFINES = auto()
    # `self.name`, `this.name`
    OWN = auto()
    OWN_DEFINES = auto()
    # `name` of `f(name=1)`
    KEYWORD = auto()
    # The name that a module has for it: `name` of `import name as other`
    IMPORTED = auto()


class Kind(Enum):
    MODULE = auto()
    CLASS = auto()
    FUNCTION = auto()
    BLOCK = auto()


@dataclass(eq=False)
class Scope:
    """From token `first` to token `end` (exclusive); `definitions` are indices of tokens by name.

    `members` of a class are the fields that its methods define; `outer` are names that belong to a
    scope further out although they are assigned here, as `global name` or `nonlocal name`.
    `receiver` of a method that has an object of its class is the index of the parameter for it, or
    of the bracket before it where that is `this`; `has_this`: what `this` is outside is not seen.
    """

    kind: Kind
    parent: "Scope | None"
    first: int
    end: int
    name: str = ""
    definitions: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    members: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    outer: set[str] = field(default_factory=set[str])
    receiver: int = -1
    has_this: bool = False

    def define(self, name: str, index: int) -> None:
        known = self.definitions.setdefault(name, [])
        if index not in known:
            known.append(index)

    def nearest(self, kind: Kind) -> "Scope | None":
        """This scope or the nearest one around it of this kind."""
        scope: Scope | None = self
        while scope and scope.kind is not kind:
            scope = scope.parent
        return scope


@dataclass(frozen=True)
class Param:
    """A parameter: `token` is the index of its name; `is_named`: only `name: value` may give it.

    `name` is empty for a pattern, and begins with `*` for what takes all the rest.
    """

    name: str
    token: int
    is_optional: bool = False
    is_named: bool = False


@dataclass(frozen=True)
class Function:
    """A definition with parameters: `opening` is the index of its bracket, `name` that of its name.

    `scope` is its own; `is_plain` claims that nothing stands between it and its calls.
    """

    name: int
    opening: int
    scope: Scope
    params: tuple[Param, ...]
    is_plain: bool = True


@dataclass
class Code:
    """An analysed document: `scopes` and `roles` go with the tokens; `imported` are names as their
    modules have them."""

    document: Document
    tongue: Tongue
    tokens: Tokens
    module: Scope
    scopes: list[Scope]
    roles: list[Role]
    functions: list[Function] = field(default_factory=list[Function])
    imported: set[int] = field(default_factory=set[int])
    # In Dart a bare name may mean a member of the class around it.
    has_implicit_members: bool = False

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [0], 0
        for line in self.document.lines:
            at += len(line)
            starts.append(at)
        return starts

    def position(self, offset: int) -> Position:
        line = bisect_right(self._starts, offset, hi=len(self.document.lines)) - 1
        return Position(line, offset - self._starts[line])

    def token_at(self, position: Position) -> int:
        """The index of the word that begins or ends at, or lies over, this position; -1 without one."""
        offset = self.offset(position)
        index = bisect_right(self.tokens.all, offset, key=_start) - 1
        for near in (index, index - 1):
            if self.tokens.is_word(near) and self.tokens.all[near].end >= offset:
                return near
        return -1

    def offset(self, position: Position) -> int:
        return self._starts[position.line] + position.column

    def define(self, index: int, scope: Scope) -> None:
        """The word there is a name that this scope defines."""
        scope.define(self.tokens.text(index), index)
        self.roles[index], self.scopes[index] = Role.DEFINES, scope

    def named(self, name: str, *roles: Role) -> Iterator[int]:
        """The indices of all words of this text in one of these roles."""
        return (i for i in self.tokens.words.get(name, ()) if self.roles[i] in roles)

    def reaches(self, index: int, target: Scope) -> bool:
        """Whether the plain name at `index` means what `target` defines, or defined, by that name."""
        name, own = self.tokens.text(index), self.scopes[index]
        scope: Scope | None = own
        while scope and scope is not target:
            if name in scope.definitions and self._is_seen(scope, own):
                return False
            scope = scope.parent
        return scope is target and self._is_seen(target, own)

    def sees(self, name: str, index: int) -> bool:
        """Whether a variable of this name is certainly there at `index`."""
        own = self.scopes[index]
        scope: Scope | None = own
        while scope:
            defined = scope.definitions.get(name, ())
            if defined and self._is_seen(scope, own):
                is_early = min(defined) < index
                return is_early or own.nearest(Kind.FUNCTION) is not scope.nearest(Kind.FUNCTION)
            scope = scope.parent
        return False

    def _is_seen(self, scope: Scope, source: Scope) -> bool:
        return scope.kind is not Kind.CLASS or scope is source or self.has_implicit_members


def _start(token: Token) -> int:
    return token.start
