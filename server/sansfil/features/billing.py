"""What a provider booked for requests that were broken off: asked a while later, and settled."""

import asyncio
import contextlib

from sansfil.core.costs import Books, Entry
from sansfil.features.attempts import Farewells
from sansfil.ports import StoreError
from sansfil.ports.books import Ledger, Ticket
from sansfil.ports.chat import Bill, ChatError, Provider

DEADLINE_MS = 5_000
# Seconds between one question and the next: the provider books a moment after the end.
PAUSES_S = (0.5, 1.0, 4.0, 15.0, 60.0)


class Billing:
    """One per assistant."""

    def __init__(self, ledger: Ledger, farewells: Farewells) -> None:
        self._ledger, self._farewells = ledger, farewells
        self._asked = set[str]()

    def look_up(self, provider: Provider, ticket: Ticket, generation: str) -> None:
        """Settle this claim as soon as the provider tells its cost; each is asked for once at a time."""
        if generation not in self._asked:
            self._asked.add(generation)
            self._farewells.begin(self._settled(provider, ticket, generation))

    async def look_after_others(self, provider: Provider, account: str) -> None:
        """Claims of windows that were killed."""
        with contextlib.suppress(StoreError):
            for left in await self._ledger.unsettled(account):
                if left.generation:
                    self.look_up(provider, left.ticket, left.generation)

    async def _settled(self, provider: Provider, ticket: Ticket, generation: str) -> None:
        try:
            bill = await _bill(provider, generation)
            if bill is not None:
                with contextlib.suppress(StoreError):
                    await self._ledger.settle(ticket, _entry_of(bill))
        finally:
            self._asked.discard(generation)


async def _bill(provider: Provider, generation: str) -> Bill | None:
    for pause_s in PAUSES_S:
        await asyncio.sleep(pause_s)
        with contextlib.suppress(ChatError):
            bill = await provider.bill(generation, DEADLINE_MS)
            if bill is not None:
                return bill
    return None


def _entry_of(bill: Bill) -> Entry:
    told = (bill.tokens, bill.model, bill.provider, bill.generation)
    return Entry(Books.SETTLED, bill.cost, *told)
