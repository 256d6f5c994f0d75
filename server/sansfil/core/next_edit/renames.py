"""What is certain after the name at a definition has changed."""

from collections.abc import Sequence

from sansfil.core.next_edit.code import Code, Kind, Role, Scope
from sansfil.core.next_edit.doubts import is_doubted
from sansfil.core.next_edit.owners import owner_of
from sansfil.core.next_edit.tokens import TOKENS_OF_A_STEP, Steps
from sansfil.core.next_edit.tongues import Family


def uses_left(code: Code, anchor: int, old: str) -> Steps[Sequence[int] | None]:
    """The indices of the words that still say `old` and mean the definition at `anchor`.

    None where that word defines nothing, where `old` is still defined in its scope, or where the
    new name was in use there.
    """
    if not code.tongue.is_name(old):
        return None
    match code.roles[anchor]:
        case Role.DEFINES if code.scopes[anchor].kind is Kind.CLASS:
            return (yield from _of_class(code, anchor, old, code.scopes[anchor]))
        case Role.DEFINES:
            return (yield from _of_scope(code, anchor, old, code.scopes[anchor]))
        case Role.OWN_DEFINES:
            owner = owner_of(code, anchor)
            return (yield from _of_class(code, anchor, old, owner)) if owner else None
        case _:
            return None


def uses_of_import(code: Code, old: str, new: str) -> Steps[Sequence[int]]:
    """The same in a document that imports `old` from where it was defined."""
    imports = [i for i in code.named(old, Role.DEFINES, Role.IMPORTED) if i in code.imported]
    has_new = any(code.named(new, Role.USE, Role.DEFINES, Role.IMPORTED))
    if len(imports) > 1 or not code.tongue.is_name(old):
        return ()
    if (yield from is_doubted(code, old, code.module)):
        return ()
    if imports and code.roles[imports[0]] is Role.IMPORTED:
        return imports
    is_open = code.tongue.family is Family.DART
    defined = code.module.definitions.get(old, [])
    if has_new or defined != imports or (not imports and not is_open):
        return ()
    return sorted({*imports, *(yield from _uses(code, old, code.module))})


def _of_scope(code: Code, anchor: int, old: str, scope: Scope) -> Steps[Sequence[int] | None]:
    new = code.tokens.text(anchor)
    if old in scope.definitions or scope.definitions.get(new) != [anchor]:
        return None
    if (yield from is_doubted(code, old, scope)) or (yield from is_doubted(code, new, scope)):
        return None
    if {f"global {old}", f"nonlocal {old}"} & scope.outer:
        return None
    used = code.named(new, Role.USE, Role.DEFINES)
    if any(i != anchor and scope.first <= i < scope.end for i in used):
        return None
    return (yield from _uses(code, old, scope))


def _of_class(code: Code, anchor: int, old: str, owner: Scope) -> Steps[Sequence[int] | None]:
    new = code.tokens.text(anchor)
    known = (*owner.definitions.get(new, ()), *owner.members.get(new, ()))
    if old in owner.definitions or old in owner.members or known != (anchor,):
        return None
    if (yield from is_doubted(code, old, owner)) or (yield from is_doubted(code, new, owner)):
        return None
    if _is_static(code, anchor):
        return None
    others = code.named(new, Role.OWN, Role.USE)
    if any(owner.first <= i < owner.end for i in others):
        return None
    own = [i for i in code.named(old, Role.OWN) if owner_of(code, i) is owner]
    is_bare = code.roles[anchor] is Role.DEFINES and code.tongue.has_bare_members
    bare = (yield from _uses(code, old, owner)) if is_bare else ()
    return sorted({*own, *bare})


def _is_static(code: Code, anchor: int) -> bool:
    """Whether `this` of a script's methods never has it."""
    if code.tongue.family is not Family.SCRIPT:
        return False
    return "static" in (code.tokens.text(anchor - 1), code.tokens.text(anchor - 2))


def _uses(code: Code, name: str, scope: Scope) -> Steps[list[int]]:
    found: list[int] = []
    for count, index in enumerate(code.named(name, Role.USE)):
        if code.reaches(index, scope):
            found.append(index)
        if count % TOKENS_OF_A_STEP == 0:
            yield
    return found
