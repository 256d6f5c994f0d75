"""What became of one module: its verdict, and the local file that it is."""

from dataclasses import dataclass

from sansfil.core.grounding.values import Verdict


@dataclass(frozen=True, slots=True)
class Resolved:
    """`file` is the path of the local module, empty where it is none; `folder` that of its package."""

    verdict: Verdict
    file: str = ""
    folder: str | None = None


OK = Resolved(Verdict.OK)
UNKNOWN = Resolved(Verdict.UNKNOWN)
CANNOT_TELL = Resolved(Verdict.CANNOT_TELL)
TRANSITIVE = Resolved(Verdict.TRANSITIVE)
UNDECLARED = Resolved(Verdict.UNDECLARED)
