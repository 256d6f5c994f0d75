"""Does the index find the files that a change is about, by the words of its commit message?

Usage: python bench/retrieval.py REPOSITORY... [--most QUERIES] [--store edge|memory] [--json FILE]

Each repository is a path to a work tree or a bare repository with its history. What is asked, and what
should be found, is told in `_retrieval/queries.py`; history is that of the parent commit, so no message
is found by itself. Exit status 1 where a target is missed: pooled R@5 1.4 times and MRR 1.6 times those
of BM25 on whole words, and no repository below it or below grep.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._retrieval.figures import Answers, Figures, intervals, mean, measured
from bench._retrieval.queries import MOST_QUERIES, Query, queries_of
from bench._retrieval.repository import Repository
from bench._retrieval.snapshots import Snapshots

from sansfil.ports.index import IndexStore

LEAST_R5, LEAST_MRR = 1.4, 1.6
PEERS, OURS = ("grep", "bm25"), "sansfil"
METHODS = {
    "grep": "grep keywords",
    "bm25": "BM25, whole words",
    "words": "Sansfil without history",
    "sansfil": "**Sansfil**",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="*", type=Path)
    parser.add_argument("--most", type=int, default=MOST_QUERIES, help="queries per repository")
    parser.add_argument("--store", choices=("edge", "memory"), default="edge")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not options.repositories:
        print("Not measured: name repositories that lie beside this one, with their history.")
        return 0
    answers: dict[str, Answers] = {}
    for path in options.repositories:
        repository = Repository(path.resolve())
        answers[repository.name] = _answers(repository, options.most, options.store)
        repository.close()
    missed = _missed(answers)
    print(_table(answers, missed))
    if options.json:
        options.json.write_text(json.dumps(_as_data(answers, missed), indent=1), "utf-8")
    return 1 if missed else 0


def _answers(repository: Repository, most: int, kind: str) -> Answers:
    queries, started = queries_of(repository)[:most], time.perf_counter()
    answers: list[Mapping[str, Figures]] = []
    with _opened(kind) as store:
        snapshots = Snapshots(repository, store)
        for query in queries:
            answers.append(_answer(snapshots, query))
            took = time.perf_counter() - started
            _tell(f"{repository.name}: {len(answers)} of {len(queries)}, {took:.0f} s, "
                  f"{snapshots.files} files, {store.count()} chunks")  # fmt: skip
    return answers


def _answer(snapshots: Snapshots, query: Query) -> Mapping[str, Figures]:
    snapshots.to(query.parent)
    return {
        method: measured(found, query.truth)
        for method, found in snapshots.answers(query.text).items()
    }


@contextmanager
def _opened(kind: str) -> Generator[IndexStore, None, None]:
    if kind == "memory":
        from sansfil.adapters.stores.memory import MemoryStore

        yield MemoryStore()
        return
    from sansfil.adapters.stores.edge import opened

    with tempfile.TemporaryDirectory() as folder:
        store = opened(Path(folder), 0)
        yield store
        store.close()


def _missed(answers: Mapping[str, Answers]) -> Sequence[str]:
    ours, plain = mean(_pooled(answers), OURS), mean(_pooled(answers), "bm25")
    missed = ["R@5"] if ours.r5 < LEAST_R5 * plain.r5 else []
    missed += ["MRR"] if ours.mrr < LEAST_MRR * plain.mrr else []
    for name, each in answers.items():
        best = [max(column) for column in zip(*(mean(each, peer) for peer in PEERS), strict=True)]
        is_below = any(own < peer for own, peer in zip(mean(each, OURS), best, strict=True))
        missed += [f"{name} is below a peer"] if is_below else []
    return missed


def _pooled(answers: Mapping[str, Answers]) -> Answers:
    return [each for of_one in answers.values() for each in of_one]


def _table(answers: Mapping[str, Answers], missed: Sequence[str]) -> str:
    columns = {**answers, "all": _pooled(answers)}
    head = [f"{name} ({len(each)})" for name, each in columns.items()]
    lines = [f"| R@5 / R@10 / MRR | {' | '.join(head)} |", "|---" * (len(head) + 1) + "|"]
    for method, title in METHODS.items():
        cells = [" / ".join(_short(value) for value in mean(c, method)) for c in columns.values()]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    ratios = [_ratios(each) for each in columns.values()]
    lines += [f"| times BM25 | {' | '.join(ratios)} |", ""]
    for peer in (*PEERS, "words"):
        bounds = intervals(columns["all"], OURS, peer)
        said = ", ".join(f"{low:+.3f} to {high:+.3f}" for low, high in bounds)
        lines.append(f"Sansfil less {METHODS[peer]}, all, 95 %: {said}")
    return "\n".join((*lines, f"missed: {', '.join(missed) or 'nothing'}"))


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _ratios(answers: Answers) -> str:
    pairs = zip(mean(answers, OURS), mean(answers, "bm25"), strict=True)
    return " / ".join(f"{own / plain:.2f}" if plain else "-" for own, plain in pairs)


def _as_data(answers: Mapping[str, Answers], missed: Sequence[str]) -> Mapping[str, Any]:
    columns = {**answers, "all": _pooled(answers)}
    return {
        "queries": {name: len(each) for name, each in columns.items()},
        "methods": {
            name: {method: mean(each, method)._asdict() for method in METHODS}
            for name, each in columns.items()
        },
        "intervals": {peer: intervals(columns["all"], OURS, peer) for peer in (*PEERS, "words")},
        "missed": missed,
    }


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
