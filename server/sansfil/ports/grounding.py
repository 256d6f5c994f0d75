"""What grounding needs of the outside world."""

from pathlib import Path
from typing import Protocol

from sansfil.core.grounding.definitions import Defined
from sansfil.core.grounding.facts import ProjectFacts
from sansfil.core.grounding.outside import Outside


class Manifests(Protocol):
    """Reads what a folder of a workspace says of itself. Blocks, and never raises: what cannot be
    read is not there. Nothing of the folder is run."""

    def facts(self, root: Path) -> ProjectFacts: ...

    def note_strangers(self, root: Path, facts: ProjectFacts) -> None:
        """Say to `facts` what the saved files of their folder at `root` import that they do not know. Takes up to some
        seconds at first; then reads only files that have changed since."""
        ...

    def text_of(self, root: Path, path: str) -> str | None:
        """The text of a source file, POSIX and relative to `root`; None where it cannot be read."""
        ...

    def defined_outside(self, root: Path, facts: ProjectFacts, module: Outside) -> Defined:
        """What a module that lies outside of the project defines, for the `facts` of its folder at `root`;
        anything, where that cannot be told for certain. Reads only a file that has changed since."""
        ...
