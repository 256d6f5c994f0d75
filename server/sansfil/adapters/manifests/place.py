"""Where a file lies below a folder that is taken as it is: below it, no link is followed."""

from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """The file at `file`, POSIX and relative to `base`."""

    base: Path
    file: str

    @property
    def path(self) -> Path:
        return self.base / self.file

    @property
    def folder(self) -> str:
        """That of the file, relative to `base`."""
        return self.file.rpartition("/")[0]
