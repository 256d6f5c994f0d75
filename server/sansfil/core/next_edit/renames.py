"""What is certain after the name at a definition has changed."""

from collections.abc import Iterator, Sequence

from sansfil.core.next_edit.code import Code, Kind, Role, Scope
from sansfil.core.next_edit.tongues import Family


def uses_left(code: Code, anchor: int, old: str) -> Sequence[int] | None:
    """The indices of the words that still say `old` and mean the definition at `anchor`.

    None where that word defines nothing, where `old` is still defined in its scope, or where the
    new name was in use there.
    """
    if not code.tongue.is_name(old):
        return None
    match code.roles[anchor]:
        case Role.DEFINES if code.scopes[anchor].kind is Kind.CLASS:
            return _of_class(code, anchor, old, code.scopes[anchor])
        case Role.DEFINES:
            return _of_scope(code, anchor, old, code.scopes[anchor])
        case Role.OWN_DEFINES:
            owner = code.scopes[anchor].nearest(Kind.CLASS)
            return _of_class(code, anchor, old, owner) if owner else None
        case _:
            return None


def uses_of_import(code: Code, old: str, new: str) -> Sequence[int]:
    """The same in a document that imports `old` from where it was defined."""
    imports = [i for i in code.named(old, Role.DEFINES, Role.IMPORTED) if i in code.imported]
    has_new = any(code.named(new, Role.USE, Role.DEFINES, Role.IMPORTED))
    if len(imports) > 1 or not code.tongue.is_name(old):
        return ()
    if imports and code.roles[imports[0]] is Role.IMPORTED:
        return imports
    is_open = code.tongue.family is Family.DART
    defined = code.module.definitions.get(old, [])
    if has_new or defined != imports or (not imports and not is_open):
        return ()
    return sorted({*imports, *_uses(code, old, code.module)})


def _of_scope(code: Code, anchor: int, old: str, scope: Scope) -> Sequence[int] | None:
    new = code.tokens.text(anchor)
    if old in scope.definitions or scope.definitions.get(new) != [anchor]:
        return None
    if {f"global {old}", f"nonlocal {old}"} & scope.outer:
        return None
    used = code.named(new, Role.USE, Role.DEFINES)
    if any(i != anchor and scope.first <= i < scope.end for i in used):
        return None
    return list(_uses(code, old, scope))


def _of_class(code: Code, anchor: int, old: str, owner: Scope) -> Sequence[int] | None:
    new = code.tokens.text(anchor)
    known = (*owner.definitions.get(new, ()), *owner.members.get(new, ()))
    if old in owner.definitions or old in owner.members or known != (anchor,):
        return None
    others = code.named(new, Role.OWN, Role.USE)
    if any(owner.first <= i < owner.end for i in others):
        return None
    own = [i for i in code.named(old, Role.OWN) if code.scopes[i].nearest(Kind.CLASS) is owner]
    bare = _uses(code, old, owner) if code.roles[anchor] is Role.DEFINES else ()
    return sorted({*own, *bare})


def _uses(code: Code, name: str, scope: Scope) -> Iterator[int]:
    return (i for i in code.named(name, Role.USE) if code.reaches(i, scope))
