"""Does the gate keep quiet where a suggestion would not be wanted, and speak where it would?

Usage: python bench/gate.py [--quick] [--json] [--all] [--lessons]

The committed sessions are typed into the server's own parts: tier 0, the shaping of what a model wrote,
the trigger, the gate. The model is a stand-in that is right for 40 % of the words. The user pauses at
every other line and every third word; then she accepts what she was about to type (by its first line).
What she types over is rejected. Exit status 1 where a target is missed.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._gate.fit import area
from bench._gate.lessons import lessons
from bench._gate.mediocre import RIGHT_PERCENT, Mediocre, Odds
from bench._gate.typed import Gating, Tally, Typing
from bench._typist.sessions import Session, sessions

from sansfil.core.gate import Aggressiveness

FEWER_SHOWN = 30.0
FEWER_RETAINED = 5.0
DRAWS = 3
WITHOUT = "without the gate"
ENGINES: Mapping[str, Odds | None] = {
    "the engine tells no log-probabilities": None,
    "the engine tells noisy log-probabilities": Odds(),
}
Row = dict[str, float]


@dataclass(frozen=True)
class Plan:
    """What is typed, and how often with other dice."""

    sessions: Sequence[Session]
    draws: int
    seed: str


def main() -> int:
    options = _options()
    plan = _plan(options)
    tables: dict[str, dict[str, Row]] = {}
    settings = dict(_settings(Aggressiveness if options.all else (Aggressiveness.BALANCED,)))
    for name, odds in ENGINES.items():
        tables[name] = _rows(plan, odds, settings)
    missed = [] if options.lessons else _missed(tables)
    _print(tables, missed, as_json=options.json)
    return 1 if missed and not options.quick else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="one session: a smoke run")
    parser.add_argument("--all", action="store_true", help="quiet and eager too")
    parser.add_argument("--lessons", action="store_true", help="what the weights were fitted on")
    return parser.parse_args()


def _plan(options: argparse.Namespace) -> Plan:
    if options.lessons:
        return Plan(list(lessons()), 1, "other dice")
    every = [session.without_accepts() for session in sessions()]
    return Plan(every[:1], 1, "figures") if options.quick else Plan(every, DRAWS, "figures")


def _rows(plan: Plan, odds: Odds | None, settings: Mapping[str, Gating]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for name, gating in settings.items():
        tally = _typed(plan, odds, gating)
        rows[name] = _row(tally, rows.get(WITHOUT))
    return rows


def _settings(chosen: Iterable[Aggressiveness]) -> Iterator[tuple[str, Gating]]:
    yield WITHOUT, Gating(is_open=True)
    for each in chosen:
        yield each.value, Gating(aggressiveness=each)


def _typed(plan: Plan, odds: Odds | None, gating: Gating) -> Tally:
    total = Tally()
    for draw in range(plan.draws):
        for session in plan.sessions:
            texts = [file.start for file in session.files.values()]
            model = Mediocre(texts, f"{plan.seed} {draw}", odds)
            total.add(Typing(session, model, gating).run())
    return total


def _row(tally: Tally, without: Row | None) -> Row:
    row = {
        "keys": float(tally.keys),
        "shown": float(tally.shown),
        "accepted": float(tally.accepted),
        "accepted %": _percent(tally.accepted, tally.shown),
        "retained chars": float(tally.retained),
        "fewer shown %": 0.0,
        "fewer retained %": 0.0,
        "AUC of log-probabilities": area(tally.logprobs),
    }
    if without is not None:
        row["fewer shown %"] = 100 - _percent(tally.shown, without["shown"])
        row["fewer retained %"] = 100 - _percent(tally.retained, without["retained chars"])
    return row


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def _missed(tables: Mapping[str, Mapping[str, Row]]) -> list[str]:
    """The targets are about the default setting."""
    missed: list[str] = []
    for name, rows in tables.items():
        row = rows[Aggressiveness.BALANCED.value]
        if row["fewer shown %"] < FEWER_SHOWN:
            missed.append(
                f"{name}: {row['fewer shown %']:.1f} % fewer shown, not {FEWER_SHOWN:.0f}"
            )
        if row["fewer retained %"] > FEWER_RETAINED:
            retained = row["fewer retained %"]
            missed.append(
                f"{name}: {retained:.1f} % fewer retained, more than {FEWER_RETAINED:.0f}"
            )
    return missed


def _print(
    tables: Mapping[str, Mapping[str, Row]], missed: Sequence[str], *, as_json: bool
) -> None:
    if as_json:
        print(json.dumps({"tables": tables, "missed": missed}, indent=1))
        return
    odds = Odds()
    print(
        f"A stand-in for a model, right for {RIGHT_PERCENT} % of the words. Its log-probabilities are an "
        f"assumption: normal, mean {odds.right:.2f} where right, {odds.wrong:.2f} where wrong, "
        f"deviation {odds.spread:.2f}."
    )
    for title, rows in tables.items():
        columns = next(iter(rows.values()))
        print(f"\n{title}\n{'':18}", *(f"{column:>18}" for column in columns), sep="")
        for name, row in rows.items():
            print(f"{name:18}", *(f"{value:18,.2f}" for value in row.values()), sep="")
    print(f"\nmissed: {'; '.join(missed)}" if missed else "\nevery target met")


if __name__ == "__main__":
    sys.exit(main())
