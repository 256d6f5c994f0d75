"""Which secrets are found before anything is sent, how often is that a false alarm, and how long does it take?

Usage: python bench/secret_search.py [--json]

False alarms are findings in Python's standard library, which holds no secret, per 1,000 lines. Recall is
the share of made-up secrets of which nothing is left in the masked text, over five draws. The library's
rules that are left out stand beside those that are used. Exit status 1 where a target is missed; times
are told beside the calibration loop of this machine, and are no target.
"""

import argparse
import asyncio
import importlib
import json
import sys
import sysconfig
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._figures import calibration_ms
from bench._secrets.made_up import MadeUp, made_up

from sansfil.adapters.secrets_scanner import (
    LibraryScanner,
    Rule,
    chunks_of,
    library_rules,
    secrets_in,
)
from sansfil.core.consent import Masks, Secret, masked
from sansfil.core.consent.rules import in_order, secrets_of_lines, secrets_of_whole

MOST_FALSE_PER_1000 = 0.5
LEAST_RECALL = 0.98
SEEDS = range(5)
KEYWORD, BASE64, HEX = "KeywordDetector", "Base64HighEntropyString", "HexHighEntropyString"
Search = Callable[[str], Sequence[Secret]]
Row = dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    texts, cases = _standard_library(), [each for seed in SEEDS for each in made_up(seed)]
    rows = {name: _row(search, texts, cases) for name, search in _searches().items()}
    pace = asyncio.run(_pace(texts))
    ours = rows["as used"]
    missed = [
        *(["false alarms"] if ours["false/1,000 lines"] > MOST_FALSE_PER_1000 else []),
        *(["recall"] if ours["recall"] < LEAST_RECALL else []),
    ]
    answer = {"rules": rows, "pace": pace, "missed": missed}
    print(json.dumps(answer) if options.json else _table(rows, pace, missed))
    return 1 if missed else 0


def _searches() -> Mapping[str, Search]:
    rules = library_rules()

    def used(text: str) -> Sequence[Secret]:
        in_chunks, start = list(secrets_of_whole(text)), 0
        for chunk in chunks_of(text):
            found = secrets_in(chunk, rules)
            in_chunks += (Secret(start + s.start, start + s.end, s.kind) for s in found)
            start += len(chunk)
        return in_order(in_chunks)

    return {
        "the library's, all": lambda text: _by_all_detectors(text, rules),
        "the library's, those used": lambda text: _by_rules(text, rules),
        "ours": lambda text: in_order((*secrets_of_whole(text), *secrets_of_lines(text))),
        "as used": used,
    }


def _by_rules(text: str, rules: Sequence[Rule]) -> Sequence[Secret]:
    return in_order(each for rule in rules for each in rule.found(text))


def _by_all_detectors(text: str, rules: Sequence[Rule]) -> Sequence[Secret]:
    """With its keywords, and its entropies at the limits it comes with."""
    detectors = _detectors()
    found, start = list(_by_rules(text, rules)), 0
    for line in text.splitlines(keepends=True):
        for value in (value for each in detectors for value in each.analyze_string(line)):
            at = line.find(value)
            found += [Secret(start + at, start + at + len(value), "detector")] if at >= 0 else []
        start += len(line)
    return in_order(found)


def _detectors() -> Sequence[Any]:
    keyword: Any = importlib.import_module("detect_secrets.plugins.keyword")
    entropy: Any = importlib.import_module("detect_secrets.plugins.high_entropy_strings")
    return (
        getattr(keyword, KEYWORD)(),
        _Entropic(getattr(entropy, BASE64)()),
        _Entropic(getattr(entropy, HEX)()),
    )


class _Entropic:
    """A detector of entropy, which leaves its limit to whoever calls it."""

    def __init__(self, detector: Any) -> None:
        self._detector = detector

    def analyze_string(self, line: str) -> Sequence[str]:
        detector = self._detector
        return [
            value
            for value in detector.analyze_string(line)
            if detector.calculate_shannon_entropy(value) > detector.entropy_limit
        ]


def _row(search: Search, texts: Sequence[str], cases: Sequence[MadeUp]) -> Row:
    lines = sum(text.count("\n") for text in texts)
    started = time.perf_counter()
    false = sum(len(search(text)) for text in texts)
    took = time.perf_counter() - started
    found = sum(_is_found(search, case) for case in cases)
    return {
        "false/1,000 lines": 1e3 * false / lines,
        "recall": found / len(cases),
        "ms/1,000 lines": 1e6 * took / lines,
    }


def _is_found(search: Search, case: MadeUp) -> bool:
    return case.secret not in masked(case.text, search(case.text), Masks("bench")).text


async def _pace(texts: Sequence[str]) -> Row:
    """Of the scanner itself: how long the event loop is held up, and a second search of the same."""
    scanner, text = LibraryScanner(60_000), "\n".join(texts)[:400_000]
    lines = text.count("\n")
    await scanner.secrets("password = 1")  # the rules are read
    watching = asyncio.create_task(_longest_wait_ms(0.002))
    first = await _timed(scanner, text)
    watching.cancel()
    held = (await asyncio.gather(watching, return_exceptions=True))[0]
    again = await _timed(scanner, text)
    await scanner.close()
    return {
        "first, ms/1,000 lines": 1e6 * first / lines,
        "again, ms/1,000 lines": 1e6 * again / lines,
        "event loop held up, ms": held if isinstance(held, float) else 0.0,
        "calibration loop ms": calibration_ms(),
    }


async def _timed(scanner: LibraryScanner, text: str) -> float:
    started = time.perf_counter()
    await scanner.secrets(text)
    return time.perf_counter() - started


async def _longest_wait_ms(every_s: float) -> float:
    longest = 0.0
    try:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(every_s)
            longest = max(longest, time.perf_counter() - before - every_s)
    except asyncio.CancelledError:
        return 1e3 * longest


def _standard_library() -> Sequence[str]:
    """Its own folder alone: most of what lies below are tests and tables."""
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    return [path.read_text("utf-8", errors="replace") for path in files]


def _table(rows: Mapping[str, Row], pace: Row, missed: Sequence[str]) -> str:
    names = next(iter(rows.values()))
    head = f"| rules | {' | '.join(names)} |\n|---|{'---|' * len(names)}"
    body = [
        f"| {name} | {' | '.join(f'{v:.3f}' for v in row.values())} |" for name, row in rows.items()
    ]
    paces = [f"{name}: {value:.2f}" for name, value in pace.items()]
    return "\n".join((head, *body, "", *paces, f"missed: {', '.join(missed) or 'nothing'}"))


if __name__ == "__main__":
    sys.exit(main())
