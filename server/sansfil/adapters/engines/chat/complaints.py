"""Makes the errors of one chat server: what is told, without the key."""

import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sansfil.adapters.engines.wire.quoting import quoted
from sansfil.adapters.engines.wire.shapes import Tree
from sansfil.core.fault_sentences import said_of
from sansfil.core.faults import Fault
from sansfil.ports.chat import ChatError

MOST_WAIT_S = 86_400.0


@dataclass(frozen=True)
class Refused:
    """An answer that is none: its status, its headers by lower-case names, its JSON (empty where it is
    none). In the middle of a stream the status is 200."""

    status: int
    tree: Tree
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Complaints:
    """`name` is what a person knows the server by, `model` what is asked of it; `is_provider` claims
    that it has accounts and prices."""

    name: str
    key: str = field(default="", repr=False)
    is_provider: bool = False
    model: str = ""

    def about(self, model: str) -> "Complaints":
        return replace(self, model=model)

    def of(self, fault: Fault, why: object = "", **told: Any) -> ChatError:
        """`why` are the server's words as they came; `told` is what else `ChatError` takes."""
        safe = quoted(why, self.key)
        said = said_of(fault, self.name, model=self.model, why=safe, is_provider=self.is_provider)
        return ChatError(said, fault, **told)


def wait_s(told: object) -> float | None:
    """Of the field Retry-After (RFC 9110, 10.2.3): seconds or a date; None for anything else."""
    try:
        seconds = float(str(told))
    except ValueError:
        seconds = _seconds_to(str(told))
    return min(seconds, MOST_WAIT_S) if seconds > 0 else None


def _seconds_to(date: str) -> float:
    try:
        return email.utils.parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0.0
