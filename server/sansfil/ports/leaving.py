"""What guards the border of the machine: the user's word, kept, and a scanner for secrets."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Word(StrEnum):
    """What the user said of a workspace, or of an origin."""

    YES = "yes"
    NO = "no"
    UNSAID = "unsaid"


class Consents(Protocol):
    """What the user has said, kept in a folder of the user's own, never in the workspace.

    Reading never fails: what cannot be read was not said.
    """

    def word(self, workspace: str, origin: str) -> Word:
        """Of this workspace (its roots as one text) and the origin that requests would go to."""
        ...

    def keep(self, workspace: str, origin: str, word: Word) -> None:
        """Atomic; raises StoreError."""
        ...


@dataclass(frozen=True)
class Secret:
    """A stretch of a text, in code points, that must not leave; `kind` is a short word."""

    start: int
    end: int
    kind: str


class SecretScanner(Protocol):
    """Finds secrets in text, outside the event loop; raises StoreError where it cannot."""

    async def secrets(self, text: str) -> Sequence[Secret]:
        """In order, without overlap."""
        ...
