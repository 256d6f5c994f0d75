"""What the architecture map is drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sansfil.core.chunks import Symbol


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file defines, and how often it uses which identifier."""

    symbols: Sequence[Symbol] = ()
    identifiers: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class AtlasKnobs:
    """Factors of a reference's weight, and bounds on the work. Source of the first eight: the repository
    map of Aider (aider.chat/docs/repomap.html, aider/repomap.py)."""

    mentioned: float = 10.0
    long_name: float = 10.0
    long_name_from: int = 8
    private: float = 0.1
    common: float = 0.1
    common_from: int = 6
    focus: float = 50.0
    # To a member of a class which the file that refers to it does not name.
    stray: float = 0.1
    # So many files, and such a part of all, use a word that is likely the language's own.
    widespread_from: int = 40
    widespread: float = 0.1
    # A name that more files define refers to nothing in particular.
    most_definers: int = 40
    # Of one file.
    most_names: int = 32
    most_references: int = 64
    damping: float = 0.85
    rounds: int = 10
    # A file that was named or is in focus is begun at so many times as often as another.
    personal: float = 100.0
    # What tests, prose and configuration define is seldom what a map is asked for.
    aside: float = 0.1
    most_of_a_file: int = 10


KNOBS = AtlasKnobs()
# What stands in a map: fields, headings and modules say little of how files hang together.
SHOWN_KINDS = frozenset(("class", "function", "method", "type", "constant"))
