"""The ledger of what was asked and paid, shared by all windows, as a Protocol."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sansfil.core.costs import Budget, Claim, Entry, Spent, Standing, Verdict
from sansfil.core.faults import LimitNews
from sansfil.core.phrases import Phrase


@dataclass(frozen=True)
class Ticket:
    """A claim that was granted; it counts at its worst case until it is settled. `is_paid` claims that the
    budget was asked: what is broken off may cost something."""

    number: str
    is_paid: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class OpenTicket:
    """A claim whose end nobody knows: its process died, or it was broken off."""

    ticket: Ticket
    generation: str
    model: str
    age_s: float


class Ledger(Protocol):
    """What was claimed is on disk before the request is made. Everything raises StoreError, but
    `problem`, which says what is wrong with the ledger as a whole."""

    @property
    def problem(self) -> Phrase | None: ...

    async def claim(self, claim: Claim, budget: Budget) -> Ticket | Verdict:
        """In one transaction across processes: granted and booked, or refused and nothing booked."""
        ...

    async def note(self, ticket: Ticket, generation: str) -> None:
        """The provider's number of the request, so that it can be asked for its cost after a crash."""
        ...

    async def settle(self, ticket: Ticket, entry: Entry) -> None:
        """What became of it. A second call replaces what was less sure (see `Books`), no charge is
        doubled; one that leaves it `OPEN` gives it up, for `unsettled` to find."""
        ...

    async def unsettled(self, account: str) -> Sequence[OpenTicket]:
        """Those that this process does not hold any more, or no process."""
        ...

    async def heard(self, account: str, news: LimitNews) -> None:
        """What the provider said of the free quota wins over what was counted here."""
        ...

    async def standing(self, account: str) -> Standing:
        """What is left; without an account, that of the one which was asked last."""
        ...

    async def spent(self, days: int) -> Sequence[Spent]:
        """Of the last `days` UTC days, today's included."""
        ...

    async def close(self) -> None: ...
