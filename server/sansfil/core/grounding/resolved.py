"""What became of one module: its verdict, and where its source lies."""

from dataclasses import dataclass

from sansfil.core.grounding.outside import Outside
from sansfil.core.grounding.values import Verdict


@dataclass(frozen=True, slots=True)
class Resolved:
    """`file` is the path of the local module, empty where it is none; `folder` that of its package. `outside` is
    set where its source may lie outside of the project."""

    verdict: Verdict
    file: str = ""
    folder: str | None = None
    outside: Outside | None = None


OK = Resolved(Verdict.OK)
UNKNOWN = Resolved(Verdict.UNKNOWN)
CANNOT_TELL = Resolved(Verdict.CANNOT_TELL)
TRANSITIVE = Resolved(Verdict.TRANSITIVE)
UNDECLARED = Resolved(Verdict.UNDECLARED)
