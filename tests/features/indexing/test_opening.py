"""An index that was just opened: it says that it still looks, and what lies there is tried before it is trusted."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.core.phrases import phrase
from sansfil.core.ranking import SparseVector, document_vector
from sansfil.core.retrieval import IndexProgress, IndexState, SearchRequest
from sansfil.features.indexing import opened
from tests.features.indexing import test_killed
from tests.features.indexing.desk import ByHand, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    for number in range(12):
        made.files.write(f"lib/f{number}.dart", f"class Animal{number} {{ /* cat */ }}\n" * 60)
    yield made
    made.close()


def test_an_index_says_that_it_looks_until_all_files_were_compared(desk: Desk) -> None:
    desk.settle()
    desk.close()
    aside = desk.aside = ByHand()
    while desk.index.step():
        pass
    status = desk.index.status()
    assert (status.state, status.files) == (IndexState.BUILDING, 12)
    assert status.progress == IndexProgress(0, 0)
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    aside.finish()
    desk.settle()
    aside.finish()
    assert desk.settle().state is IndexState.READY


def test_an_index_is_ready_only_once_all_is_searchable(desk: Desk) -> None:
    told = list[tuple[IndexState, int, bool]]()
    while not desk.index.is_settled:
        if not desk.index.step():
            desk.clock.now_s += 0.01
        status = desk.index.status()
        told.append((status.state, status.files, desk.index.editions.has_served()))
    assert IndexState.READY in [state for state, _, _ in told]
    for state, files, is_served in told:
        assert state is IndexState.BUILDING or (files, is_served) == (12, True)


def test_an_index_whose_words_were_lost_is_built_anew_and_said_so(desk: Desk) -> None:
    desk.settle()
    desk.close()
    empty_words(desk, desk.store.points)
    status = desk.settle()
    assert (status.files, status.problem and status.problem.key) == (12, "index.was_damaged")
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    assert desk.reopen().problem is None


@pytest.mark.parametrize("lost", ["lib/f0.dart", "lib/f11.dart"])
def test_the_first_and_the_last_page_of_words_are_looked_at(desk: Desk, lost: str) -> None:
    desk.settle()
    desk.close()
    empty_words(desk, [key for key, point in desk.store.points.items() if point.path == lost])
    assert desk.settle().problem == phrase("index.was_damaged")
    assert desk.found(lost)[:1] == [lost]


def test_a_page_of_zeroes_in_the_embedded_store_is_seen(tmp_path: Path) -> None:
    pytest.importorskip("qdrant_edge")
    root, cache = tmp_path / "root", tmp_path / "cache"
    root.mkdir()
    (root / "heron.py").write_text("def heron():\n    return 1\n")
    index = opened(test_killed.world(root, cache))
    list(test_killed.steps(index))
    index.close()
    pages = list(cache.rglob("vector_storage-words/**/page_0.dat"))
    for page in pages:
        page.write_bytes(b"\0" * page.stat().st_size)
    assert pages
    index = opened(test_killed.world(root, cache))
    list(test_killed.steps(index))
    assert index.status().problem == phrase("index.was_damaged")
    assert [hit.path for hit in index.search(SearchRequest("heron"))] == ["heron.py"]
    index.close()


def empty_words(desk: Desk, keys: Iterable[str]) -> None:
    """As a page full of zeroes is read: the points are there, and have no words."""
    store = desk.store
    points = [replace(store.points[key], sparse=SparseVector((), ())) for key in list(keys)]
    store.upsert(points)


@given(st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_every_chunk_has_the_words_of_its_path(path: str, text: str) -> None:
    of_path, of_chunk = document_vector("", path), document_vector(text, path, ("a.b",))
    assert set(of_path.indices) <= set(of_chunk.indices)
    assert all(weight > 0 for weight in of_path.values)
