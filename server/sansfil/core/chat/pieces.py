"""What is told to a model beside a question: pieces of code, results of tools, and facts of the moment."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

_FENCE = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """A text from the workspace, such as a file or a search hit; `name` tells it from all others, for
    instance `src/basket.py:10-40`."""

    name: str
    text: str

    @property
    def shown(self) -> "Shown":
        return Shown(
            self.name,
            blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest(),
        )


@dataclass(frozen=True)
class Shown:
    """Which text of a piece stands in a message."""

    name: str
    digest: str


@dataclass(frozen=True)
class Fact:
    """Something that is true now and may not be in a minute: the open file, the date, the branch."""

    name: str
    value: str


def fenced(piece: Piece) -> str:
    """The piece in a fence that nothing in its own text can close."""
    longest = max((len(mark) for mark in _FENCE.findall(piece.text)), default=2)
    fence = "`" * (longest + 1)
    end = "" if piece.text.endswith("\n") or not piece.text else "\n"
    return f"{piece.name}\n{fence}\n{piece.text}{end}{fence}"


def seen_above(name: str) -> str:
    """Instead of a second copy of the same text."""
    return f"{name}: unchanged, its text stands above."


def cut_of(name: str, text: str) -> str:
    """What is left of a piece, or of a result, where room was needed."""
    lines = text.count("\n") + 1
    return f"[{name}: {lines} lines were removed to save room; read it again if it is needed]"


def tail_of(facts: Sequence[Fact], told: Mapping[str, str]) -> str:
    """Only what differs from what was `told` last; a fact that is gone is told to be so."""
    now = {fact.name: fact.value for fact in facts}
    changed = [f"{name}: {value}" for name, value in now.items() if told.get(name) != value]
    gone = [f"{name}: none" for name, value in told.items() if value and name not in now]
    lines = "\n".join((*changed, *gone))
    return f"<now>\n{lines}\n</now>" if lines else ""
