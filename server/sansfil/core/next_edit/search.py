"""From a finished edit by hand to all the places that certainly have to follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from sansfil.core.next_edit.code import Code, Function, Kind, Role
from sansfil.core.next_edit.findings import (
    MOST_PLACES,
    Finding,
    Recalled,
    Renamed,
    is_word_character,
)
from sansfil.core.next_edit.places import Place
from sansfil.core.next_edit.reading import code_of
from sansfil.core.next_edit.renames import uses_left, uses_of_import
from sansfil.core.next_edit.signatures import (
    ParamChange,
    calls_of,
    calls_of_import,
    change_of,
    place_at,
    places_in_calls,
)
from sansfil.core.next_edit.tokens import Steps
from sansfil.core.text import Document, LineSplice, Position, difference


@dataclass(frozen=True)
class _Word:
    old: str
    new: str
    start: Position


def found(before: Document, after: Document) -> Steps[Finding | None]:
    """What follows from the one edit between the two; None where nothing is certain."""
    if before.lines == after.lines:
        return None
    splice = difference(before.lines, after.lines)
    yield
    code = yield from code_of(after)
    if code is None:
        return None
    yield
    word = _changed_word(before, splice)
    anchor = code.token_at(word.start) if word else -1
    if word and anchor >= 0 and code.roles[anchor] in (Role.DEFINES, Role.OWN_DEFINES):
        return (yield from _of_rename(code, word, anchor))
    position = _first_difference(before, splice)
    function = _function_around(code, code.offset(position))
    if function is None:
        return None
    old_code = yield from code_of(before)
    twin = old_code and next(
        (each for each in old_code.functions if each.opening == function.opening), None
    )
    change = change_of(twin, function) if twin else None
    return (yield from _of_signature(code, function, change)) if change else None


def found_elsewhere(document: Document, wanted: Renamed | Recalled) -> Steps[tuple[Place, ...]]:
    """The places in a document that imports the name from where it was changed."""
    code = yield from code_of(document)
    if code is None:
        return ()
    if isinstance(wanted, Renamed):
        uses = yield from uses_of_import(code, wanted.old, wanted.new)
        return _renamed(code, uses, wanted.new)
    calls = yield from calls_of_import(code, wanted.name)
    return tuple(places_in_calls(code, calls, wanted.change))[:MOST_PLACES]


def _of_rename(code: Code, word: _Word, anchor: int) -> Steps[Finding | None]:
    uses = yield from uses_left(code, anchor, word.old)
    if uses is None:
        return None
    places = _renamed(code, uses, word.new)
    function = next((f for f in code.functions if any(p.token == anchor for p in f.params)), None)
    if function and function.is_plain:
        calls = yield from calls_of(code, function)
        places = (*places, *_keywords(code, function, calls, word, anchor))
    is_exported = code.scopes[anchor].kind is Kind.MODULE and anchor not in code.imported
    elsewhere = Renamed(word.old, word.new) if is_exported else None
    if not places and elsewhere is None:
        return None
    return Finding(_sorted(places), elsewhere, word.old)


def _keywords(
    code: Code, function: Function, calls: Sequence[int], word: _Word, anchor: int
) -> Iterable[Place]:
    index = next(i for i, param in enumerate(function.params) if param.token == anchor)
    change = ParamChange("renamed", index, function.params[index], function.params, word.old)
    if sum(param.name == word.new for param in function.params) > 1:
        return ()
    return places_in_calls(code, calls, change)


def _of_signature(code: Code, function: Function, change: ParamChange) -> Steps[Finding | None]:
    calls = yield from calls_of(code, function)
    places = tuple(places_in_calls(code, calls, change))
    if change.kind == "renamed":
        uses = yield from uses_left(code, change.param.token, change.old)
        places = (*places, *_renamed(code, uses or (), change.param.name))
    name, owner = code.tokens.text(function.name), code.scopes[function.name]
    elsewhere = Recalled(name, change) if owner.kind is Kind.MODULE else None
    if not places and elsewhere is None:
        return None
    return Finding(_sorted(places), elsewhere, change.old)


def _renamed(code: Code, uses: Iterable[int], new: str) -> tuple[Place, ...]:
    tokens = (code.tokens.all[index] for index in islice(uses, MOST_PLACES))
    return tuple(place_at(code, token.start, token.end, new, "rename") for token in tokens)


def _sorted(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(set(places), key=lambda place: place.start))[:MOST_PLACES]


def _function_around(code: Code, offset: int) -> Function | None:
    """The innermost one whose list of parameters holds the offset."""
    tokens = code.tokens
    around = [
        each
        for each in code.functions
        if tokens.all[each.opening].start < offset <= tokens.all[tokens.partner[each.opening]].start
    ]
    return around[-1] if around else None


def _first_difference(before: Document, splice: LineSplice) -> Position:
    is_more = splice.first < len(before.lines)
    old = before.lines[splice.first] if is_more else ""
    new = splice.lines[0] if splice.lines else ""
    shorter = min(len(old), len(new))
    column = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    return Position(splice.first, column if splice.lines else 0)


def _changed_word(before: Document, splice: LineSplice) -> _Word | None:
    """The one word that is another one now, where nothing else is."""
    if splice.removed != 1 or len(splice.lines) != 1:
        return None
    old, new = before.lines[splice.first], splice.lines[0]
    column = _first_difference(before, splice).column
    start = column
    while start and is_word_character(old[start - 1]):
        start -= 1
    old_word, new_word = _word_at(old, start), _word_at(new, start)
    is_all = old[start + len(old_word) :] == new[start + len(new_word) :]
    if not old_word or not new_word or not is_all or new_word[0].isdigit():
        return None
    return _Word(old_word, new_word, Position(splice.first, start))


def _word_at(line: str, start: int) -> str:
    end = start
    while end < len(line) and is_word_character(line[end]):
        end += 1
    return line[start:end]
