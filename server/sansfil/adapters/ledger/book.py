"""What the ledger does for its callers, for one thread; what cannot be written fails closed for money."""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sansfil.adapters.ledger.booking import (
    Booking,
    book,
    grant,
    hear,
    note,
    settle,
    settle_within,
    transaction,
    withdraw,
)
from sansfil.adapters.ledger.counting import open_tickets, spent, standing_of
from sansfil.adapters.ledger.file import LedgerFile
from sansfil.adapters.ledger.holders import Holders
from sansfil.adapters.ledger.layout import in_memory
from sansfil.adapters.ledger.limits import LedgerLimits
from sansfil.core.costs import Budget, Claim, Entry, Spent, Standing, Verdict
from sansfil.core.faults import LimitNews
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import StoreError
from sansfil.ports.books import OpenTicket


class Book:
    """`clock_s` is of the wall. Everything raises StoreError, but `claim`, `withdraw` and `heard`."""

    def __init__(self, folder: Path, limits: LedgerLimits, clock_s: Callable[[], float]) -> None:
        self._file, self._holders = LedgerFile(folder, limits, clock_s), Holders(folder)
        self._clock_s = clock_s
        self._held: dict[str, Booking] = {}
        self._owed: list[tuple[str, Entry]] = []
        self._memory: sqlite3.Connection | None = None
        self._unwritten: set[str] = set()

    @property
    def problem(self) -> Phrase | None:
        return self._file.problem

    def claim(self, ticket: str, claim: Claim, budget: Budget) -> Verdict:
        """Booked under `ticket` where nothing is refused. Free requests are only counted in memory
        while the disk fails, paid ones are refused."""
        booking = Booking(ticket, "", claim, self._clock_s())
        try:
            self._pay_owed()
            said = self._file.do(lambda found: self._granted(found, booking, budget))
        except StoreError as error:
            return self._unbooked(booking, str(error))
        if said.refusal is None:
            self._held[ticket] = booking
        return said

    def withdraw(self, ticket: str) -> None:
        """The claim was never used."""
        self._held.pop(ticket, None)
        if ticket in self._unwritten:
            withdraw(self._in_memory(), ticket)
            return
        with contextlib.suppress(StoreError):  # it stays at its worst case
            self._file.do(lambda found: withdraw(found, ticket))

    def note(self, ticket: str, generation: str) -> None:
        if ticket in self._unwritten:
            note(self._in_memory(), ticket, generation)
            return
        self._file.do(lambda found: note(found, ticket, generation))

    def settle(self, ticket: str, entry: Entry) -> None:
        """Where that fails, it is tried again with the next claim or settlement."""
        if ticket in self._unwritten:
            settle(self._in_memory(), ticket, entry)
            return
        self._owed.append((ticket, entry))
        self._pay_owed()

    def heard(self, account: str, news: LimitNews) -> None:
        now_s = self._clock_s()
        try:
            self._file.do(lambda found: hear(found, account, news, now_s))
        except StoreError:
            hear(self._in_memory(), account, news, now_s)

    def unsettled(self, account: str) -> Sequence[OpenTicket]:
        now_s, is_alive = self._clock_s(), self._holders.is_alive
        return self._file.read(lambda found: open_tickets(found, account, now_s, is_alive))

    def standing(self, account: str) -> Standing:
        return self._file.read(lambda found: standing_of(found, account, self._clock_s()))

    def spent(self, days: int) -> Sequence[Spent]:
        return self._file.read(lambda found: spent(found, days, self._clock_s()))

    def close(self) -> None:
        """What is still open is for other processes to settle."""
        with contextlib.suppress(StoreError):
            self._pay_owed()
        with contextlib.suppress(OSError):
            self._holders.leave()
        self._file.close()
        if self._memory is not None:
            self._memory.close()

    def _granted(self, database: sqlite3.Connection, booking: Booking, budget: Budget) -> Verdict:
        return grant(database, replace(booking, holder=self._holders.own), budget)

    def _pay_owed(self) -> None:
        while self._owed:
            ticket, entry = self._owed[0]
            try:
                self._file.do(partial(self._settled, ticket, entry))
            except UnicodeEncodeError:
                # What it cost counts, whatever a server calls itself.
                self._owed[0] = (ticket, _plain(entry))
                continue
            self._owed.pop(0)
            self._held.pop(ticket, None)

    def _settled(self, ticket: str, entry: Entry, database: sqlite3.Connection) -> None:
        """A claim that was put aside with a damaged ledger is booked again: its request was made."""
        with transaction(database):
            if settle_within(database, ticket, entry) or ticket not in self._held:
                return
            book(database, self._held[ticket])
            settle_within(database, ticket, entry)

    def _unbooked(self, booking: Booking, why: str) -> Verdict:
        if not booking.claim.is_free:
            model, path = booking.claim.model, self._file.path.parent
            return Verdict(phrase("costs.not_booked", model=model, why=why, path=path))
        said = grant(self._in_memory(), booking, Budget())
        if said.refusal is None:
            self._unwritten.add(booking.ticket)
        return said

    def _in_memory(self) -> sqlite3.Connection:
        if self._memory is None:
            self._memory = in_memory()
        return self._memory


def _plain(entry: Entry) -> Entry:
    """The same in characters that every file takes."""
    words = (entry.model, entry.provider, entry.generation, entry.fault)
    model, provider, generation, fault = (
        word.encode("ascii", "replace").decode("ascii") for word in words
    )
    return replace(entry, model=model, provider=provider, generation=generation, fault=fault)
