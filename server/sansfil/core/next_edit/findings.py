"""What certainly has to follow from an edit by hand; `search` finds it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sansfil.core.next_edit.places import Place

if TYPE_CHECKING:
    from sansfil.core.next_edit.signatures import ParamChange  # with it comes all that reads code

MOST_PLACES = 200


@dataclass(frozen=True)
class Renamed:
    """A definition that was `old` is now `new`."""

    old: str
    new: str


@dataclass(frozen=True)
class Recalled:
    """A function of this name is to be called otherwise."""

    name: str
    change: "ParamChange"


@dataclass(frozen=True)
class Finding:
    """`places` in the document itself; `elsewhere` is what documents that import it have to follow,
    None where nobody can; `old` is the name that is given up, empty where there is none."""

    places: tuple[Place, ...]
    elsewhere: Renamed | Recalled | None
    old: str


def is_word_character(character: str) -> bool:
    return character.isalnum() or character in "_$"
