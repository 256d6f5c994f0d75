"""What grounding needs of the outside world."""

from pathlib import Path
from typing import Protocol

from sansfil.core.grounding.facts import ProjectFacts


class Manifests(Protocol):
    """Reads what a folder of a workspace says of itself. Blocks, and never raises: what cannot be
    read is not there. Nothing of the folder is run."""

    def facts(self, root: Path) -> ProjectFacts: ...

    def text_of(self, root: Path, path: str) -> str | None:
        """The text of a source file, POSIX and relative to `root`; None where it cannot be read."""
        ...
