"""What was broken off is asked of the provider a while later, as often as it takes and no more."""

import asyncio

import pytest

from sansfil.core.costs import Books, Tokens
from sansfil.core.faults import Fault
from sansfil.features import billing
from sansfil.features.attempts import Farewells
from sansfil.features.billing import Billing
from sansfil.ports.books import OpenTicket, Ticket
from sansfil.ports.chat import Bill
from tests.fakes import FakeLedger, FakeProvider
from tests.features.office import failing

TICKET = Ticket("1")
BILL = Bill("gen-1", 4_321, Tokens(10, 5, completion=3), "v/paid", "Somebody")


class Desk:
    """A ledger, a provider and what asks the one for the other."""

    def __init__(self) -> None:
        self.ledger, self.provider, self.farewells = FakeLedger(), FakeProvider(), Farewells()
        self.billing = Billing(self.ledger, self.farewells)

    async def looked_up(self, *generations: str) -> None:
        for generation in generations:
            self.billing.look_up(self.provider, TICKET, generation)
        await self.farewells.said(10)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(billing, "PAUSES_S", (0.0, 0.0, 0.0))


async def test_a_bill_settles_its_claim_with_all_that_it_tells() -> None:
    desk = Desk()
    desk.provider.bills["gen-1"] = BILL
    await desk.looked_up("gen-1")
    (entry,) = desk.ledger.last
    assert (entry.books, entry.cost, entry.tokens) == (Books.SETTLED, 4_321, BILL.tokens)
    assert (entry.model, entry.provider, entry.generation) == ("v/paid", "Somebody", "gen-1")


async def test_a_bill_that_is_not_there_yet_is_asked_for_again_and_then_given_up() -> None:
    desk = Desk()
    await desk.looked_up("gen-1")
    assert desk.provider.asked_bills == ["gen-1"] * 3
    assert desk.ledger.entries == {}, "the claim stays open, at its worst case"


async def test_a_provider_that_fails_is_asked_no_more_often() -> None:
    desk = Desk()
    desk.provider.failure = failing(Fault.UNREACHABLE)
    await desk.looked_up("gen-1")
    assert len(desk.provider.asked_bills) == 3


async def test_the_same_bill_is_asked_for_once_at_a_time() -> None:
    desk = Desk()
    desk.provider.bills["gen-1"] = BILL
    await desk.looked_up("gen-1", "gen-1", "gen-1")
    assert desk.provider.asked_bills == ["gen-1"]
    await desk.looked_up("gen-1")
    assert desk.provider.asked_bills == ["gen-1"] * 2


async def test_claims_of_windows_that_were_killed_are_settled() -> None:
    desk = Desk()
    desk.provider.bills["gen-1"] = BILL
    desk.ledger.open = [
        OpenTicket(TICKET, "gen-1", "v/paid", 60.0),
        OpenTicket(Ticket("2"), "", "v/paid", 60.0),
    ]
    await desk.billing.look_after_others(desk.provider, "account")
    await desk.farewells.said(10)
    assert list(desk.ledger.entries) == ["1"], "of the other nobody knows a number"


async def test_a_ledger_that_cannot_be_read_or_written_breaks_nothing() -> None:
    desk = Desk()
    desk.provider.bills["gen-1"] = BILL
    desk.ledger.obstacle = "the disk is full"
    await desk.billing.look_after_others(desk.provider, "account")
    await desk.looked_up("gen-1")
    assert desk.ledger.entries == {}


async def test_farewells_are_given_up_after_their_deadline() -> None:
    farewells, gone = Farewells(), asyncio.Event()

    async def never() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()

    farewells.begin(never())
    async with asyncio.timeout(10):
        await farewells.said(0.01)
        await gone.wait()


async def test_farewells_wait_for_what_others_of_them_begin() -> None:
    farewells, ended = Farewells(), list[str]()

    async def second() -> None:
        ended.append("second")

    async def first() -> None:
        farewells.begin(second())

    farewells.begin(first())
    await farewells.said(10)
    assert ended == ["second"]
