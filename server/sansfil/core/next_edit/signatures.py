"""What a changed list of parameters asks of the calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sansfil.core.next_edit.arguments import Argument, arguments_of, may_have_generics
from sansfil.core.next_edit.code import Code, Function, Kind, Param, Role, Scope
from sansfil.core.next_edit.doubts import is_doubted
from sansfil.core.next_edit.owners import owner_of
from sansfil.core.next_edit.places import Place
from sansfil.core.next_edit.tokens import Steps
from sansfil.core.next_edit.tongues import Family

_CONSTRUCTORS = ("__init__", "constructor")


@dataclass(frozen=True)
class ParamChange:
    """`param` was removed, added, or renamed from `old`; `index` is its place among all of them, and
    `now` are all parameters as they are now."""

    kind: Literal["removed", "added", "renamed"]
    index: int
    param: Param
    now: tuple[Param, ...]
    old: str = ""

    @property
    def positions(self) -> int | None:
        """How many arguments may be given by position, None where any number may."""
        if any(each.name[:1] == "*" and each.name[:2] != "**" for each in self.now):
            return None
        return sum(not each.is_named and each.name[:2] != "**" for each in self.now)


def change_of(before: Function, after: Function) -> ParamChange | None:
    """The one parameter that changed; None for several, for a move and for anything else."""
    change = _change(before.params, after.params)
    if change is None or not (before.is_plain and after.is_plain):
        return None
    names = [change.param.name, change.old or change.param.name]
    return change if all(name and name[0] != "*" for name in names) else None


def _change(before: tuple[Param, ...], after: tuple[Param, ...]) -> ParamChange | None:
    old, new = [each.name for each in before], [each.name for each in after]
    shorter = min(len(old), len(new))
    at = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    if old[at:] == new[at + 1 :] and new[at:]:
        return ParamChange("added", at, after[at], after)
    if old[at + 1 :] == new[at:] and old[at:]:
        return ParamChange("removed", at, before[at], after)
    is_renamed = at < shorter and old[at + 1 :] == new[at + 1 :]
    if not is_renamed or old[at] in new or new[at] in old:
        return None
    return ParamChange("renamed", at, after[at], after, old[at])


def calls_of(code: Code, function: Function) -> Steps[Sequence[int]]:
    """The indices of the names that certainly call it, in its own document."""
    name, owner = code.tokens.text(function.name), code.scopes[function.name]
    if (yield from is_doubted(code, name, owner)):
        return ()
    return list(_calls_of(code, function, name, owner))


def _calls_of(code: Code, function: Function, name: str, owner: Scope) -> Iterator[int]:
    if owner.kind is not Kind.CLASS:
        yield from _calls(code, name, owner)
    elif name in _CONSTRUCTORS and owner.parent:
        yield from _calls(code, owner.name, owner.parent)
    elif len(owner.definitions.get(name, ())) == 1:
        for index in code.named(name, Role.OWN):
            if owner_of(code, index) is owner and _is_bound_call(code, function, index):
                yield index
        if code.tongue.has_bare_members:
            yield from _calls(code, name, owner)


def calls_of_import(code: Code, name: str) -> Steps[Sequence[int]]:
    """The same in a document that imports it under its own name."""
    defined = code.module.definitions.get(name, [])
    is_open = code.tongue.family is Family.DART and not defined
    is_imported = len(defined) == 1 and defined[0] in code.imported
    if not (is_open or is_imported) or (yield from is_doubted(code, name, code.module)):
        return ()
    return [i for i in code.named(name, Role.USE) if _is_call_of(code, i, code.module)]


def places_in_calls(code: Code, calls: Sequence[int], change: ParamChange) -> Iterator[Place]:
    """What each call needs; nothing where that is not certain or was done already."""
    for callee in calls:
        arguments = list(arguments_of(code, callee + 1))
        if any(each.is_spread for each in arguments) or may_have_generics(code, callee + 1):
            continue
        match change.kind:
            case "renamed":
                found = _renamed(code, arguments, change)
            case "removed":
                found = _removed(code, callee + 1, arguments, change)
            case _:
                found = _added(code, callee, arguments, change)
        if found:
            yield found


def _calls(code: Code, name: str, owner: Scope) -> Iterator[int]:
    if len(owner.definitions.get(name, ())) == 1:
        yield from (i for i in code.named(name, Role.USE) if _is_call_of(code, i, owner))


def _is_call_of(code: Code, index: int, owner: Scope) -> bool:
    return _is_called(code, index) and code.reaches(index, owner)


def _is_bound_call(code: Code, function: Function, index: int) -> bool:
    """Whether the object is given by the call itself, which `cls.method(object)` does not do."""
    receiver = code.tokens.text(function.scope.receiver)
    is_unbound = code.tokens.text(index - 2) == "cls" and receiver not in ("", "cls")
    return _is_called(code, index) and not is_unbound


def _is_called(code: Code, index: int) -> bool:
    return code.tokens.text(index + 1) == "("


def _renamed(code: Code, arguments: Sequence[Argument], change: ParamChange) -> Place | None:
    given = next((each for each in arguments if each.keyword == change.old), None)
    if given is None or any(each.keyword == change.param.name for each in arguments):
        return None
    token = code.tokens.all[given.first]
    return place_at(code, token.start, token.end, change.param.name, "rename")


def _removed(
    code: Code, opening: int, arguments: Sequence[Argument], change: ParamChange
) -> Place | None:
    at = _index_of_removed(arguments, change)
    if at is None:
        return None
    tokens, this = code.tokens.all, arguments[at]
    start, end = tokens[this.first].start, tokens[this.last].end
    if at:
        start = tokens[arguments[at - 1].last].end
    elif len(arguments) > 1:
        end = tokens[arguments[1].first].start
    else:
        end = tokens[code.tokens.partner[opening]].start
    return place_at(code, start, end, "", "argument")


def _index_of_removed(arguments: Sequence[Argument], change: ParamChange) -> int | None:
    """By its name, or by its place where there are more arguments than may be."""
    named = [i for i, each in enumerate(arguments) if each.keyword == change.param.name]
    if named:
        return named[0]
    by_position, most = sum(not each.keyword for each in arguments), change.positions
    is_given = not change.param.is_named and change.index < by_position
    is_too_many = most is not None and by_position > most
    return change.index if is_given and is_too_many else None


def _added(
    code: Code, callee: int, arguments: Sequence[Argument], change: ParamChange
) -> Place | None:
    by_position = [each for each in arguments if not each.keyword]
    if change.param.is_optional or not _is_one_missing(arguments, len(by_position), change):
        return None
    written = _written(code, by_position, change)
    if not written or not code.sees(change.param.name, callee):
        token = code.tokens.all[callee]
        return place_at(code, token.start, token.end, "", "look")
    if written == change.param.name and change.index < len(by_position):
        start = code.tokens.all[by_position[change.index].first].start
        return place_at(code, start, start, f"{written}, ", "argument")
    behind = by_position if written == change.param.name else arguments
    if not behind:
        start = code.tokens.all[callee + 1].end
        return place_at(code, start, start, f"{written}, " if arguments else written, "argument")
    end = code.tokens.all[behind[-1].last].end
    return place_at(code, end, end, f", {written}", "argument")


def _is_one_missing(arguments: Sequence[Argument], by_position: int, change: ParamChange) -> bool:
    """Whether the call lacks something that it must give now."""
    keywords = {each.keyword for each in arguments}
    if change.param.name in keywords:
        return False
    return any(
        not param.is_optional
        and param.name[:1] != "*"
        and param.name not in keywords
        and (param.is_named or index >= by_position)
        for index, param in enumerate(change.now)
    )


def _written(code: Code, by_position: Sequence[Argument], change: ParamChange) -> str:
    """The argument as it has to be written there, empty where that is not known."""
    name, family = change.param.name, code.tongue.family
    if family is Family.PYTHON:
        return name if change.index < len(by_position) else f"{name}={name}"
    if change.param.is_named:
        return f"{name}: {name}"
    return name if change.index <= len(by_position) else ""


def place_at(
    code: Code, start: int, end: int, new_text: str, kind: Literal["rename", "argument", "look"]
) -> Place:
    """From offset to offset."""
    old_text = code.document.text[start:end]
    return Place(code.position(start), code.position(end), old_text, new_text, kind)
