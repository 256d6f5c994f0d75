"""Another process at the ledger: `python -m tests.adapters.ledger_hands WHAT FOLDER …`."""

import asyncio
import json
import random
import resource
import sys
from pathlib import Path

from sansfil.adapters.ledger import SqliteLedger
from sansfil.core.costs import PICOS_IN_DOLLAR, Books, Budget, Claim, Entry, Tokens
from sansfil.ports.books import Ticket

NOON_S = 1_772_193_600.0  # 2026-02-27 12:00 UTC
CENT = PICOS_IN_DOLLAR // 100
FREE = Claim("account", "w1", "ask", "coder:free", True, 0, folder="garden")
PAID = Claim("account", "w1", "ask", "coder", False, CENT, folder="garden")
BOUNDLESS = Budget()


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def ledger_in(folder: str) -> SqliteLedger:
    return SqliteLedger(Path(folder), clock_s=lambda: NOON_S)


async def mix(folder: str, count: int, seed: int) -> dict[str, int]:
    """Claims and settlements of every kind; what must stand in the books of them."""
    ledger, chance = ledger_in(folder), random.Random(seed)
    sums = {"requests": 0, "cost": 0, "prompt": 0, "failed": 0, "open": 0}
    for _ in range(count):
        worst = chance.randrange(1, 10**9)
        claim = Claim("account", f"w{chance.randrange(3)}", "ask", "coder", False, worst)
        ticket = await ledger.claim(claim, BOUNDLESS)
        assert isinstance(ticket, Ticket)
        sums["requests"] += 1
        ending = chance.choice(("settled", "failed", "open", "twice"))
        if ending == "open":
            sums["cost"] += worst
            sums["open"] += 1
            continue
        cost, prompt = chance.randrange(worst), chance.randrange(10_000)
        fault = "provider" if ending == "failed" else ""
        entry = Entry(Books.SETTLED, cost, Tokens(prompt), fault=fault)
        for _ in range(2 if ending == "twice" else 1):
            await ledger.settle(ticket, entry)
        sums["cost"] += cost
        sums["prompt"] += prompt
        sums["failed"] += bool(fault)
    await ledger.close()
    return sums


async def grab(folder: str, count: int, kind: str) -> int:
    """How many of `count` claims are granted."""
    ledger, budget = ledger_in(folder), Budget.in_dollars(1.0, 10.0)
    claim = FREE if kind == "free" else PAID
    found = [await ledger.claim(claim, budget) for _ in range(count)]
    await ledger.close()
    return sum(isinstance(each, Ticket) for each in found)


async def hold(folder: str, count: int) -> None:
    """Claims, says so, and lives on until somebody kills it; `count` 0 goes on claiming for ever."""
    ledger, made = ledger_in(folder), 0
    while not count or made < count:
        ticket = await ledger.claim(PAID, BOUNDLESS)
        assert isinstance(ticket, Ticket)
        await ledger.note(ticket, f"gen-{made}")
        made += 1
        tell(ticket.number)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def fill(folder: str) -> dict[str, object]:
    """What happens once the disk takes no more, and when there is room again."""
    ledger = ledger_in(folder)
    first = await ledger.claim(PAID, BOUNDLESS)
    assert isinstance(first, Ticket)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_024, usual[1]))
    paid, free = await ledger.claim(PAID, BOUNDLESS), await ledger.claim(FREE, BOUNDLESS)
    told = ledger.problem
    resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    again = await ledger.claim(PAID, BOUNDLESS)
    after = ledger.problem
    await ledger.close()
    return {
        "paid": not isinstance(paid, Ticket) and paid.refusal and paid.refusal.key,
        "free": isinstance(free, Ticket),
        "problem": told and told.key,
        "again": isinstance(again, Ticket),
        "after": after and after.key,
    }


def main(what: str, folder: str, *others: str) -> None:
    if what == "mix":
        tell(json.dumps(asyncio.run(mix(folder, int(others[0]), int(others[1])))))
    elif what == "grab":
        tell(json.dumps(asyncio.run(grab(folder, int(others[0]), others[1]))))
    elif what == "fill":
        tell(json.dumps(asyncio.run(fill(folder))))
    else:
        asyncio.run(hold(folder, int(others[0])))


if __name__ == "__main__":
    main(*sys.argv[1:])
