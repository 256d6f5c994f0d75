"""The port to the ledger: asked from the event loop, kept in one thread beside it."""

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from sansfil.adapters.ledger.book import Book
from sansfil.adapters.ledger.limits import USUAL, LedgerLimits
from sansfil.adapters.worker import Worker
from sansfil.core.costs import Budget, Claim, Entry, Spent, Standing, Verdict
from sansfil.core.faults import LimitNews
from sansfil.core.phrases import Phrase
from sansfil.ports import StoreError
from sansfil.ports.books import OpenTicket, Ticket

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Failed:
    """What a job raised."""

    error: Exception


class SqliteLedger:
    """Fits `Ledger`. One per process is enough; each other one is, to it, another process."""

    def __init__(
        self, folder: Path, limits: LedgerLimits = USUAL, clock_s: Callable[[], float] = time.time
    ) -> None:
        self._limits, self._book = limits, Book(folder, limits, clock_s)
        self._worker = Worker("sansfil-ledger", limits.jobs_waiting)

    @property
    def problem(self) -> Phrase | None:
        return self._book.problem

    async def claim(self, claim: Claim, budget: Budget) -> Ticket | Verdict:
        """Nobody makes a request after a deadline or a cancellation, so nothing stays booked for it."""
        ticket = secrets.token_hex(16)
        try:
            said = await self._done(partial(self._book.claim, ticket, claim, budget))
        except (StoreError, asyncio.CancelledError):
            self._worker.begin(partial(self._book.withdraw, ticket))
            raise
        return Ticket(ticket, said.is_about_money) if said.refusal is None else said

    async def note(self, ticket: Ticket, generation: str) -> None:
        await self._done(partial(self._book.note, ticket.number, generation))

    async def settle(self, ticket: Ticket, entry: Entry) -> None:
        """Done in any case, also past the deadline and after a cancellation."""
        await self._done(partial(self._book.settle, ticket.number, entry))

    async def unsettled(self, account: str) -> Sequence[OpenTicket]:
        return await self._done(partial(self._book.unsettled, account))

    async def heard(self, account: str, news: LimitNews) -> None:
        await self._done(partial(self._book.heard, account, news))

    async def standing(self, account: str) -> Standing:
        return await self._done(partial(self._book.standing, account))

    async def spent(self, days: int) -> Sequence[Spent]:
        return await self._done(partial(self._book.spent, days))

    async def close(self) -> None:
        await self._worker.close(self._book.close, self._limits.close_deadline_ms)

    async def _done(self, job: Callable[[], Answer]) -> Answer:
        """What `job` gives, or raises; StoreError past the deadline, when it is done all the same."""
        told: list[Answer | _Failed] = []

        def work() -> None:
            try:
                told.append(job())
            except Exception as error:  # the thread goes on; whoever asked hears of it
                told.append(_Failed(error))

        await self._worker.write(work, self._limits.deadline_ms)
        if not told:
            raise StoreError("the disk does not answer")
        if isinstance(told[0], _Failed):
            raise told[0].error
        return told[0]
