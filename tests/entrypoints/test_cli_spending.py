"""`sansfil usage`: what was sent and spent, and what subscriptions would have cost beside it."""

import asyncio
import json
import re
import time
from pathlib import Path

import pytest

from sansfil.adapters.ledger import SqliteLedger
from sansfil.app.commands import open_assistant
from sansfil.core.costs import PICOS_IN_DOLLAR, Books, Budget, Claim, Entry, Tokens
from sansfil.entrypoints import usage_command
from sansfil.entrypoints.arguments import parsed
from sansfil.ports import Problem
from sansfil.ports.books import Ticket
from tests.entrypoints.test_cli import sansfil

CENT = PICOS_IN_DOLLAR // 100
PAID = Claim("account", "a1b2c3d4", "ask", "coder", False, 5 * CENT, folder="garden")


@pytest.fixture
def spent(tmp_path: Path) -> Path:
    """A cache folder whose ledger knows of two requests of today, one of them with an open end."""

    async def told() -> None:
        ledger = SqliteLedger(tmp_path / "ledger")
        for entry in (Entry(Books.SETTLED, 3 * CENT, Tokens(900, 600, 0, 40)), None):
            ticket = await ledger.claim(PAID, Budget())
            assert isinstance(ticket, Ticket)
            if entry is not None:
                await ledger.settle(ticket, entry)
        await ledger.close()

    _away_from_midnight()
    asyncio.run(told())
    return tmp_path


def _away_from_midnight() -> None:
    """A month that ends while the test runs would be another promise."""
    if time.time() % 86_400 > 86_400 - 60:
        pytest.skip("it is midnight UTC")


def usage(folder: Path, *arguments: str) -> usage_command.Usage | usage_command.Savings:
    assistant = open_assistant((), {"cache_dir": str(folder)}, None)
    return usage_command.answer(assistant, parsed(["usage", *arguments]))


def test_the_report_says_what_was_sent_and_what_is_left(spent: Path) -> None:
    done = sansfil("usage", "--set", f"cache_dir={spent}", cwd=spent)
    assert (done.returncode, done.stderr) == (0, "")
    told = re.sub(" +", " ", done.stdout)
    assert "No suggestion was recorded" in told
    assert "| today | 2 | 0 | 300 | 600 | 40 | $0.08 | $0.04 |" in told
    assert "| garden a1b2c3 |" in told
    assert "Budget of the day: $0.92 of $1.00 left." in told
    assert "not told yet: 1;" in told and "$0.05" in told


def test_the_same_as_data(spent: Path) -> None:
    done = sansfil("usage", "--json", "--set", f"cache_dir={spent}", cwd=spent)
    told = json.loads(done.stdout)
    assert told["lines"] == []
    spending = told["spending"]
    assert spending["today"]["costUsd"] == spending["month"]["costUsd"] == "0.08"
    assert spending["open"] == {"requests": 1, "worstUsd": "0.05"}
    assert spending["free"] == {"leftThisMinute": 20, "leftToday": 50, "perDay": 50}
    assert spending["budgets"]["month"]["leftUsd"] == "9.92"


def test_savings_stand_beside_the_usual_subscriptions_and_ones_own(spent: Path) -> None:
    found = usage(spent, "--savings", "--price", "Mine=10", "--usd-per-eur", "1.2")
    told = re.sub(" +", " ", found.markdown("en"))
    assert "so far: 2; by the ledger they cost $0.08." in told
    assert "| Cursor | 2026-02 | €20.00 | $0.08 | $23.92 |" in told
    assert "| Mine | you | $10.00 | $0.08 | $9.92 |" in told
    rows = found.data("en")["savings"]["subscriptions"]
    assert [row["differenceUsd"] for row in rows][-1] == "9.92"


@pytest.mark.parametrize("wrong", [("--price", "Mine"), ("--usd-per-eur", "one")])
def test_a_price_that_is_none_is_one_sentence(tmp_path: Path, wrong: tuple[str, str]) -> None:
    with pytest.raises(Problem) as caught:
        usage(tmp_path, "--savings", *wrong)
    assert caught.value.said.values == {"found": wrong[1]}


def test_whoever_only_looks_makes_no_ledger(tmp_path: Path) -> None:
    assert "spending" in usage(tmp_path).data("en")
    assert not (tmp_path / "ledger").exists()
