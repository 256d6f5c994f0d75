"""Whose `self`, `cls` or `this` a word is said of."""

from sansfil.core.next_edit.code import Code, Kind, Scope
from sansfil.core.next_edit.tongues import Family


def owner_of(code: Code, index: int) -> Scope | None:
    """The class of which the object before the dot of `self.name` is one; None where that is not
    certain."""
    match code.tongue.family:
        case Family.PYTHON:
            return _of_receiver(code, index)
        case Family.SCRIPT:
            return _of_this(code, index)
        case _:
            return code.scopes[index].nearest(Kind.CLASS)


def _of_receiver(code: Code, index: int) -> Scope | None:
    """By the nearest scope that binds the word, which must be a method that has it for its first
    parameter, and nothing else."""
    name = code.tokens.text(index - 2)
    scope: Scope | None = code.scopes[index]
    while scope:
        bound = scope.definitions.get(name)
        if bound and scope.kind is not Kind.CLASS:
            return scope.parent if bound == [scope.receiver] else None
        scope = scope.parent
    return None


def _of_this(code: Code, index: int) -> Scope | None:
    """By the nearest function that is no arrow, which must be a method, and not a static one."""
    scope: Scope | None = code.scopes[index]
    while scope and scope.kind is not Kind.CLASS:
        if scope.has_this:
            is_method = scope.receiver >= 0 and scope.parent
            return scope.parent if is_method else None
        scope = scope.parent
    return None if scope is None or _has_static(code, scope) else scope


def _has_static(code: Code, owner: Scope) -> bool:
    """Whether what is computed in the class itself may be computed for the class as an object."""
    return any(owner.first <= i < owner.end for i in code.tokens.words.get("static", ()))
