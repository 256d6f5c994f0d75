"""The way to a provider: what its faults come to, what we add to the first token, whether the books agree.

All of it is the product's own parts (client, ledger on disk, scanner, sender) against a server on loopback that
is OpenRouter on the wire.
Usage: python bench/cloud.py [--only faults|overhead|closing|mixed] [--mixed N] [--quick] [--json]; exit status 1
where a fault loses, doubles or hangs a request, where we add more than 10 ms, where a connection stays open for more
than 50 ms, or where the ledger is not what the provider has booked.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._cloud import overhead
from bench._cloud.books import Compared, compared
from bench._cloud.closing import closing_ms
from bench._cloud.failing import DEADLINE_MS, Met, met
from bench._cloud.overhead import Run, lowest
from bench._figures import Row, machine, quantile, table
from tests.openrouter_sim import Fault

MOST_OVERHEAD_MS, MOST_CLOSING_MS = 10.0, 50.0
RUNS, REQUESTS, TIMES, ERRANDS = 5, 40, 40, 1_000
QUICK_RUNS, QUICK_REQUESTS, QUICK_TIMES, QUICK_ERRANDS = 1, 5, 5, 30
QUICK_FAULTS = (Fault.OVERLOADED, Fault.CUT, Fault.MID_STREAM_STRING, Fault.STALL_MID_STREAM)
Part = tuple[Mapping[str, Any], str, list[str]]
"""A part's figures as data, as text, and what it missed."""


def main() -> int:
    """Prints what each part found."""
    options = _options()
    names = [options.only] if options.only else list(PARTS)
    found = {name: PARTS[name](options) for name in names}
    missed = [fault for _, _, faults in found.values() for fault in faults]
    if options.json:
        data = {name: figures for name, (figures, _, _) in found.items()}
        print(json.dumps({**data, "machine": machine(), "missed": missed}, indent=1))
    else:
        print("\n\n".join(f"{name}\n{text}" for name, (_, text, _) in found.items()))
        print(f"\n{table({'machine': machine()})}\n")
        print("\n".join(missed) or "Every target is reached.")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=tuple(PARTS))
    parser.add_argument("--mixed", type=int, default=0, metavar="N", help="so many errands")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _faults(options: argparse.Namespace) -> Part:
    found = asyncio.run(_met(QUICK_FAULTS if options.quick else tuple(Fault)))
    lines = [_line(each) for each in found]
    missed = [fault for each in found for fault in each.wrong]
    return (
        {"deadlineMs": DEADLINE_MS, "met": [asdict(each) for each in found]},
        "\n".join(lines),
        missed,
    )


async def _met(faults: Sequence[Fault]) -> list[Met]:
    return [each async for each in met(faults)]


def _line(each: Met) -> str:
    way = "streamed" if each.is_streamed else "whole"
    cost = f"{each.books} {each.booked / 1e12:.8f} of {each.billed / 1e12:.8f}"
    return f"{each.fault:28}{way:10}{each.ms:6.0f} ms  {each.requests} {cost}  {each.seen}"


def _overhead(options: argparse.Namespace) -> Part:
    count = QUICK_RUNS if options.quick else RUNS
    requests = QUICK_REQUESTS if options.quick else REQUESTS
    runs = asyncio.run(_runs(count, requests))
    overhead_ms = lowest(runs, lambda run: run.overhead_ms)
    rows: dict[str, Row] = {name: {"p50 ms": lowest(runs, _of(name))} for name in runs[0].p50}
    rows["added to the first token"] = {"p50 ms": overhead_ms}
    is_late = overhead_ms > MOST_OVERHEAD_MS
    missed = [f"{overhead_ms:.1f} ms are added to the first token"] if is_late else []
    return {"p50": rows, "runs": [run.overhead_ms for run in runs]}, table(rows, 34), missed


def _of(name: str) -> Callable[[Run], float]:
    return lambda run: run.p50[name]


async def _runs(count: int, requests: int) -> list[Run]:
    found: list[Run] = []
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder:
            found.append(await overhead.run(Path(folder), requests))
    return found


def _closing(options: argparse.Namespace) -> Part:
    with tempfile.TemporaryDirectory() as folder:
        times = QUICK_TIMES if options.quick else TIMES
        found = asyncio.run(closing_ms(Path(folder), times))
    row = {"p50 ms": quantile(found, 0.5), "max ms": max(found)}
    is_late = max(found) > MOST_CLOSING_MS
    missed = [f"a connection was open for {max(found):.0f} ms more"] if is_late else []
    return row, table({"closed after": row}), missed


def _mixed(options: argparse.Namespace) -> Part:
    count = options.mixed or (QUICK_ERRANDS if options.quick else ERRANDS)
    found = compared(count)
    return {"errands": count, **asdict(found)}, _books(count, found), found.faults


def _books(count: int, found: Compared) -> str:
    names = {"sansfil usage": found.ours, "the provider": found.theirs, "untold": found.silent}
    rows: dict[str, Row] = {
        name: {
            "requests": each.requests,
            "picodollars": each.cost,
            "prompt": each.prompt,
            "cached": each.cached,
            "completion": each.completion,
        }
        for name, each in names.items()
    }
    ended = ", ".join(f"{number} {how}" for how, number in found.outcomes.items())
    return f"{count} errands from two processes: {ended}\n{table(rows)}"


PARTS: Mapping[str, Callable[[argparse.Namespace], Part]] = {
    "mixed": _mixed,
    "faults": _faults,
    "overhead": _overhead,
    "closing": _closing,
}

if __name__ == "__main__":
    sys.exit(main())
