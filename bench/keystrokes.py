"""How much of the prompt must the engine read again at each key, and is there a suggestion to see?

Usage: python bench/keystrokes.py [--quick] [--json] [--only counts|screen] [--runs N]
       [--kind typing|mixed] [--layout NAME …]

Counts: the committed sessions typed into the real server over stdio, its engine behind a counting
proxy, beside other tools' layouts asked at every key of the same engine. Screen: the same in real
time, the engine's answers given the text of the true rest of the line, right for 40 % of the words.
Exit status 1 where a target is missed.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._engine import bench_engine, count_of
from bench._figures import (
    Row,
    evictions,
    live_row,
    lower_quartile,
    machine,
    peer_row,
    screen_row,
    table,
)
from bench._peers.cody import OLLAMA, Cody, hosted
from bench._peers.continue_dev import Continue, ContinueKnobs
from bench._peers.driving import typed_by
from bench._peers.llama import Llama, LlamaKnobs
from bench._peers.tabby import Tabby, TabbyKnobs
from bench._peers.view import Peer
from bench._targets import missed_counts, missed_screen
from bench._typist.live import BURSTY, PATIENT, STEADY, LiveRun, Pace, Wiring, desk
from bench._typist.sessions import MIXED, TYPING, Session, sessions
from bench._wire.truth import Truth

RIGHT_PERCENT = 40
BUDGET_TOKENS = 2048
CHARACTERS_PER_TOKEN = 2.9
OURS = "Sansfil"
QUICK_KEYS = 60

PEERS: Mapping[str, Callable[[str], Peer]] = {
    "llama.vim/.vscode": lambda name: Llama(name, count_of),
    "Continue": lambda name: Continue(name, count_of),
    "Tabby": Tabby,
    "Cody": lambda name: Cody(name, hosted()),
    "Cody, Ollama": lambda name: Cody(name, OLLAMA),
}
# Cody's own budget is ours already; with Ollama its prefix is cut to what ours holds.
PEERS_AT_OUR_BUDGET: Mapping[str, Callable[[str], Peer]] = {
    "llama, our budget": lambda name: Llama(
        name, count_of, LlamaKnobs(chunk_tokens=BUDGET_TOKENS - 1024)
    ),
    "Continue, our budget": lambda name: Continue(
        name, count_of, ContinueKnobs(prompt_tokens=BUDGET_TOKENS)
    ),
    "Tabby, our budget": lambda name: Tabby(
        name, TabbyKnobs().scaled(BUDGET_TOKENS * CHARACTERS_PER_TOKEN / 1536)
    ),
    "Cody, Ollama, ours": lambda name: Cody(
        name, replace(OLLAMA, prefix=int(BUDGET_TOKENS * CHARACTERS_PER_TOKEN) - OLLAMA.suffix)
    ),
}


def main() -> int:
    options = _options()
    tables: dict[str, dict[str, Row]] = {}
    missed: list[str] = []
    if options.only != "screen":
        for kind in options.kind or (TYPING, MIXED):
            counts = _counts(_sessions(kind, options), options.layout)
            tables[f"{kind}, tokens that the engine read"] = counts
            missed += missed_counts(kind, OURS, counts)
    if options.only != "counts":
        rows = asyncio.run(_screen(_sessions(MIXED, options), options.runs))
        tables[f"real time, answers right for {RIGHT_PERCENT} % of the words"] = rows
        missed += missed_screen(rows)
    _print(tables, missed, options)
    return 1 if missed and not options.quick else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--quick", action="store_true", help="some keys of each session: a smoke run"
    )
    parser.add_argument("--only", choices=("counts", "screen"))
    parser.add_argument("--runs", type=int, default=1, help="of the part in real time")
    parser.add_argument("--kind", action="append", choices=(TYPING, MIXED))
    every = [*PEERS, *PEERS_AT_OUR_BUDGET]
    parser.add_argument("--layout", action="append", choices=every, help="beside ours; else all")
    return parser.parse_args()


def _sessions(kind: str, options: argparse.Namespace) -> list[Session]:
    every = sessions(kind)
    return [session.shortened(QUICK_KEYS) for session in every[:1]] if options.quick else every


def _counts(chosen: Sequence[Session], layouts: Sequence[str] | None) -> dict[str, Row]:
    rows: dict[str, Row] = {OURS: asyncio.run(_ours(chosen))}
    for name, make in {**PEERS, **PEERS_AT_OUR_BUDGET}.items():
        if layouts and name not in layouts:
            continue
        with bench_engine() as engine:
            rows[name] = peer_row(typed_by(make(name), chosen, engine))
    return rows


async def _ours(chosen: Sequence[Session]) -> Row:
    with bench_engine() as engine:
        runs: list[LiveRun] = []
        for session in chosen:
            async with desk(session, engine.url, Wiring(is_metering=True)) as at_desk:
                runs.append(await at_desk.type_all(PATIENT))
    _check(runs)
    return {**live_row(runs), "evictions": evictions(runs)}


async def _screen(chosen: Sequence[Session], runs: int) -> dict[str, Row]:
    spelled = [session.without_accepts() for session in chosen]
    rows: dict[str, Row] = {}
    for name, pace in (("steady, 8 keys a second", STEADY), ("bursty", BURSTY)):
        rows[name] = _with_lower_quartiles(
            [await _in_real_time(spelled, pace) for _ in range(runs)]
        )
    return rows


async def _in_real_time(chosen: Sequence[Session], pace: Pace) -> Row:
    found: list[LiveRun] = []
    for session in chosen:
        truth = Truth({path: file.end for path, file in session.files.items()}, RIGHT_PERCENT)
        with bench_engine() as engine:
            # What is kept back though it is there is the question of gate.py.
            wiring = Wiring(forge=truth.answer, aggressiveness="eager")
            async with desk(session, engine.url, wiring) as at_desk:
                found.append(await at_desk.type_all(pace))
    _check(found)
    return {**screen_row(found), **live_row(found)}


def _with_lower_quartiles(rows: Sequence[Row]) -> Row:
    """The first run's counts; milliseconds are the lower quartile of all runs'."""
    row = dict(rows[0])
    for column in row:
        if column.endswith("ms"):
            row[column] = lower_quartile([each[column] for each in rows])
    return row


def _check(runs: Sequence[LiveRun]) -> None:
    """Keys that were lost on the way would make every figure meaningless."""
    for run in runs:
        if run.wrong_files or len(run.bench.strokes) != run.session.key_count:
            raise SystemExit(f"{run.session.name} did not end as it should: {run.wrong_files}")


def _print(
    tables: Mapping[str, Mapping[str, Row]], missed: list[str], options: argparse.Namespace
) -> None:
    if options.json:
        print(json.dumps({"tables": tables, "machine": machine(), "missed": missed}, indent=1))
        return
    for title, rows in tables.items():
        print(f"\n{title}\n{table(rows)}")
    print("\n" + ", ".join(f"{name} {value:.1f}" for name, value in machine().items() if value))
    print(f"missed: {', '.join(missed)}" if missed else "every target met")


if __name__ == "__main__":
    sys.exit(main())
