"""How soon is there a suggestion when engines are slow, hang, flap or die?

Usage: python bench/cascade.py [--json] | --record

Replays recorded latencies of a genuine llama.cpp (`_cascade/traces`, written by `--record` in four
minutes) through the product's own race, on a clock that takes no time: the first engine does what the
trace says, the second is a weaker one, a third one is not on this machine. Each is also raced alone.
Exit status 1 where the cascade is later than the best of them, keeps the typist waiting beyond the
deadline, or asks what leaves the machine without need.
"""

import argparse
import json
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._cascade.replay import DEADLINE_MS, Question, Tiers, Told, questions, replayed
from bench._cascade.trace import Trace, names, read, write

LENGTH_MS = 240_000.0
WEAKER, AWAY_MS = "slower", 120.0
# What the race itself takes on its clock, which stands still while anybody works.
NOTHING_MS = 1.0
NEVER = float("inf")


@dataclass(frozen=True)
class Figures:
    """Of the questions that were waited for: milliseconds to a suggestion (infinite: none came within
    the deadline), the share that got one, the longest wait, questions that left the machine."""

    median_ms: float
    late_ms: float
    share: float
    longest_ms: float
    cloud: int


def main() -> int:
    parser = argparse.ArgumentParser(description="How soon the cascade has something to show.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--record", action="store_true", help="write the traces anew")
    options = parser.parse_args()
    if options.record:
        return _record()
    tables = {name: table_of(read(name)) for name in names() if name != WEAKER}
    _show(tables, as_json=options.json)
    return int(any(faults(table) for table in tables.values()))


@dataclass(frozen=True)
class Table:
    """Figures by who took part; `needless` counts questions that left the machine for nothing."""

    rows: Mapping[str, Figures]
    needless: int


def table_of(trace: Trace, length_ms: float = LENGTH_MS) -> Table:
    """The tiers one by one, and together."""
    asked = questions(length_ms)
    backup = read(WEAKER)
    cloud = read("well").later("cloud", AWAY_MS)
    runs = {
        "tier 0": Tiers(has_tier_0=True),
        "first engine": Tiers(local=trace),
        "second engine": Tiers(backup=backup),
        "cascade": Tiers(trace, backup, None, has_tier_0=True),
        "cascade and cloud": Tiers(trace, None, cloud, has_tier_0=True),
    }
    told = {name: replayed(tiers, asked) for name, tiers in runs.items()}
    needless = needless_questions(told["cascade and cloud"], trace, asked)
    return Table({name: figures_of(each) for name, each in told.items()}, needless)


def figures_of(told: Told) -> Figures:
    shown = sorted(NEVER if each is None else each for each in told.shown_ms)
    in_time = [each for each in shown if each <= DEADLINE_MS]
    return Figures(
        shown[len(shown) // 2],
        shown[int(0.95 * len(shown))],
        len(in_time) / len(shown),
        max(told.returned_ms),
        len(told.asked_away),
    )


def needless_questions(told: Told, trace: Trace, asked: Sequence[Question]) -> int:
    """How many left the machine though the engine here had been asked, and had answered by then."""
    keys, here, needless = [each.at_ms for each in asked], sorted(told.asked_here), 0
    for away_ms in told.asked_away:
        key_ms = keys[bisect_right(keys, away_ms) - 1]
        asked_here = here[bisect_left(here, key_ms) :][:1]
        if asked_here and asked_here[0] <= away_ms:
            answer_ms = trace.at(asked_here[0]).answer_ms
            needless += answer_ms is not None and asked_here[0] + answer_ms < away_ms
    return needless


def faults(table: Table) -> list[str]:
    """What the cascade does worse than it should, in words."""
    cascade = table.rows["cascade"]
    alone = [table.rows[name] for name in ("tier 0", "first engine", "second engine")]
    found = list[str]()
    if cascade.median_ms > min(each.median_ms for each in alone) + NOTHING_MS:
        found.append("median")
    if cascade.late_ms > min(each.late_ms for each in alone) + NOTHING_MS:
        found.append("95 %")
    if max(each.longest_ms for each in table.rows.values()) > DEADLINE_MS + NOTHING_MS:
        found.append("deadline")
    if table.needless:
        found.append("needless")
    return found


def _record() -> int:
    from bench._cascade.recording import FATES, record

    for fate in FATES:
        trace = record(fate)
        write(trace)
        print(f"{trace.name}: {len(trace.samples)} samples")
    return 0


def _show(tables: Mapping[str, Table], *, as_json: bool) -> None:
    if as_json:
        rows = {
            name: {row: vars(each) for row, each in table.rows.items()}
            | {"needless": table.needless, "missed": faults(table)}
            for name, table in tables.items()
        }
        print(json.dumps(rows).replace("Infinity", "null"))
        return
    print(f"{'':28s}{'median ms':>10s}{'95 % ms':>10s}{'in time':>9s}{'longest':>9s}{'away':>6s}")
    for name, table in tables.items():
        print(f"\n{name}: {read(name).told}.")
        for row, each in table.rows.items():
            print(f"  {row:26s}{_row(each)}")
        missed = ", ".join(faults(table))
        print(f"  left the machine though an answer was there: {table.needless}")
        print(f"  missed: {missed}" if missed else "  all targets met")


def _row(each: Figures) -> str:
    times = "".join(f"{_told(ms):>10s}" for ms in (each.median_ms, each.late_ms))
    return f"{times}{each.share:9.0%}{each.longest_ms:9.0f}{each.cloud:6d}"


def _told(milliseconds: float) -> str:
    return "none" if milliseconds == NEVER else f"{milliseconds:.0f}"


if __name__ == "__main__":
    sys.exit(main())
