"""Many mixed requests from two processes, and then the ledger beside the provider's own books."""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.openrouter_sim import Account, Fault, Simulator

from sansfil.core.costs import picos_of

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
CHAT = "/api/v1/chat/completions"
# Failures that a provider knows of: those without a number of the generation are booked at their worst case,
# which is what `faults` shows, and would hide here what does not add up.
FAULTS = (
    Fault.RATE_LIMIT, Fault.UPSTREAM_POOL, Fault.BAD_GATEWAY, Fault.UNAVAILABLE, Fault.OVERLOADED,
    Fault.SERVER_ERROR, Fault.TIMED_OUT, Fault.CAPACITY_EXHAUSTED, Fault.TEMPORARILY_UNAVAILABLE,
    Fault.ERROR_IN_200, Fault.ERROR_JSON_IN_200, Fault.ERROR_IN_CHOICE, Fault.MID_STREAM_INTEGER,
    Fault.MID_STREAM_STRING, Fault.MID_STREAM_STRING_DONE, Fault.CUT, Fault.CUT_BY_RESET, Fault.GARBAGE_JSON,
    Fault.NO_FINISH, Fault.NO_USAGE, Fault.EMPTY_ANSWER, Fault.OTHER_MODEL, Fault.STALL_MID_STREAM,
    Fault.COMMENTS_FOR_EVER, Fault.MODERATED, Fault.GZIP,
)  # fmt: skip
SHARE = 0.15
ODDS = random.Random(5)


class Moody(Simulator):
    """Every seventh request meets one of the faults."""

    def take_fault(self, path: str, model: str = "") -> Fault | None:
        if path != "/chat/completions" or ODDS.random() >= SHARE:
            return super().take_fault(path, model)
        return ODDS.choice(FAULTS)


@dataclass(frozen=True)
class Sum:
    """Of all requests; money in picodollars."""

    requests: int
    cost: int
    prompt: int
    cached: int
    completion: int


@dataclass(frozen=True)
class Compared:
    """`ours` is `sansfil usage`, `theirs` the provider's books; `silent` are generations that cost
    nothing and ended without a word of their tokens, for which nobody asks."""

    ours: Sum
    theirs: Sum
    silent: Sum
    open: int
    outcomes: Mapping[str, int]

    @property
    def faults(self) -> list[str]:
        """In words; empty where the books agree."""
        left = Sum(
            self.theirs.requests,
            self.theirs.cost,
            self.theirs.prompt - self.silent.prompt,
            self.theirs.cached - self.silent.cached,
            self.theirs.completion - self.silent.completion,
        )
        pairs = ((name, getattr(self.ours, name), getattr(left, name)) for name in left.__dict__)
        wrong = [
            f"{name}: {ours} here, {theirs} there" for name, ours, theirs in pairs if ours != theirs
        ]
        return [*wrong, *([f"{self.open} requests are still open"] if self.open else [])]


def compared(count: int) -> Compared:
    """`count` errands from two processes that share a ledger."""
    account = Account(free_per_minute=1_000, free_per_day=1_000)
    with Moody.in_thread(accounts=[account]) as simulator, tempfile.TemporaryDirectory() as folder:
        simulator.manner.pace_s = 0.001
        simulator.reply("The area is width times height; both are floats. " * 3)
        told = list(_processes(simulator, Path(folder), count))
        spending = _usage(Path(folder))
        return _compared(simulator, told, spending)


def _compared(
    simulator: Simulator, told: list[Mapping[str, Any]], spending: Mapping[str, Any]
) -> Compared:
    outcomes, silent = Counter[str](), set[str]()
    for each in told:
        outcomes.update(each["outcomes"])
        silent.update(each["silent"])
    whole = spending["month"]
    ours = Sum(
        whole["requests"],
        picos_of(whole["costUsd"]) or 0,
        whole["promptTokens"],
        whole["cachedTokens"],
        whole["completionTokens"],
    )
    chats = sum(seen.path == CHAT for seen in simulator.requests)
    books = simulator.books.of()
    theirs = _sum(chats, simulator.books.picos(), books)
    return Compared(
        ours,
        theirs,
        _sum(len(silent), 0, [one for one in books if one.id in silent]),
        spending["open"]["requests"],
        outcomes,
    )


def _sum(requests: int, cost: int, generations: list[Any]) -> Sum:
    tokens = [one.tokens for one in generations]
    return Sum(
        requests,
        cost,
        sum(one.prompt for one in tokens),
        sum(one.cached for one in tokens),
        sum(one.completion for one in tokens),
    )


def _processes(simulator: Simulator, folder: Path, count: int) -> Iterator[Mapping[str, Any]]:
    share = count // PROCESSES
    told = (simulator.base_url, simulator.account.key, str(folder), str(share))
    command = [sys.executable, "-m", "bench._cloud.mixing", *told]
    running = [
        subprocess.Popen([*command, str(seed)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for seed in range(PROCESSES)
    ]
    for process in running:
        output, _ = process.communicate(timeout=3_600)
        if process.returncode != 0:
            raise SystemExit("One of the processes failed.")
        yield json.loads(output)


def _usage(folder: Path) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "sansfil", "usage", "--json", "--set", f"cache_dir={folder}"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    return json.loads(done.stdout)["spending"]
