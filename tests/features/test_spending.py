"""What was sent and spent, as the ledger tells it and nobody else."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sansfil.adapters.ledger import SqliteLedger
from sansfil.core.costs import PICOS_IN_DOLLAR, Books, Budget, Claim, Entry, Spent, Standing, Tokens
from sansfil.core.costs.savings import Subscription
from sansfil.core.faults import LimitNews
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.spending import Spending
from sansfil.ports import Problem, StoreError
from sansfil.ports.books import Ledger, OpenTicket, Ticket
from sansfil.settings import BudgetSettings

CENT = PICOS_IN_DOLLAR // 100
NOON_S = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
BUDGET = BudgetSettings(1.0, 10.0)


class FakeLedger:
    """Tells `rows`, or fails with `error`."""

    def __init__(self, rows: Sequence[Spent] = (), error: str = "") -> None:
        self.rows, self.error = rows, error
        self.problem: Phrase | None = None
        self.asked: list[object] = []

    async def standing(self, account: str) -> Standing:
        self.asked.append(account)
        return Standing(20, 50, 50, 0, 0)

    async def spent(self, days: int) -> Sequence[Spent]:
        self.asked.append(days)
        if self.error:
            raise StoreError(self.error)
        return self.rows

    async def claim(self, claim: Claim, budget: Budget) -> Ticket:
        raise NotImplementedError

    async def note(self, ticket: Ticket, generation: str) -> None: ...

    async def settle(self, ticket: Ticket, entry: Entry) -> None: ...

    async def unsettled(self, account: str) -> Sequence[OpenTicket]:
        return ()

    async def heard(self, account: str, news: LimitNews) -> None: ...

    async def close(self) -> None: ...


def spending(ledger: Ledger) -> Spending:
    return Spending(ledger, lambda: NOON_S)


async def test_the_whole_month_is_read_however_short_the_time_asked_for() -> None:
    ledger = FakeLedger()
    report = await spending(ledger).report(BUDGET, 7, "account")
    assert ledger.asked == ["account", 31]
    assert (report.days, report.today) == (7, "2026-03-01")
    assert report.budget == Budget(100 * CENT, 1_000 * CENT)
    assert report.knows_quota
    await spending(ledger).report(BUDGET, 90)
    assert ledger.asked[-1] == 90


async def test_nobody_who_never_asked_anything_has_a_quota() -> None:
    assert not (await spending(FakeLedger()).report(BUDGET, 7)).knows_quota


async def test_a_ledger_that_cannot_be_read_is_one_sentence() -> None:
    ledger = FakeLedger(error="locked")
    with pytest.raises(Problem) as caught:
        await spending(ledger).report(BUDGET, 7)
    assert caught.value.said == phrase("problem.ledger_unreadable", why=caught.value.__cause__)
    ledger.problem = phrase("problem.ledger_damaged", path="/x")
    with pytest.raises(Problem) as caught:
        await spending(ledger).savings()
    assert caught.value.said == ledger.problem


async def test_what_is_wrong_with_the_ledger_is_in_the_report() -> None:
    ledger = FakeLedger()
    ledger.problem = phrase("problem.ledger_damaged", path="/x")
    assert (await spending(ledger).report(BUDGET, 7)).problem == ledger.problem
    assert (await spending(ledger).savings()).problem == ledger.problem


async def test_savings_are_of_this_month_alone() -> None:
    row = Spent("2026-03-01", "w", "m", "ask", Books.SETTLED, "", False, 3, 0, 0, 0, 5 * CENT)
    before = Spent("2026-02-28", "w", "m", "ask", Books.SETTLED, "", False, 9, 0, 0, 0, 700 * CENT)
    own = Subscription("Mine", 1_000, "USD")
    report = await spending(FakeLedger([before, row])).savings([own])
    assert (report.month, report.requests, report.spent) == ("2026-03", 3, 5 * CENT)
    assert report.savings[-1].difference == 995 * CENT


async def test_the_report_adds_up_with_a_real_ledger(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path, clock_s=lambda: NOON_S)
    for number in range(12):
        claim = Claim("account", f"w{number % 2}", "ask", "coder", False, CENT, folder="garden")
        ticket = await ledger.claim(claim, Budget())
        assert isinstance(ticket, Ticket)
        if number:
            await ledger.settle(ticket, Entry(Books.SETTLED, number, Tokens(100, 40, 0, 9)))
    report = await spending(ledger).report(BUDGET, 30)
    assert report.of_today == report.of_month == report.of_time
    assert (report.of_today.requests, report.of_today.cost) == (12, 66 + CENT)
    assert (report.of_today.new_tokens, report.of_today.completion_tokens) == (660, 99)
    assert [group.sum.requests for group in report.by_workspace] == [6, 6]
    assert report.standing.spent_today == report.of_today.cost
    assert (report.open.requests, report.open.cost) == (1, CENT)
    assert report.knows_quota
    await ledger.close()
