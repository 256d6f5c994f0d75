"""What can be said of an import."""

from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """`OK` exists and is declared; `TRANSITIVE` is there because something declared needs it; `UNDECLARED`
    is installed, or the project's own files use it or speak of it, but nothing declares it; `UNKNOWN` exists
    nowhere; `CANNOT_TELL` where no manifest says."""

    OK = "ok"
    TRANSITIVE = "transitive"
    UNDECLARED = "undeclared"
    UNKNOWN = "unknown"
    CANNOT_TELL = "cannot tell"


class Judgement(NamedTuple):
    """An import statement at code points `start` to before `end` of a text, on line `line` (0-based), of
    `module` as it is written. `missing` are imported names that its source does not define, `nearest` the
    declared package that may have been meant, empty where none is near. `is_unread` claims that the names
    were not judged, because what the source defines will only be known in a moment."""

    module: str
    line: int
    start: int
    end: int
    verdict: Verdict
    missing: tuple[str, ...] = ()
    nearest: str = ""
    is_unread: bool = False
