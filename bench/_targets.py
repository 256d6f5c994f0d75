"""What bench/keystrokes.py has to reach, and what a run of it missed."""

from collections.abc import Iterable, Mapping

from bench._figures import Row

TYPING_LIMITS = {"median": 2, "95 %": 4, "tokens/key": 5}
TIMES_FEWER = {"typing": 20, "mixed": 2}
MIXED_LIMITS = {"tokens/key": 60}
SCREEN_LIMITS = {"tokens/prompt": 15, "all in/key": 20, "repeats": 0, "stale": 0}
LEAST_ON_SCREEN = 90
BLOCK_LIMIT = 40


def missed_counts(kind: str, ours: str, rows: Mapping[str, Row]) -> list[str]:
    """In words; the fewest tokens of any peer are what ours are compared with."""
    own = rows[ours]
    limits = {
        **(TYPING_LIMITS if kind == "typing" else MIXED_LIMITS),
        "blocks of 16/key": BLOCK_LIMIT,
    }
    missed = [f"{kind}: {text}" for text in _above(own, limits)]
    if kind == "mixed" and 1000 * _value(own, "evictions") < _value(own, "keys"):
        missed.append("mixed: less than one eviction of context in 1,000 keys")
    best = min(_value(row, "tokens/key") for name, row in rows.items() if name != ours)
    times = best / max(0.01, _value(own, "tokens/key"))
    if times < TIMES_FEWER[kind]:
        missed.append(f"{kind}: {times:.1f} times fewer than the best, not {TIMES_FEWER[kind]}")
    return missed


def missed_screen(rows: Mapping[str, Row]) -> list[str]:
    missed: list[str] = []
    for name, row in rows.items():
        missed += [f"{name}: {text}" for text in _above(row, SCREEN_LIMITS)]
        if _value(row, "on screen %") < LEAST_ON_SCREEN:
            missed.append(f"{name}: on screen {_value(row, 'on screen %'):.1f} %")
    return missed


def _above(row: Row, limits: Mapping[str, float]) -> Iterable[str]:
    for column, limit in limits.items():
        if _value(row, column) > limit:
            yield f"{column} {_value(row, column):.1f} above {limit}"


def _value(row: Row, column: str) -> float:
    value = row[column]
    return 0.0 if value is None else value
