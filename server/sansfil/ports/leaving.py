"""What guards the border of the machine: the user's word, kept, and a scanner for secrets."""

from collections.abc import Sequence
from typing import Protocol

from sansfil.core.consent import Secret, Word
from sansfil.core.phrases import Phrase, sentence
from sansfil.ports import StoreError

__all__ = ["Consents", "NotScanned", "Secret", "SecretScanner", "Word"]


class NotScanned(StoreError):
    """A text could not be searched for secrets to its end; `said` is the sentence for the user."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(sentence(said, "en"))
        self.said = said


class Consents(Protocol):
    """What the user has said, kept in a folder of the user's own, never in the workspace.

    Reading never fails: what cannot be read was not said.
    """

    def word(self, workspace: str, origin: str) -> Word:
        """Of this workspace and the origin that requests would go to.

        `workspace` is the resolved path of one of its folders, so that a word holds for a folder however
        many are open beside it (`core.consent.strictest` joins them); empty where no folder is open, and
        for an engine of the user's own, which is allowed once for all.
        """
        ...

    def keep(self, workspace: str, origin: str, word: Word) -> None:
        """Atomic; `Word.UNSAID` forgets what was said. Raises StoreError."""
        ...


class SecretScanner(Protocol):
    """Finds secrets in text, outside the event loop; raises NotScanned where it cannot."""

    async def secrets(self, text: str) -> Sequence[Secret]:
        """In order, without overlap."""
        ...
