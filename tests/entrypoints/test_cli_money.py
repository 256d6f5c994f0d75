"""`sansfil` and money: nothing is paid beyond the budget, and what was broken off is booked and on record."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.entrypoints.cloud_desk import ALLOWED, Console, chats
from tests.entrypoints.test_cli import LINES, environ
from tests.openrouter_sim import Fault, Manner, Simulator

FREE = "qwen/qwen3-coder:free"
PAID = "deepseek/deepseek-v3.2"
ONLY_FREE = (*ALLOWED, "--set", f"cloud.models=['{FREE}']")
ONLY_PAID = (*ALLOWED, "--set", f"cloud.models=['{PAID}']")
NO_BUDGET = ("--set", "budget.usd_per_day=0", "--set", "budget.usd_per_month=0")


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator.in_thread() as found:
        yield found


@pytest.fixture
def console(simulator: Simulator, tmp_path: Path) -> Console:
    root = tmp_path / "root"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    (root / "a.py").write_text(LINES)
    return Console(root, simulator.base_url, simulator.account.key)


@contextmanager
def asking(
    simulator: Simulator, console: Console, *more: str
) -> Generator["subprocess.Popen[str]"]:
    """`sansfil ask`, of which the answer has begun and does not end."""
    simulator.script(Fault.STALL_MID_STREAM, times=1)
    given = (f"--set=cloud.base_url={console.url}", f"--set=cache_dir={console.cache}")
    told = environ(console.folder, OPENROUTER_API_KEY=console.key, NO_PROXY="", no_proxy="")
    command = [sys.executable, "-m", "sansfil", "ask", "What is a.py?", ".", *given, *more]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    child = subprocess.Popen(command, cwd=console.folder, env=told, text=True, **pipes)
    try:
        simulator.news.wait(lambda: bool(chats(simulator)))
        yield child
    finally:
        child.kill()
        child.communicate()


def records(console: Console) -> list[dict[str, Any]]:
    listed = json.loads(console.run("activity", "--json").stdout)
    return [each for each in listed["items"] if each["purpose"] == "ask"]


def test_a_free_model_that_costs_something_is_told_once_and_then_held_to_the_budget(
    simulator: Simulator, console: Console
) -> None:
    simulator.script(Fault.NOW_COSTS, times=20)
    first = console.ask(*ONLY_FREE, *NO_BUDGET)
    assert first.returncode == 0
    assert "now costs money" in first.stderr and "now costs money" in first.stdout
    for again in (console.ask(*ONLY_FREE, *NO_BUDGET), console.ask(*ONLY_FREE, *NO_BUDGET)):
        assert again.returncode == 1 and "budget is 0" in again.stderr
    assert len(chats(simulator)) == 1
    (model,) = console.usage()["models"]
    assert model["isFree"] is False and float(model["costUsd"]) > 0


def test_that_a_paid_model_is_asked_instead_is_said_with_its_price(
    simulator: Simulator, console: Console
) -> None:
    simulator.account.free_per_day = 0
    done = console.ask(*ALLOWED)
    (note,) = json.loads(done.stdout)["notes"]
    assert "costs money (at most $" in note and "within your budget" in note


def test_a_completion_that_was_broken_off_is_settled_before_the_command_ends(
    simulator: Simulator, console: Console
) -> None:
    simulator.manner = Manner(pace_s=0.05)
    simulator.reply("grow(seed, water)\n" * 200)
    done = console.complete(*ONLY_PAID)
    assert done.returncode == 0 and chats(simulator)
    spent = console.usage()
    assert spent["open"]["requests"] == 0
    assert spent["today"]["requests"] == len(chats(simulator))


def test_what_a_killed_command_left_open_the_next_one_settles(
    simulator: Simulator, console: Console
) -> None:
    with asking(simulator, console, *ONLY_PAID) as child:
        (record,) = records(console)
        assert record["fault"] == "unfinished", "what left is known before its end is"
        child.kill()
        child.wait(20)
    assert [each["fault"] for each in records(console)] == ["unfinished"]
    assert console.usage()["open"]["requests"] == 1
    assert console.ask(*ONLY_PAID).returncode == 0
    assert console.usage()["open"]["requests"] == 0


@pytest.mark.skipif(os.name == "nt", reason="there are no signals")
def test_a_command_that_is_ended_from_outside_books_what_it_sent(
    simulator: Simulator, console: Console
) -> None:
    with asking(simulator, console, *ONLY_PAID) as child:
        assert records(console), "it is on its way"
        child.send_signal(signal.SIGTERM)
        _, said = child.communicate(timeout=20)
    assert child.returncode == 1 and "Traceback" not in said
    spent = console.usage()
    assert (spent["open"]["requests"], spent["today"]["requests"]) == (0, 1)
    assert [each["fault"] for each in records(console)] == ["closed"]


def test_a_page_of_a_proxy_costs_nothing_and_what_nobody_can_tell_is_marked_as_a_guess(
    simulator: Simulator, console: Console
) -> None:
    simulator.script(Fault.HTML_ERROR_PAGE, times=1)
    assert console.ask(*ONLY_PAID).returncode == 1
    assert console.usage()["today"]["costUsd"] == "0.00"
    simulator.script(Fault.RESET_BEFORE_HEADERS, times=1)
    assert console.ask(*ONLY_PAID).returncode == 1
    spent = console.usage()
    assert spent["guessed"]["requests"] == 1
    assert spent["guessed"]["worstUsd"] == spent["today"]["costUsd"] != "0.00"
    assert "nobody told" in console.run("usage").stdout


def test_wrong_settings_of_money_and_of_the_border_send_nothing(
    simulator: Simulator, console: Console
) -> None:
    for wrong in ("budget.usd_per_day='0'", "budget.usd_per_month=-1", "consent.private=yes"):
        done = console.ask(*ONLY_PAID, "--set", wrong)
        assert done.returncode == 1 and "the strictest is used" in done.stderr
    (console.folder / "sansfil.toml").write_text("[consent\nprivate = true\n")
    done = console.ask(*ONLY_PAID)
    assert done.returncode == 1 and "nothing leaves this machine" in done.stderr
    assert chats(simulator) == []
