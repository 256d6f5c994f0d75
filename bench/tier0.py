"""How good and how fast is tier 0 on files that it has not seen? Exit code 1 when a target is missed.

At uniformly random token positions (starts of tokens, ends of lines) of held-out files, what it
suggests is right only if the author went on with exactly this text: spaces, newlines, whole words.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from _costs import Cost, Lap, Pauses, Stopwatch, builder_and_reader, pauses_while_learning
from _held_out import (
    CodeBase,
    Editor,
    Place,
    Typist,
    code_base,
    corpus_of,
    pinned_sdist,
    places,
    places_inside_words,
    standard_library,
)
from sansfil.core.ngram import Corpus, Evidence, LiveFile, NoPrediction, Prediction, predict
from sansfil.core.ngram.lexer import is_word

COSTS = "What it costs"
STRICT = "strict: nothing below the cursor"
MEMORY_UNIT = "MB per million"
COLUMN = 23
SPEED_LIMITS = {
    "median ms": 2,
    "99 % ms": 10,
    "learning: median ms": 2,
    "learning: 99 % ms": 10,
    "longest stall ms": 20,
}

Row = dict[str, float]
See = Callable[[LiveFile, str], Evidence]
"""From the open file and its folder to the evidence that a completion may use."""


@dataclass
class Score:
    """What came out at the positions; short results are counted apart."""

    positions: int = 0
    shown: list[tuple[Prediction, str]] = field(default_factory=list[tuple[Prediction, str]])
    short: list[tuple[Prediction, str]] = field(default_factory=list[tuple[Prediction, str]])
    laps: list[Lap] = field(default_factory=list[Lap])

    def add(self, found: Prediction | NoPrediction, following: str) -> None:
        self.positions += 1
        if isinstance(found, NoPrediction):
            return
        is_long = found.tokens >= 2 and len(found.text.strip()) >= 6
        (self.shown if is_long else self.short).append((found, following))

    def surer(self, confidence: float) -> Score:
        """As if no suggestion of a lower confidence had been shown."""
        shown = [each for each in self.shown if each[0].confidence >= confidence]
        return Score(self.positions, shown)

    def row(self) -> Row:
        several = [each for each in self.shown if "\n" in each[0].text]
        right = [found for found, following in self.shown if is_right(found, following)]
        return {
            "speaks %": percent(len(self.shown), self.positions),
            "precision %": precision(self.shown),
            "own estimate %": percent(
                sum(found.confidence for found, _ in self.shown), len(self.shown)
            ),
            "right chars": sum(len(found.text) for found in right) / max(1, len(right)),
            "whole rest of line %": percent(sum(map(is_whole_rest, self.shown)), len(self.shown)),
            "multi-line %": percent(len(several), self.positions),
            "multi-line precision %": precision(several),
            "short or 1 token %": percent(len(self.short), self.positions),
            "short precision %": precision(self.short),
        }


def is_right(found: Prediction, following: str) -> bool:
    after = following[len(found.text) :]
    cuts_a_word = bool(after) and is_word(found.text[-1]) and is_word(after[0])
    return following.startswith(found.text) and not cuts_a_word


def is_whole_rest(shown: tuple[Prediction, str]) -> bool:
    found, following = shown
    return found.text.split("\n")[0] == following.split("\n")[0]


def precision(shown: Sequence[tuple[Prediction, str]]) -> float:
    return percent(sum(is_right(*each) for each in shown), len(shown))


def percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole else 0.0


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0


def scored(base: CodeBase, at: Sequence[Place], typist_of: type[Typist], see: See) -> Score:
    score = Score()
    gc.collect()
    gc.freeze()  # the benchmark's own texts are no part of what is measured
    for number, group in groupby(at, key=lambda place: place[0]):
        path, text = base.held_out[number]
        typist = typist_of(text)
        for _, line, column in group:
            context = typist.type_to(line, column)
            evidence = see(typist.live, path.rpartition("/")[0])
            watch = Stopwatch()
            found = predict(context, evidence)
            score.laps.append(watch.lap())
            score.add(found, typist.following(line, column))
    return score


def see_all(base: CodeBase) -> See:
    return lambda live, folder: Evidence(file=live, corpus=base.corpus, folder=folder)


def see_file(live: LiveFile, folder: str) -> Evidence:  # noqa: ARG001 - fits See
    return Evidence(file=live)


def see_folder(base: CodeBase) -> See:
    """The file and a corpus of nothing but its folder's other files."""
    corpora: dict[str, Corpus] = {}

    def see(live: LiveFile, folder: str) -> Evidence:
        if folder not in corpora:
            corpora[folder] = corpus_of([each for each in base.learned if in_folder(each, folder)])
        return Evidence(file=live, corpus=corpora[folder], folder=folder)

    return see


def in_folder(document: tuple[str, str], folder: str) -> bool:
    return document[0].rpartition("/")[0] == folder


def rows_of(base: CodeBase, count: int) -> tuple[dict[str, Row], list[Lap]]:
    """Rows by situation, and the times of the strict one's completions."""
    at, fewer = places(base, count), places(base, count // 2)
    strict = scored(base, at, Typist, see_all(base))
    return {
        STRICT: strict.row(),
        "strict, estimates from 60 %": strict.surer(0.6).row(),
        "editor: the lines below stand": scored(base, at, Editor, see_all(base)).row(),
        "strict, inside words": scored(
            base, places_inside_words(base, count // 2), Typist, see_all(base)
        ).row(),
        "strict, this file only": scored(base, fewer, Typist, see_file).row(),
        "strict, file + folder": scored(base, fewer, Typist, see_folder(base)).row(),
        "strict, file + folder + workspace": scored(base, fewer, Typist, see_all(base)).row(),
    }, strict.laps


def speed(laps: Sequence[Lap], pauses: Pauses) -> dict[str, Row]:
    """By the clock, and in own work: the latter is what the targets are about."""
    return {
        "clock": _speed([[lap.clock_ms for lap in each] for each in (laps, *pauses.both)]),
        "own work": _speed([[lap.own_ms for lap in each] for each in (laps, *pauses.both)]),
        "machine": {"reference loop ms": reference_loop_ms(), "load": os.getloadavg()[0]},
    }


def _speed(milliseconds: Sequence[Sequence[float]]) -> Row:
    alone, learning, turns = milliseconds
    return {
        "median ms": quantile(alone, 0.5),
        "99 % ms": quantile(alone, 0.99),
        "learning: median ms": quantile(learning, 0.5),
        "learning: 99 % ms": quantile(learning, 0.99),
        "longest stall ms": max(turns),
    }


def reference_loop_ms() -> float:
    """A million additions, the best of five: what this machine's Python is worth at the moment."""
    times: list[float] = []
    for _ in range(5):
        watch = Stopwatch()
        sum(range(1_000_000))
        times.append(watch.lap().own_ms)
    return min(times)


def memory(builder: Cost, reader: Cost) -> Row:
    return {
        "tokens": builder.tokens,
        "build s per million": builder.seconds_per_million,
        f"builder {MEMORY_UNIT}": builder.megabytes_per_million,
        f"reader {MEMORY_UNIT}": reader.megabytes_per_million,
    }


def missed(tables: Mapping[str, Mapping[str, Row]]) -> list[str]:
    """The targets that were missed, in words."""
    limits: list[tuple[float, float, str]] = []
    for title, rows in tables.items():
        if title != COSTS:
            strict = rows[STRICT]
            limits.append((60 - strict["precision %"], 0, f"{title}: precision"))
            limits.append((4 - strict["speaks %"], 0, f"{title}: speaks"))
    own, memory_row = tables[COSTS]["own work"], tables[COSTS]["memory"]
    limits += [(own[name], limit, name) for name, limit in SPEED_LIMITS.items()]
    limits += [(memory_row[name], 250, name) for name in memory_row if name.endswith(MEMORY_UNIT)]
    return [what for value, limit, what in limits if value > limit]


def print_tables(tables: Mapping[str, Mapping[str, Row]]) -> None:
    for title, rows in tables.items():
        print(f"\n{title}")
        for name, row in rows.items():
            if title == COSTS or name == STRICT:
                print(" " * 36, *(f"{column:>{COLUMN}}" for column in row), sep="")
            print(f"{name:36}", *(f"{value:{COLUMN},.1f}" for value in row.values()), sep="")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--positions", type=int, default=3_000, help="per code base")
    options = parser.parse_args()
    bases = [code_base("Python standard library", standard_library())]
    bases.append(code_base("Twisted", pinned_sdist()))
    tables: dict[str, dict[str, Row]] = {}
    laps: list[Lap] = []
    for base in bases:
        tables[base.name], times = rows_of(base, options.positions)
        laps += times
    pauses = pauses_while_learning(bases[0])
    tables[COSTS] = {**speed(laps, pauses), "memory": memory(*builder_and_reader())}
    failures = missed(tables)
    if options.json:
        print(json.dumps({"tables": tables, "missed": failures}, indent=1))
    else:
        print_tables(tables)
        print(f"\nmissed: {', '.join(failures)}" if failures else "\nevery target met")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
