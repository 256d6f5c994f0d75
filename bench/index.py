"""How fast is the code index built, reopened and searched, and what does it cost the editor?

Usage: python bench/index.py [REPOSITORY …] [--runs 5] [--json]

Each REPOSITORY is built whole; without any, a made-up one is. All else is measured on made-up repositories:
the first answer on 5,000 files, the rest at 50,000 chunks. Stalls of the language server are seen from
outside: the longest answer to a request that needs nothing but its loop, while it indexes and without.
"""

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench._figures import Row, calibration_ms, lower_quartile, machine, quantile, table
from bench._index.corpus import make
from bench._index.server import Server

from sansfil.adapters.index_process import ChildIndex
from sansfil.core.retrieval import IndexState, IndexStatus, SearchRequest
from sansfil.ports.code_index import IndexLink, IndexPlace

FIRST_FILES, MANY_FILES = 5_000, 12_500
QUERIES, PINGS = 200, 400
CALL_MS, WHOLE_MS = 60_000, 3_600_000
LIMITS = {
    "first answer s": 3.0, "save found s": 1.0, "reopened s": 1.0, "search p50 ms": 15.0,
    "search p95 ms": 40.0, "longest stall ms": 20.0, "RSS MB": 500.0,
}  # fmt: skip
LEAST_MB_PER_S = 2.0
# A document that is not open is answered by the loop alone.
UNKNOWN = {
    "textDocument": {"uri": "file:///nowhere.py"},
    "position": {"line": 0, "character": 0},
    "context": {"triggerKind": 2},
}


def main() -> int:
    """Prints one table; exit status 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="*", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rows = _rows(options, Path(scratch))
    missed = _missed(rows)
    print(json.dumps({"rows": rows, "missed": missed}, indent=2) if options.json else _told(rows))
    print("\n".join(missed), file=sys.stderr)
    return 1 if missed else 0


def _rows(options: argparse.Namespace, scratch: Path) -> dict[str, Row]:
    few = make(scratch / "few", FIRST_FILES)
    many = make(scratch / "many", MANY_FILES)
    rows: dict[str, Row] = {}
    for place in options.repositories or [few]:
        row = _several(options.runs, lambda: _build(place))  # noqa: B023
        rows[f"build {place.name}"] = {**row, "MB/s": (row["MB"] or 0.0) / (row["built s"] or 1.0)}
    rows["5,000 files"] = _several(options.runs, lambda: {"first answer s": _first_answer(few)})
    with tempfile.TemporaryDirectory() as cache:
        asyncio.run(_built(many, Path(cache)))
        rows["50,000 chunks"] = _several(options.runs, lambda: _at_size(many, Path(cache)))
    rows["the editor's loop"] = _several(options.runs, lambda: _stalls(few))
    return rows


def _told(rows: dict[str, Row]) -> str:
    """Each row has columns of its own."""
    return "\n\n".join(table({name: row}) for name, row in rows.items())


def _several(runs: int, measure: Callable[[], Row]) -> Row:
    """The lower quartile of each figure; the machine beside."""
    found = [
        {**measure(), **machine(), "calibration loop ms": calibration_ms()} for _ in range(runs)
    ]
    return {name: lower_quartile([row[name] for row in found]) for name in found[0]}


def _place(folder: Path, cache: Path) -> IndexPlace:
    return IndexPlace((folder.resolve(),), str(cache), {})


def _unheard(_status: IndexStatus) -> None:
    pass


async def _built(folder: Path, cache: Path) -> tuple[IndexStatus, float, float]:
    """Its status, the seconds it took, the megabytes of source that are searchable."""
    start, searchable_s = time.perf_counter(), list[float]()

    def hear(told: IndexStatus) -> None:
        if told.state is IndexState.READY and told.files:
            searchable_s.append(time.perf_counter() - start)

    async with ChildIndex().opened(_place(folder, cache), hear) as link:
        status = await link.settled(WHOLE_MS)
        # The messages of commits, which it waits for too, are no source.
        took_s = searchable_s[0] if searchable_s else time.perf_counter() - start
        skipped = {each.path for each in await link.skipped(1_000_000, CALL_MS)}
    return status, took_s, _megabytes(folder, skipped)


def _megabytes(folder: Path, skipped: set[str]) -> float:
    files = (
        each for each in folder.rglob("*") if ".git" not in each.parts and not each.is_symlink()
    )
    sizes = (
        each.stat().st_size
        for each in files
        if each.is_file() and each.relative_to(folder).as_posix() not in skipped
    )
    return sum(size for size in sizes if size <= 1_000_000) / 1e6


def _build(folder: Path) -> Row:
    before_s = _processor_s()
    with tempfile.TemporaryDirectory() as cache:
        status, took_s, megabytes = asyncio.run(_built(folder, Path(cache)))
    return {
        "chunks": float(status.chunks),
        "MB": megabytes,
        "built s": took_s,
        "processor s": _processor_s() - before_s,
    }


def _processor_s() -> float:
    """What all processes have used that have ended: the index's, the digester's, git's."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _first_answer(folder: Path) -> float:
    with tempfile.TemporaryDirectory() as cache:
        return asyncio.run(_answered(_place(folder, Path(cache))))


async def _answered(place: IndexPlace) -> float:
    """Seconds from the start of the process to the first hits."""
    start = time.perf_counter()
    async with ChildIndex().opened(place, _unheard) as link:
        await _until_found(link, "class widget build return")
        return time.perf_counter() - start


async def _until_found(link: IndexLink, words: str) -> None:
    while not await link.search(SearchRequest(words), CALL_MS):
        await asyncio.sleep(0.01)


async def _save_found(place: IndexPlace) -> float:
    async with ChildIndex().opened(place, _unheard) as link:
        await link.settled(WHOLE_MS)
        word = f"quokka{time.monotonic_ns()}"
        saved = place.roots[0] / "saved.py"
        saved.write_text(f"def {word}():\n    return 1\n")
        start = time.perf_counter()
        link.changed([saved])
        await _until_found(link, word)
        return time.perf_counter() - start


def _at_size(folder: Path, cache: Path) -> Row:
    place = _place(folder, cache)
    reopened_s = asyncio.run(_answered(place))
    save_s = asyncio.run(_save_found(place))
    words = [path.stem.replace("_", " ") for path in sorted(folder.rglob("*.dart"))[:QUERIES]]
    with Server(folder, cache) as server:
        status = _when_ready(server)
        server.ask("sansfil/search", query="warm up", limit=10)
        took = [server.timed_ms("sansfil/search", query=each, limit=10) for each in words]
        own, below = server.rss_mb()
    return {
        "chunks": float(status["chunks"]),
        "reopened s": reopened_s,
        "save found s": save_s,
        "search p50 ms": quantile(took, 0.5),
        "search p95 ms": quantile(took, 0.95),
        "RSS server MB": own,
        "RSS MB": own + below,
    }


def _when_ready(server: Server) -> dict[str, float]:
    while (status := server.index())["state"] != "ready":
        time.sleep(0.05)
    return status


def _stalls(folder: Path) -> Row:
    """Of a server that indexes, beside one that does not."""
    with tempfile.TemporaryDirectory() as cache, Server(folder, Path(cache)) as server:
        server.index()
        indexing = _pinged(server)
        was_building = server.index()["state"] != "ready"
    with (
        tempfile.TemporaryDirectory() as cache,
        Server(folder, Path(cache), has_index=False) as server,
    ):
        idle = _pinged(server)
    return {
        "longest stall ms": max(indexing),
        "p99 ms": quantile(indexing, 0.99),
        "without index ms": max(idle),
        "still building": float(was_building),
    }


def _pinged(server: Server) -> list[float]:
    found: list[float] = []
    for _ in range(PINGS):
        found.append(server.timed_ms("textDocument/inlineCompletion", **UNKNOWN))
        time.sleep(0.005)
    return found


def _missed(rows: dict[str, Row]) -> list[str]:
    missed: list[str] = []
    for name, row in rows.items():
        missed += [
            f"{name}: {column} is {row[column]:.2f}, not {limit} at most"
            for column, limit in LIMITS.items()
            if (row.get(column) or 0.0) > limit
        ]
        if (row.get("MB/s") or LEAST_MB_PER_S) < LEAST_MB_PER_S:
            missed.append(f"{name}: less than {LEAST_MB_PER_S} MB/s")
    return missed


if __name__ == "__main__":
    sys.exit(main())
