"""The ledger in one process: what is booked, settled, counted and summed."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sansfil.adapters.ledger import SqliteLedger
from sansfil.core.costs import (
    PICOS_IN_DOLLAR,
    Books,
    Budget,
    Claim,
    Entry,
    Spent,
    Tokens,
    Verdict,
)
from sansfil.core.faults import Fault, LimitNews
from sansfil.ports.books import Ticket
from tests.adapters.ledger_hands import BOUNDLESS, CENT, FREE, PAID

NIGHT_S = datetime(2026, 2, 27, 23, 59, 58, tzinfo=UTC).timestamp()
DAY_S = 86_400.0
TYPED = replace(FREE, purpose="completion", is_by_typing=True)
DOLLAR = Budget.in_dollars(1.0, 1.5)


class Clock:
    """Set by hand."""

    def __init__(self) -> None:
        self.now_s = NIGHT_S

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def ledger(tmp_path: Path, clock: Clock) -> AsyncIterator[SqliteLedger]:
    opened = SqliteLedger(tmp_path / "ledger", clock_s=clock)
    yield opened
    await opened.close()


async def granted(ledger: SqliteLedger, claim: Claim = PAID, budget: Budget = BOUNDLESS) -> Ticket:
    found = await ledger.claim(claim, budget)
    assert isinstance(found, Ticket), found
    return found


async def refused(ledger: SqliteLedger, claim: Claim = PAID, budget: Budget = BOUNDLESS) -> Verdict:
    found = await ledger.claim(claim, budget)
    assert isinstance(found, Verdict)
    return found


def key(said: Verdict) -> str:
    assert said.refusal is not None
    return said.refusal.key


async def total(ledger: SqliteLedger, days: int = 1) -> int:
    return sum(row.cost for row in await ledger.spent(days))


async def test_nothing_is_made_on_disk_before_something_is_booked(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    assert await ledger.spent(30) == []
    assert (await ledger.standing("account")).free_today == 50
    assert await ledger.unsettled("account") == []
    assert list(tmp_path.iterdir()) == []


async def test_a_claim_counts_at_its_worst_case_until_it_is_settled(ledger: SqliteLedger) -> None:
    ticket = await granted(ledger)
    assert (await ledger.standing("account")).spent_today == CENT
    tokens = Tokens(900, 300, 100, 50, 20)
    await ledger.settle(ticket, Entry(Books.SETTLED, 7, tokens, "coder-2", "Lab", "gen-1"))
    assert await ledger.spent(1) == [
        Spent(
            "2026-02-27", "w1", "coder-2", "ask", Books.SETTLED, "", False, 1, 900, 300, 50, 7,
            "garden",
        )
    ]  # fmt: skip


async def test_a_settled_ticket_settled_again_changes_nothing(ledger: SqliteLedger) -> None:
    ticket, entry = await granted(ledger), Entry(Books.SETTLED, 7, Tokens(5))
    await ledger.settle(ticket, entry)
    before = await ledger.spent(1)
    await ledger.settle(ticket, entry)
    await ledger.settle(ticket, Entry(Books.OPEN, fault="cut"))
    await ledger.settle(ticket, Entry(Books.ESTIMATED, 9_999))
    await ledger.note(ticket, "gen-9")
    assert await ledger.spent(1) == before


async def test_what_is_surer_replaces_what_is_less_sure(ledger: SqliteLedger) -> None:
    ticket = await granted(ledger)
    for books, cost, counted in (
        (Books.OPEN, 3, CENT), (Books.WORST, None, CENT), (Books.ESTIMATED, 40, 40),
        (Books.SETTLED, 41, 41), (Books.SETTLED, 42, 42),
    ):  # fmt: skip
        await ledger.settle(ticket, Entry(books, cost))
        assert await total(ledger) == counted


async def test_a_ticket_that_nobody_gave_out_books_nothing(ledger: SqliteLedger) -> None:
    await granted(ledger)
    await ledger.settle(Ticket("7"), Entry(Books.SETTLED, 10**9))
    assert await total(ledger) == CENT


async def test_a_request_given_up_is_found_and_billed_later(
    ledger: SqliteLedger, clock: Clock
) -> None:
    ticket = await granted(ledger)
    await ledger.note(ticket, "gen-5")
    assert await ledger.unsettled("account") == []
    await ledger.settle(ticket, Entry(Books.OPEN, fault="cancelled"))
    clock.now_s += 90
    (left,) = await ledger.unsettled("account")
    assert (left.ticket, left.generation, left.age_s) == (ticket, "gen-5", 90)
    assert await ledger.unsettled("another") == []


async def test_a_cost_that_nobody_ever_tells_stays_at_its_worst(
    ledger: SqliteLedger, clock: Clock, tmp_path: Path
) -> None:
    await ledger.settle(await granted(ledger), Entry(Books.OPEN))
    await ledger.close()
    clock.now_s += 4 * DAY_S
    later = SqliteLedger(tmp_path / "ledger", clock_s=clock)
    assert await later.unsettled("account") == []
    (row,) = await later.spent(5)
    assert (row.books, row.cost) == (Books.WORST, CENT)
    await later.close()


async def test_the_twenty_first_of_a_minute_waits_and_the_next_minute_begins_anew(
    ledger: SqliteLedger, clock: Clock
) -> None:
    clock.now_s -= 3_600
    for _ in range(20):
        await granted(ledger, FREE)
    said = await refused(ledger, FREE)
    assert (key(said), said.wait_s) == ("costs.no_free_this_minute", 2.0)
    assert (await ledger.standing("another")).free_this_minute == 20
    clock.now_s += 2
    stands = await ledger.standing("account")
    assert (stands.free_this_minute, stands.free_today) == (20, 30)


async def test_typing_stops_after_its_share_and_people_go_on(ledger: SqliteLedger) -> None:
    for _ in range(6):
        await granted(ledger, TYPED)
    assert key(await refused(ledger, TYPED)) == "costs.typing_pauses"
    await granted(ledger, FREE)


async def test_failed_requests_count_but_for_those_that_never_arrived(
    ledger: SqliteLedger,
) -> None:
    for fault in (Fault.PROVIDER, Fault.UNREACHABLE, Fault.CUT):
        await ledger.settle(await granted(ledger, FREE), Entry(Books.SETTLED, 0, fault=fault))
    assert (await ledger.standing("account")).free_today == 48


async def test_free_and_paid_do_not_touch_one_another(ledger: SqliteLedger) -> None:
    for _ in range(20):
        await granted(ledger, FREE)
    await granted(ledger, PAID, DOLLAR)
    await granted(ledger, replace(PAID, worst=99 * CENT), DOLLAR)
    assert key(await refused(ledger, PAID, DOLLAR)) == "costs.day_spent"


async def test_a_free_model_that_cost_something_after_all_is_in_the_books(
    ledger: SqliteLedger,
) -> None:
    await ledger.settle(await granted(ledger, FREE), Entry(Books.SETTLED, 5 * CENT))
    assert (await ledger.standing("account")).spent_today == 5 * CENT


async def test_an_unknown_price_is_refused_and_books_nothing(ledger: SqliteLedger) -> None:
    assert key(await refused(ledger, replace(PAID, worst=None))) == "costs.price_unknown"
    assert await ledger.spent(1) == []


# What the provider says


async def test_what_the_provider_says_is_left_counts_down_from_there(
    ledger: SqliteLedger, clock: Clock
) -> None:
    clock.now_s -= 3_600
    for _ in range(3):
        await granted(ledger, FREE)
    await ledger.heard("account", LimitNews(True, 1_000, 2))
    assert (await ledger.standing("account")).free_today == 2
    assert (await ledger.standing("account")).free_per_day == 1_000
    await granted(ledger, FREE)
    await granted(ledger, FREE)
    said = await refused(ledger, FREE)
    assert (key(said), said.wait_s) == ("costs.no_free_today", 3_602)
    clock.now_s += 3_602
    assert (await ledger.standing("account")).free_today == 1_000


async def test_a_minute_limit_rests_until_its_reset(ledger: SqliteLedger, clock: Clock) -> None:
    await ledger.heard("account", LimitNews(False, 16, 0, clock.now_s + 30))
    assert key(await refused(ledger, FREE)) == "costs.no_free_this_minute"
    await granted(ledger, PAID)
    clock.now_s += 30
    await granted(ledger, FREE)
    assert (await ledger.standing("account")).free_this_minute == 15


async def test_a_limit_alone_leaves_what_is_left_alone(ledger: SqliteLedger) -> None:
    await ledger.heard("account", LimitNews(True, remaining=0))
    await ledger.heard("account", LimitNews(True, 1_000))
    stands = await ledger.standing("account")
    assert (stands.free_today, stands.free_per_day) == (0, 1_000)


async def test_nonsense_of_the_provider_does_not_stick(ledger: SqliteLedger, clock: Clock) -> None:
    await ledger.heard("account", LimitNews(True, 0, -5, 1e18))
    assert key(await refused(ledger, FREE)) == "costs.no_free_today"
    await ledger.settle(await granted(ledger), Entry(Books.SETTLED, -(10**30), Tokens(-5)))
    await ledger.settle(await granted(ledger), Entry(Books.SETTLED, 10**30, Tokens(10**30)))
    assert 0 <= await total(ledger) < 2**63
    clock.now_s += 2
    assert (await ledger.standing("account")).free_today == 50


# Time


async def test_midnight_begins_a_day_and_not_a_month(ledger: SqliteLedger, clock: Clock) -> None:
    await granted(ledger, replace(PAID, worst=100 * CENT), DOLLAR)
    assert key(await refused(ledger, PAID, DOLLAR)) == "costs.day_spent"
    clock.now_s += 2
    assert (await ledger.standing("account")).spent_today == 0
    await granted(ledger, replace(PAID, worst=50 * CENT), DOLLAR)
    said = await refused(ledger, PAID, DOLLAR)
    assert (key(said), said.wait_s) == ("costs.month_spent", DAY_S)


async def test_the_end_of_a_month_begins_another(ledger: SqliteLedger, clock: Clock) -> None:
    clock.now_s += DAY_S
    await granted(ledger, replace(PAID, worst=100 * CENT), DOLLAR)
    clock.now_s += 2
    assert (await ledger.standing("account")).spent_this_month == 0
    await granted(ledger, replace(PAID, worst=100 * CENT), DOLLAR)


async def test_a_request_is_paid_on_the_day_it_was_made(ledger: SqliteLedger, clock: Clock) -> None:
    ticket = await granted(ledger)
    clock.now_s += 10
    await ledger.settle(ticket, Entry(Books.SETTLED, 7))
    assert [(row.day, row.cost) for row in await ledger.spent(2)] == [("2026-02-27", 7)]
    assert (await ledger.standing("account")).spent_today == 0


async def test_a_clock_set_back_over_midnight_gives_no_second_budget(
    ledger: SqliteLedger, clock: Clock
) -> None:
    clock.now_s += 4
    await granted(ledger, replace(PAID, worst=100 * CENT), DOLLAR)
    await granted(ledger, FREE)
    clock.now_s -= 4
    assert key(await refused(ledger, PAID, DOLLAR)) == "costs.day_spent"
    assert (await ledger.standing("account")).free_today == 49
    assert (await ledger.standing("account")).free_this_minute == 19


async def test_a_clock_that_was_in_another_year_does_not_close_this_one(
    ledger: SqliteLedger, clock: Clock
) -> None:
    clock.now_s += 900 * DAY_S
    await granted(ledger, replace(PAID, worst=100 * CENT), DOLLAR)
    await ledger.heard("account", LimitNews(True, remaining=0))
    clock.now_s -= 900 * DAY_S
    await granted(ledger, replace(PAID, worst=100 * CENT), DOLLAR)
    await granted(ledger, FREE)


async def test_old_requests_are_summed_and_the_sums_stay_the_same(
    ledger: SqliteLedger, clock: Clock, tmp_path: Path
) -> None:
    for number in range(6):
        claim = replace(PAID, workspace=f"w{number % 2}", folder=f"folder{number % 2}")
        fault = "cut" if number == 5 else ""
        entry = Entry(Books.SETTLED, number + 1, Tokens(10, 4, 0, 3), fault=fault)
        await ledger.settle(await granted(ledger, claim), entry)
    before = await ledger.spent(30)
    await ledger.close()
    clock.now_s += 9 * DAY_S
    later = SqliteLedger(tmp_path / "ledger", clock_s=clock)
    assert await later.spent(30) == before
    assert await total(later, 30) == 21
    await later.close()
    with sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite3") as database:
        assert database.execute("SELECT COUNT(*) FROM requests").fetchone() == (0,)
        assert database.execute("SELECT SUM(requests) FROM days").fetchone() == (6,)
    database.close()


async def test_the_month_stays_right_when_its_beginning_was_summed(
    ledger: SqliteLedger, clock: Clock, tmp_path: Path
) -> None:
    clock.now_s = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()
    await ledger.settle(await granted(ledger), Entry(Books.SETTLED, 70 * CENT))
    await ledger.close()
    clock.now_s += 20 * DAY_S
    later = SqliteLedger(tmp_path / "ledger", clock_s=clock)
    await granted(later, replace(PAID, worst=80 * CENT), DOLLAR)
    assert key(await refused(later, PAID, DOLLAR)) == "costs.month_spent"
    await later.close()


async def test_after_four_hundred_days_nothing_is_kept(
    ledger: SqliteLedger, clock: Clock, tmp_path: Path
) -> None:
    await ledger.settle(await granted(ledger), Entry(Books.SETTLED, 7))
    await ledger.close()
    for days, kept in ((395, 1), (10, 0)):
        clock.now_s += days * DAY_S
        later = SqliteLedger(tmp_path / "ledger", clock_s=clock)
        assert len(await later.spent(3_650)) == kept
        await later.close()


# Waiting


async def test_a_claim_that_nobody_waits_for_any_more_is_not_booked(
    ledger: SqliteLedger, tmp_path: Path
) -> None:
    await ledger.settle(await granted(ledger), Entry(Books.SETTLED, 1))
    with sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(ledger.claim(PAID, BOUNDLESS))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        other.execute("ROLLBACK")
    other.close()
    assert await total(ledger) == 1


async def test_a_settlement_that_nobody_waits_for_is_made_all_the_same(
    ledger: SqliteLedger,
) -> None:
    ticket = await granted(ledger)
    waiting = asyncio.create_task(ledger.settle(ticket, Entry(Books.SETTLED, 3)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await total(ledger) == 3


async def test_a_price_of_a_whole_month_is_summed_to_the_picodollar(ledger: SqliteLedger) -> None:
    for number in range(30):
        worst = PICOS_IN_DOLLAR // 3 + number
        await granted(ledger, replace(PAID, worst=worst))
    assert await total(ledger) == 30 * (PICOS_IN_DOLLAR // 3) + 435


async def test_a_bill_that_comes_later_leaves_what_failed_a_failure(ledger: SqliteLedger) -> None:
    ticket = await granted(ledger)
    await ledger.settle(ticket, Entry(Books.OPEN, generation="gen-1", fault=Fault.CUT))
    await ledger.settle(ticket, Entry(Books.SETTLED, CENT // 2, Tokens(7), generation="gen-1"))
    (row,) = await ledger.spent(1)
    assert (row.fault, row.books, row.cost, row.prompt_tokens) == ("cut", "settled", CENT // 2, 7)


async def test_a_cost_that_cannot_be_is_counted_at_the_worst_case_and_marked_as_a_guess(
    ledger: SqliteLedger,
) -> None:
    for cost in (5_000 * PICOS_IN_DOLLAR, 10**42):
        await ledger.settle(await granted(ledger), Entry(Books.SETTLED, cost, Tokens(7)))
    (row,) = await ledger.spent(1)
    assert (row.books, row.cost, row.requests) == (Books.WORST, 2 * CENT, 2)


async def test_a_cost_that_is_only_high_is_believed(ledger: SqliteLedger) -> None:
    await ledger.settle(await granted(ledger), Entry(Books.SETTLED, 9 * CENT))
    assert await total(ledger) == 9 * CENT


async def test_a_free_model_that_has_cost_something_is_held_to_the_budget(
    ledger: SqliteLedger, clock: Clock
) -> None:
    nothing = Budget.in_dollars(0, 0)
    ticket = await granted(ledger, FREE, nothing)
    await ledger.settle(ticket, Entry(Books.SETTLED, CENT))
    said = await refused(ledger, FREE, nothing)
    assert key(said) == "costs.paid_is_off" and said.is_about_money
    assert key(await refused(ledger, replace(FREE, is_by_typing=True))) == "sending.not_for_typing"
    held = await granted(ledger, FREE, Budget.in_dollars(0.02, 1))
    assert held.is_paid and not ticket.is_paid
    assert key(await refused(ledger, FREE, Budget.in_dollars(0.02, 1))) == "costs.day_spent"
    await granted(ledger, replace(FREE, model="other:free"), nothing)
    clock.now_s += DAY_S + 60
    await granted(ledger, FREE, nothing)
