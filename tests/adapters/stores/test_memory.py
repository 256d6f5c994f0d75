"""The store in memory against the formula, and against the embedded store on the same chunks."""

import math
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfil.adapters.stores.edge import opened
from sansfil.adapters.stores.memory import MemoryStore
from sansfil.core.ranking import SparseVector
from sansfil.ports.index import IndexPoint, Where
from tests.adapters.stores.points import chunk, vector

WEIGHTS = st.dictionaries(st.integers(1, 12), st.floats(0.0625, 2.25, width=32), max_size=6)
QUERIES = st.dictionaries(
    st.integers(1, 14), st.floats(0.125, 3.0, width=32), min_size=1, max_size=5
)
CHUNKS = st.lists(WEIGHTS, min_size=1, max_size=25)
# A file, its content, and whether it is written or forgotten.
EDITS = st.lists(
    st.tuples(st.integers(0, 5), WEIGHTS, st.sampled_from(["write", "forget", "tidy"]))
)


def expected(points: dict[str, IndexPoint], query: SparseVector) -> dict[str, float]:
    """By the words of the port: the sum of query weight x idf x document weight."""
    worded = [point for point in points.values() if point.sparse.indices]
    scores: dict[str, float] = {}
    for term, weight in zip(query.indices, query.values, strict=True):
        holders = [point for point in worded if term in point.sparse.indices]
        idf = math.log(1 + (len(worded) - len(holders) + 0.5) / (len(holders) + 0.5))
        for point in holders:
            value = point.sparse.values[point.sparse.indices.index(term)]
            scores[point.path] = scores.get(point.path, 0.0) + weight * idf * value
    return scores


@settings(max_examples=50)
@given(EDITS, QUERIES)
def test_after_any_edits_the_scores_are_those_of_what_is_there(
    edits: list[tuple[int, dict[int, float], str]], asked: dict[int, float]
) -> None:
    store, there = MemoryStore(), dict[str, IndexPoint]()
    for file, words, what in edits:
        path = f"{file}.py"
        if what == "write":
            there[path] = chunk(path, words)
            store.upsert([there[path]])
        elif what == "forget":
            there.pop(path, None)
            store.forget(path)
        else:
            store.optimize()
        store.by_words(vector(asked), 3, Where())
    found = {each.path: each.score for each in store.by_words(vector(asked), 99, Where())}
    assert found == pytest.approx(expected(there, vector(asked)), rel=1e-5, abs=1e-6)
    assert store.count() == len(there)


@settings(max_examples=6)
@given(CHUNKS, st.lists(QUERIES, min_size=1, max_size=4))
def test_the_embedded_store_gives_the_same_scores_in_the_same_order(
    contents: list[dict[int, float]], queries: list[dict[int, float]]
) -> None:
    points = [chunk(f"{number}.py", words) for number, words in enumerate(contents)]
    memory = MemoryStore()
    memory.upsert(points)
    with TemporaryDirectory() as folder:
        edge = opened(Path(folder) / "0000000a", 0, 1 << 20)
        edge.upsert(points)
        for asked in queries:
            here = memory.by_words(vector(asked), 99, Where())
            there = edge.by_words(vector(asked), 99, Where())
            assert [each.score for each in here] == pytest.approx(
                [each.score for each in there], rel=1e-4, abs=1e-5
            )
            assert {each.path for each in here} == {each.path for each in there}
        edge.close()


def test_rows_of_the_dead_are_given_back() -> None:
    store = MemoryStore()
    for turn in range(6):
        store.upsert([chunk(f"{n}.py", {1: 1.0, 100 * turn + n + 2: 1.0}) for n in range(50)])
    store.optimize()
    # Nobody has the words of the first turn any more.
    assert list(store.by_words(vector([2]), 9, Where())) == []
    assert [each.path for each in store.by_words(vector([502]), 9, Where())] == ["0.py"]
    assert len(store.by_words(vector([1]), 99, Where())) == 50
