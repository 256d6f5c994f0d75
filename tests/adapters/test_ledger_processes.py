"""The ledger between processes: nothing acknowledged is lost, nothing is granted twice."""

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sansfil.adapters.ledger import SqliteLedger
from sansfil.core.costs import Books, Entry
from sansfil.ports.books import Ticket
from tests.adapters.ledger_hands import BOUNDLESS, CENT, FREE, NOON_S, PAID, ledger_in

ROOT = Path(__file__).parents[2]


@contextmanager
def hands(*arguments: object) -> Generator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.adapters.ledger_hands", *map(str, arguments)],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def answer(process: "subprocess.Popen[str]") -> Any:
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(told)


def both(*arguments: object, last: tuple[object, object]) -> list[Any]:
    """What two processes say that work at the same time."""
    with hands(*arguments, last[0]) as one, hands(*arguments, last[1]) as other:
        return [answer(one), answer(other)]


async def test_a_thousand_requests_of_two_processes_sum_exactly(tmp_path: Path) -> None:
    told = both("mix", tmp_path, 500, last=(1, 2))
    ledger = ledger_in(str(tmp_path))
    rows = await ledger.spent(1)
    stands = await ledger.standing("account")
    await ledger.close()
    wanted = {key: sum(each[key] for each in told) for key in told[0]}
    assert wanted["requests"] == 1_000
    assert wanted == {
        "requests": sum(row.requests for row in rows),
        "cost": sum(row.cost for row in rows),
        "prompt": sum(row.prompt_tokens for row in rows),
        "failed": sum(row.requests for row in rows if row.fault),
        "open": sum(row.requests for row in rows if row.books is Books.OPEN),
    }
    assert stands.spent_today == stands.spent_this_month == wanted["cost"]


async def test_two_processes_never_take_the_same_free_request(tmp_path: Path) -> None:
    assert sum(both("grab", tmp_path, 25, last=("free", "free"))) == 20


async def test_two_processes_never_spend_the_same_cent(tmp_path: Path) -> None:
    assert sum(both("grab", tmp_path, 80, last=("paid", "paid"))) == 100


async def test_a_request_of_a_living_process_is_not_taken_for_dead(tmp_path: Path) -> None:
    ledger = ledger_in(str(tmp_path))
    with hands("hold", tmp_path, 1) as other:
        assert other.stdout is not None
        number = other.stdout.readline().strip()
        assert await ledger.unsettled("account") == []
        other.kill()
        other.wait(timeout=30)
        (left,) = await ledger.unsettled("account")
    assert (left.ticket, left.generation, left.model) == (Ticket(number), "gen-0", "coder")
    assert (await ledger.standing("account")).spent_today == CENT
    await ledger.settle(left.ticket, Entry(Books.SETTLED, CENT // 4))
    assert await ledger.unsettled("account") == []
    assert (await ledger.standing("account")).spent_today == CENT // 4
    await ledger.close()


async def test_a_process_killed_in_the_middle_of_many_claims_loses_none(tmp_path: Path) -> None:
    ledger = ledger_in(str(tmp_path))
    with hands("hold", tmp_path, 0) as other:
        assert other.stdout is not None
        acknowledged = {other.stdout.readline().strip() for _ in range(40)}
        other.kill()
        acknowledged |= {line.strip() for line in other.stdout if line.endswith("\n")}
        other.wait(timeout=30)
    found = {each.ticket.number for each in await ledger.unsettled("account")}
    assert acknowledged <= found
    # At most the one that was booked and could not be told any more.
    assert len(found - acknowledged) <= 1
    assert (await ledger.standing("account")).spent_today == len(found) * CENT
    await ledger.close()


async def test_what_a_window_leaves_open_is_for_others_to_settle(tmp_path: Path) -> None:
    one, other = ledger_in(str(tmp_path)), ledger_in(str(tmp_path))
    ticket = await one.claim(PAID, BOUNDLESS)
    assert await other.unsettled("account") == []
    await one.close()
    assert [each.ticket for each in await other.unsettled("account")] == [ticket]
    await other.close()
    assert list((tmp_path / "holders").iterdir()) == []


async def test_locks_of_windows_that_died_long_ago_are_swept_away(tmp_path: Path) -> None:
    with hands("hold", tmp_path, 1) as other:
        assert other.stdout is not None
        other.stdout.readline()
        (living,) = (tmp_path / "holders").iterdir()
        dead, new = living.with_name("dead.lock"), living.with_name("new.lock")
        for path in (dead, new):
            path.touch()
        for path in (living, dead):
            os.utime(path, (0, 0))
        ledger = ledger_in(str(tmp_path))
        await ledger.claim(PAID, BOUNDLESS)
        left = set((tmp_path / "holders").iterdir())
        assert {living, new} <= left and dead not in left
        await ledger.close()


async def test_a_full_disk_stops_what_costs_and_lets_what_is_free_go_on(tmp_path: Path) -> None:
    with hands("fill", tmp_path) as child:
        assert answer(child) == {
            "paid": "costs.not_booked",
            "free": True,
            "problem": "problem.ledger_unwritable",
            "again": True,
            "after": None,
        }
    ledger = SqliteLedger(tmp_path, clock_s=lambda: NOON_S)
    assert (await ledger.standing("account")).spent_today == 2 * CENT
    assert isinstance(await ledger.claim(FREE, BOUNDLESS), Ticket)
    await ledger.close()
