"""A ledger that cannot be read or written: money waits, what is free goes on, the user is told."""

import sqlite3
from pathlib import Path

import pytest

from sansfil.adapters.database import Strange, put_aside
from sansfil.adapters.ledger import LedgerLimits, SqliteLedger
from sansfil.adapters.ledger.file import LedgerFile
from sansfil.adapters.ledger.layout import LAYOUT
from sansfil.core.costs import Books, Entry, Verdict
from sansfil.core.faults import LimitNews
from sansfil.core.phrases import sentence
from sansfil.ports import StoreError
from sansfil.ports.books import Ticket
from tests.adapters.ledger_hands import BOUNDLESS, CENT, FREE, NOON_S, PAID, ledger_in
from tests.adapters.test_ledger import Clock, granted, key, refused, total

IMPATIENT = LedgerLimits(lock_ms=50)


def problem_of(ledger: SqliteLedger) -> str:
    return ledger.problem.key if ledger.problem else ""


async def spoilt(folder: Path, where: int = 0) -> None:
    """A ledger with one paid request, then damaged."""
    ledger = ledger_in(str(folder))
    await granted(ledger)
    await ledger.close()
    content = bytearray((folder / LAYOUT.name).read_bytes())
    content[where : where + 4_096] = b"\xa5" * 4_096
    (folder / LAYOUT.name).write_bytes(content)


@pytest.mark.parametrize("where", [0, 4_096, 16_384])
async def test_a_damaged_ledger_is_put_aside_and_closes_the_day_for_money(
    tmp_path: Path, where: int
) -> None:
    await spoilt(tmp_path, where)
    clock = Clock()
    clock.now_s = NOON_S
    ledger, other = (SqliteLedger(tmp_path, clock_s=clock) for _ in range(2))
    said = await refused(ledger)
    assert (key(said), said.wait_s) == ("costs.closed_today", 43_200)
    assert problem_of(ledger) == "problem.ledger_damaged"
    assert (tmp_path / LAYOUT.aside).exists()
    assert isinstance(await ledger.claim(FREE, BOUNDLESS), Ticket)
    # Another window knows it, too, and does not put the new one aside.
    assert key(await refused(other)) == "costs.closed_today"
    assert (await other.standing("account")).free_today == 49
    clock.now_s += 43_200
    await granted(ledger)
    assert problem_of(ledger) == ""
    await ledger.close()
    await other.close()


async def test_a_strange_file_in_its_place_is_put_aside(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / LAYOUT.name) as database:
        database.execute("CREATE TABLE songs (title TEXT)")
    database.close()
    ledger = ledger_in(str(tmp_path))
    assert key(await refused(ledger)) == "costs.closed_today"
    await ledger.close()


async def test_a_request_in_flight_survives_the_damage_of_its_ledger(tmp_path: Path) -> None:
    ledger = ledger_in(str(tmp_path))
    ticket = await granted(ledger)
    put_aside(LAYOUT, tmp_path)  # as another window does
    await ledger.settle(ticket, Entry(Books.SETTLED, 7, fault="cut"))
    await ledger.settle(ticket, Entry(Books.SETTLED, 7, fault="cut"))
    (row,) = await ledger.spent(1)
    assert (row.cost, row.requests, row.fault, row.model) == (7, 1, "cut", "coder")
    await ledger.close()


def test_what_another_window_has_mended_is_not_put_aside_again(tmp_path: Path) -> None:
    file = LedgerFile(tmp_path, LedgerLimits(), lambda: NOON_S)
    attempts: list[str] = []

    def work(database: sqlite3.Connection) -> str:
        attempts.append(database.execute("PRAGMA user_version").fetchone()[0])
        if len(attempts) == 1:
            raise Strange
        return "done"

    assert file.do(work) == "done"
    file.close()
    assert file.problem is None
    assert not (tmp_path / LAYOUT.aside).exists()


async def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / LAYOUT.name) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    ledger = ledger_in(str(tmp_path))
    said = await refused(ledger)
    assert key(said) == "costs.not_booked" and said.refusal is not None
    assert "newer version" in sentence(said.refusal, "en")
    await ledger.close()
    assert not (tmp_path / LAYOUT.aside).exists()


async def test_without_a_place_to_write_what_is_free_is_still_counted(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ledger = ledger_in(str(tmp_path / "file" / "ledger"))
    assert key(await refused(ledger)) == "costs.not_booked"
    tickets = [await ledger.claim(FREE, BOUNDLESS) for _ in range(21)]
    assert [isinstance(each, Ticket) for each in tickets] == [True] * 20 + [False]
    assert isinstance(tickets[20], Verdict) and key(tickets[20]) == "costs.no_free_this_minute"
    assert isinstance(tickets[0], Ticket)
    await ledger.note(tickets[0], "gen")
    await ledger.settle(tickets[0], Entry(Books.SETTLED, 0))
    await ledger.heard("account", LimitNews(True, 50, 0))
    assert key(await refused(ledger, FREE)) == "costs.no_free_today"
    assert problem_of(ledger) == "problem.ledger_unwritable"
    await ledger.close()


async def test_a_window_that_keeps_the_ledger_to_itself_stops_money_only_meanwhile(
    tmp_path: Path,
) -> None:
    ledger = SqliteLedger(tmp_path, IMPATIENT, clock_s=lambda: NOON_S)
    ticket = await granted(ledger)
    other = sqlite3.connect(tmp_path / LAYOUT.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert key(await refused(ledger)) == "costs.not_booked"
    with pytest.raises(StoreError):
        await ledger.settle(ticket, Entry(Books.SETTLED, 7))
    other.execute("ROLLBACK")
    other.close()
    # What could not be written is written with the next request.
    await granted(ledger)
    assert problem_of(ledger) == ""
    assert await total(ledger) == CENT + 7
    await ledger.close()


async def test_a_ledger_that_was_deleted_begins_anew(tmp_path: Path) -> None:
    ledger = ledger_in(str(tmp_path))
    await granted(ledger)
    for path in tmp_path.glob("ledger.sqlite3*"):
        path.unlink()
    await granted(ledger)
    assert await total(ledger) == CENT
    await ledger.close()


async def test_a_disk_that_hangs_ends_in_a_sentence_and_books_nothing(tmp_path: Path) -> None:
    limits = LedgerLimits(lock_ms=60_000, deadline_ms=50)
    quick = ledger_in(str(tmp_path))
    await quick.settle(await granted(quick), Entry(Books.SETTLED, 1))
    ledger = SqliteLedger(tmp_path, limits, clock_s=lambda: NOON_S)
    other = sqlite3.connect(tmp_path / LAYOUT.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="does not answer"):
        await ledger.claim(PAID, BOUNDLESS)
    other.execute("ROLLBACK")
    other.close()
    await ledger.close()
    assert await total(quick) == 1
    await quick.close()


async def test_a_ledger_that_cannot_be_written_to_is_still_read(sealed: Path) -> None:
    folder = sealed / "ledger"
    ledger = ledger_in(str(folder))
    await granted(ledger)
    await ledger.close()
    folder.chmod(0o500)
    (folder / LAYOUT.name).chmod(0o400)
    ledger = ledger_in(str(folder))
    assert (await ledger.standing("account")).spent_today == CENT
    assert await total(ledger) == CENT
    assert problem_of(ledger) == "problem.ledger_unwritable"
    assert key(await refused(ledger)) == "costs.not_booked"
    await granted(ledger, FREE)
    await ledger.close()
    folder.chmod(0o700)


async def test_nobody_else_may_read_the_ledger(tmp_path: Path) -> None:
    ledger = ledger_in(str(tmp_path / "ledger"))
    await granted(ledger)
    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "ledger" / LAYOUT.name).stat().st_mode & 0o777 == 0o600
    await ledger.close()


async def test_a_name_that_no_file_takes_is_booked_without_it_and_nobody_waits(
    tmp_path: Path,
) -> None:
    ledger = ledger_in(str(tmp_path))
    odd = "m\udc00"
    ticket = await granted(ledger)
    await ledger.settle(ticket, Entry(Books.SETTLED, CENT // 2, model=odd, provider=odd))
    assert isinstance(await ledger.claim(PAID, BOUNDLESS), Ticket)
    (spent,) = [each for each in await ledger.spent(1) if each.model != PAID.model]
    assert (spent.model, spent.cost) == ("m?", CENT // 2)
    await ledger.close()
