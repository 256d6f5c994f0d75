"""The ledger of what was sent, in memory."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sansfil.core.costs import Books, Budget, Claim, Entry, Spent, Standing, Verdict
from sansfil.core.faults import LimitNews
from sansfil.core.phrases import Phrase
from sansfil.ports import StoreError
from sansfil.ports.books import OpenTicket, Ticket


@dataclass
class FakeLedger:
    """Fits `Ledger`, in memory: refuses the models in `refused`, and raises where `obstacle` says so."""

    refused: dict[str, Phrase] = field(default_factory=dict[str, Phrase])
    obstacle: str = ""
    problem: Phrase | None = None
    left: Standing = field(default_factory=lambda: Standing(20, 50, 50, 0, 0))
    claims: list[Claim] = field(default_factory=list[Claim])
    budgets: list[Budget] = field(default_factory=list[Budget])
    notes: list[str] = field(default_factory=list[str])
    entries: dict[str, list[Entry]] = field(default_factory=dict[str, list[Entry]])
    open: list[OpenTicket] = field(default_factory=list[OpenTicket])
    news: list[LimitNews] = field(default_factory=list[LimitNews])
    rows: Sequence[Spent] = ()
    is_closed: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def claim(self, claim: Claim, budget: Budget) -> Ticket | Verdict:
        self._obey()
        self.budgets.append(budget)
        if claim.model in self.refused:
            return Verdict(self.refused[claim.model])
        self.claims.append(claim)
        return Ticket(f"{len(self.claims)} {claim.model}")

    async def note(self, ticket: Ticket, generation: str) -> None:
        self._obey()
        self.notes.append(generation)
        self.moved.set()

    async def settle(self, ticket: Ticket, entry: Entry) -> None:
        self._obey()
        self.entries.setdefault(ticket.number, []).append(entry)
        self.moved.set()

    async def unsettled(self, account: str) -> Sequence[OpenTicket]:
        self._obey()
        return self.open

    async def heard(self, account: str, news: LimitNews) -> None:
        self._obey()
        self.news.append(news)
        self.moved.set()

    async def standing(self, account: str) -> Standing:
        self._obey()
        return self.left

    async def spent(self, days: int) -> Sequence[Spent]:
        self._obey()
        return self.rows

    async def close(self) -> None:
        self.is_closed = True

    @property
    def last(self) -> Sequence[Entry]:
        """What each claim was settled as in the end, in the order of the claims."""
        return [entries[-1] for entries in self.entries.values()]

    def ended_as(self, books: Books) -> int:
        return sum(entry.books is books for entry in self.last)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something about the books is so."""
        async with asyncio.timeout(10):
            while not is_so():
                self.moved.clear()
                await self.moved.wait()

    def _obey(self) -> None:
        if self.obstacle:
            raise StoreError(self.obstacle)
