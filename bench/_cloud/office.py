"""The product's own way to a provider, with its real parts: client, ledger, scanner, sender."""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sansfil.adapters.engines.openrouter import OpenRouter
from sansfil.adapters.ledger import SqliteLedger
from sansfil.adapters.secrets_scanner import LibraryScanner
from sansfil.core.chat import Message, Role
from sansfil.core.costs import Budget
from sansfil.core.offers import Offer
from sansfil.features.masking import Masking
from sansfil.features.sending import Account, Errand, Sender
from sansfil.ports.activity import Exchange
from sansfil.ports.chat import Routing

ACCOUNT = "bench"
FAREWELLS_S = 90.0


@dataclass
class Office:
    """`records` is what the activity log would be told; `offers` are the models of the day by id."""

    provider: OpenRouter
    ledger: SqliteLedger
    masking: Masking
    sender: Sender
    account: Account
    offers: dict[str, Offer]
    records: list[Exchange]

    async def booked(self) -> None:
        """Wait until all bills are there."""
        await self.sender.farewells.said(FAREWELLS_S)


@contextlib.asynccontextmanager
async def office(url: str, key: str, folder: Path) -> AsyncGenerator[Office]:
    """With a ledger below `folder`; leaving waits for what is still to be booked."""
    provider, ledger = OpenRouter(url, key), SqliteLedger(folder / "ledger")
    masking, records = Masking(LibraryScanner()), list[Exchange]()
    sender = Sender(ledger, records.append, masking.mask)
    routing = Routing(allows_training=True)
    account = Account(provider, ACCOUNT, "ws", "bench", routing, Budget(), leaves_machine=False)
    offers = {offer.id: offer for offer in await provider.offers(10_000)}
    here = Office(provider, ledger, masking, sender, account, offers, records)
    try:
        yield here
    finally:
        await here.booked()
        await provider.close()
        await ledger.close()


def errand(text: str, *, is_streamed: bool = True, deadline_ms: int = 10_000) -> Errand:
    messages: Sequence[Message] = (
        Message(Role.SYSTEM, "You answer questions about code."),
        Message(Role.USER, text),
    )
    return Errand("ask", messages, deadline_ms, 200, session="bench", is_streamed=is_streamed)
