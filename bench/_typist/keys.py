"""Keys of a typing session, and how they are written in its file.

⏎ Enter · ⌫ Backspace · ⌦ Delete · ⇥ indents · ↓ end of the next line · ‹word› accepted from the
suggest list, in place of what is typed of it · «text» a suggestion accepted with Tab. Everything
else is typed as it stands; line breaks in the file are for the reader only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a key does; single signs stand for themselves in the file."""

    TYPE = "type"
    WORD = "word"
    ACCEPT = "accept"
    ENTER = "⏎"
    BACKSPACE = "⌫"
    DELETE = "⌦"
    INDENT = "⇥"
    DOWN = "↓"


@dataclass(frozen=True)
class Key:
    """One key press; `text` is what `TYPE`, `WORD` and `ACCEPT` bring."""

    kind: Kind
    text: str = ""


_ONE_KEY = re.compile(r"‹([^›]+)›|«([^»]+)»|([^\n])")
_SIGNS = {kind.value: kind for kind in Kind if len(kind.value) == 1}
RESERVED = frozenset("‹›«»") | _SIGNS.keys()


def read_keys(text: str) -> list[Key]:
    return [_key_of(found) for found in _ONE_KEY.finditer(text)]


def write_keys(keys: Iterable[Key]) -> str:
    """What `read_keys` reads again; one line for each that is typed."""
    return "".join(map(_written, keys))


def spelled_out(keys: Iterable[Key]) -> list[Key]:
    """As if no suggestion had been accepted: its text is typed, character for character."""
    spelled: list[Key] = []
    for key in keys:
        is_accept = key.kind is Kind.ACCEPT
        spelled += [Key(Kind.TYPE, char) for char in key.text] if is_accept else [key]
    return spelled


def _key_of(found: re.Match[str]) -> Key:
    word, accepted, char = found.groups()
    if word:
        return Key(Kind.WORD, word)
    if accepted:
        return Key(Kind.ACCEPT, accepted)
    return Key(_SIGNS[char]) if char in _SIGNS else Key(Kind.TYPE, char)


def _written(key: Key) -> str:
    match key.kind:
        case Kind.TYPE:
            return key.text
        case Kind.WORD:
            return f"‹{key.text}›"
        case Kind.ACCEPT:
            return f"«{key.text}»"
        case Kind.ENTER | Kind.DOWN:
            return f"{key.kind.value}\n"
        case _:
            return key.kind.value
