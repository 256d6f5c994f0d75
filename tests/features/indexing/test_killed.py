"""A real process with the embedded store, killed in the middle of its first build."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sansfil.adapters.index_state import SqliteJournals
from sansfil.adapters.searchable_files import SearchableOnDisk
from sansfil.adapters.stores.edge_stores import EdgeStores
from sansfil.adapters.stores.memory import MemoryStore
from sansfil.core.retrieval import SearchRequest
from sansfil.features.indexing import Indexer, IndexWorld, opened
from tests.features.indexing.desk import FakeDigester, NoGrammars

pytest.importorskip("qdrant_edge")
FILES = 60
BUILDER = "from tests.features.indexing.test_killed import build; build()"


def world(root: Path, cache: Path) -> IndexWorld:
    return IndexWorld(
        (root,),
        SearchableOnDisk(),
        EdgeStores(cache / "stores"),
        None,
        MemoryStore,
        SqliteJournals(cache / "journals"),
        NoGrammars(),
        FakeDigester(),
    )


def steps(index: Indexer) -> Iterator[int]:
    """Work until all is searchable; after each step, how many files are."""
    while not index.is_settled:
        index.step()
        yield index.status().files


def build() -> None:
    """Say how many files are searchable, step by step, and wait to be killed."""
    index = opened(world(Path(sys.argv[1]), Path(sys.argv[2])))
    for files in steps(index):
        sys.stdout.write(f"{files}\n")
        sys.stdout.flush()
        if files >= FILES // 2:
            sys.stdin.read()


def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    for number in range(FILES):
        (root / f"f{number}.py").write_text(f"def animal{number}():\n    return {number}\n" * 200)
    command = [sys.executable, "-c", BUILDER, str(root), str(cache)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as builder:
        assert builder.stdout is not None
        done = next(int(line) for line in builder.stdout if int(line) >= FILES // 2)
        builder.kill()
    index = opened(world(root, cache))
    assert index.status().files == done
    assert list(steps(index))[-1] == FILES
    building = index.editions.building
    assert building.store.backend == "embedded"
    assert (
        building.store.count() == building.chunks == sum(f.chunks for f in building.files.values())
    )
    assert {hit.path for hit in index.search(SearchRequest("animal7"))} >= {"f7.py"}
    index.close()
