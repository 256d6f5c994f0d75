"""What tier 0 costs: memory of builder and reader in processes of their own, and pauses while learning."""

from __future__ import annotations

import gc
import multiprocessing
import re
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from mmap import ACCESS_READ, mmap
from pathlib import Path

from _held_out import CodeBase, Typist, code_base, places, standard_library
from sansfil.core.ngram import Corpus, Evidence, LiveFile, encode, open_corpus, predict
from sansfil.core.ngram.lexer import lines_of
from sansfil.entrypoints.lsp.pauses import keep_collections_short

SLICE_S = 0.003
LINES_AT_ONCE = 16
MANY_LINES = 10_000
MOST_COMPLETIONS = 1_500


@dataclass(frozen=True)
class Cost:
    """Peak resident memory over what the process had before, per million tokens."""

    tokens: int
    seconds_per_million: float
    megabytes_per_million: float


@dataclass(frozen=True)
class Lap:
    """Milliseconds by the clock, and of this thread's own work: other programs cannot disturb those."""

    clock_ms: float
    own_ms: float


class Stopwatch:
    """Measures from lap to lap."""

    def __init__(self) -> None:
        self._clock, self._own = time.perf_counter(), time.thread_time()

    def lap(self) -> Lap:
        clock, own = time.perf_counter(), time.thread_time()
        passed = Lap(1e3 * (clock - self._clock), 1e3 * (own - self._own))
        self._clock, self._own = clock, own
        return passed


@dataclass
class Pauses:
    """Of each completion, and of each turn of a loop that also learns an open file."""

    completions: list[Lap] = field(default_factory=list[Lap])
    turns: list[Lap] = field(default_factory=list[Lap])

    @property
    def both(self) -> tuple[list[Lap], list[Lap]]:
        return self.completions, self.turns


def peak_megabytes() -> float:
    """Peak resident memory of this process (Linux)."""
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def in_new_process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def build_to(path: str) -> Cost:
    """Builds the standard library's corpus into a file."""
    documents = standard_library()
    before, start = peak_megabytes(), time.perf_counter()
    encoded = encode(documents, 2**40)
    with Path(path).open("wb") as file:
        file.writelines(encoded.parts)
    return _cost(encoded.token_count, before, start)


def read_from(path: str) -> Cost:
    """Opens that file and completes at places all over the code base."""
    base = code_base("", standard_library()[:60])
    before, start = peak_megabytes(), time.perf_counter()
    with Path(path).open("rb") as file:
        corpus = open_corpus(memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)))
    assert isinstance(corpus, Corpus)
    for number, line, column in places(base, 1_000):
        typist = Typist(base.held_out[number][1])
        predict(typist.type_to(line, column), Evidence(corpus=corpus))
    return _cost(corpus.token_count, before, start)


def _cost(tokens: int, before: float, start: float) -> Cost:
    millions = tokens / 1e6
    seconds = time.perf_counter() - start
    return Cost(tokens, seconds / millions, (peak_megabytes() - before) / millions)


def builder_and_reader() -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "corpus")
        with in_new_process() as process:
            builder = process.submit(build_to, path).result()
        with in_new_process() as process:
            return builder, process.submit(read_from, path).result()


def pauses_while_learning(base: CodeBase) -> Pauses:
    """Completions between slices of learning an open file, while a child builds a corpus."""
    pauses = Pauses()
    with tempfile.TemporaryDirectory() as folder, in_new_process() as process:
        building = process.submit(build_to, str(Path(folder) / "corpus"))
        long_file = [line for _, text in base.learned for line in lines_of(text)][:MANY_LINES]
        gc.collect()
        keep_collections_short()  # as the server does; the benchmark's own texts are left out
        opened = LiveFile(long_file, MANY_LINES // 2)
        for number, group in groupby(places(base, MOST_COMPLETIONS), key=lambda place: place[0]):
            typist = Typist(base.held_out[number][1])
            for _, line, column in group:
                context = typist.type_to(line, column)
                evidence = Evidence(typist.live, (), (opened,), base.corpus)
                watch = Stopwatch()
                predict(context, evidence)
                pauses.completions.append(watch.lap())
                _learn_a_slice(opened)
                pauses.turns += (pauses.completions[-1], watch.lap())
            if building.done():
                break
        building.result()
    return pauses


def _learn_a_slice(opened: LiveFile) -> None:
    """At most three milliseconds of learning; in a learned file, a paste over three hundred lines."""
    if not opened.pending_lines:
        opened.splice(MANY_LINES // 2, 300, [f"pasted = {number}" for number in range(300)])
    until = time.perf_counter() + SLICE_S
    while time.perf_counter() < until and opened.learn_some(LINES_AT_ONCE):
        pass
