"""The record of every request that left the process, kept on this machine, as a Protocol."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sansfil.core.phrases import Phrase

if TYPE_CHECKING:
    from sansfil.core.costs import Picos  # money is read when something costs any


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it; one that is told twice under the same `token`, first when it goes
    out, is kept once, as it was told last. `at_s` is Unix time; `why` sentences; `purpose` a short word
    (`completion`, `warm-up`, `ask`, `models`, …); `origin` where it went; `tier` as in the product;
    `body` the exact bytes; `answer` the text that came; tokens None where nobody told; times in ms,
    None where nothing came; `fault` a short word, empty where it went well."""

    at_s: float
    purpose: str
    tier: str
    origin: str
    model: str
    provider: str = ""
    leaves_machine: bool = False
    workspace: str = ""
    session: str = ""
    why: tuple[Phrase, ...] = ()
    body: bytes = b""
    answer: str = ""
    prompt_tokens: int | None = None
    reused_tokens: int | None = None
    completion_tokens: int | None = None
    first_ms: float | None = None
    total_ms: float | None = None
    cost: "Picos | None" = None
    masked: int = 0
    generation: str = ""
    fault: str = ""
    said: Phrase | None = None
    token: str = ""


Record = Callable[[Exchange], None]


def unrecorded(_exchange: Exchange) -> None:
    """Where nobody keeps a record."""


@dataclass(frozen=True)
class Recorded:
    """An exchange as it was kept: by its number, newer ones have higher ones.

    `body_bytes` is the length of the body, also where the body itself is not there.
    """

    number: int
    exchange: Exchange
    body_bytes: int = 0
    shared_bytes: int = 0
    """How many bytes of the body are also the beginning of the body before it, of the same origin, model
    and session."""


@dataclass(frozen=True)
class Wanted:
    """Which records: the newest `limit` of them, older than `before` (0: from the newest on)."""

    limit: int = 200
    before: int = 0
    purposes: tuple[str, ...] = field(default=())


class Activity(Protocol):
    """Recording returns at once and never fails; where nothing can be kept, `problem` says why."""

    @property
    def problem(self) -> Phrase | None: ...

    def record(self, exchange: Exchange) -> None: ...

    async def listed(self, wanted: Wanted) -> Sequence[Recorded]:
        """Without their bodies and answers, the newest first; raises StoreError where nothing can be
        read."""
        ...

    async def whole(self, number: int) -> Recorded | None:
        """With body and answer; None where it was dropped, or never was."""
        ...

    async def clear(self) -> None:
        """Forget everything; raises StoreError."""
        ...

    async def close(self) -> None: ...
