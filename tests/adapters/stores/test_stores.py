"""What every store promises: found by words, filtered, replaced, forgotten; and beside one another."""

import math
from collections.abc import Iterator

import pytest

from sansfil.core.ranking import FileKind
from sansfil.ports.index import IndexStore, IndexStores, StoreFailed, Where
from tests.adapters.stores.points import chunk, key, paths, vector

ONE, TWO = "0000000a", "0000000b"
ALL = Where()


@pytest.fixture
def store(stores: IndexStores) -> Iterator[IndexStore]:
    opened = stores.opened(ONE, 2)
    yield opened
    opened.close()


def test_a_chunk_comes_back_as_it_was_given_but_for_its_words(store: IndexStore) -> None:
    store.upsert([chunk("lib/cart.dart", {7: 1.5}, 4, language="dart")])
    (found,) = store.by_words(vector([7]), 5, ALL)
    assert (found.path, found.blob, found.number) == ("lib/cart.dart", "b1", 4)
    assert (found.first_line, found.end_line) == (3, 9)
    assert (found.symbol, found.kind) == ("Cart.add item", FileKind.CODE)


def test_the_score_is_the_weights_times_the_idf(store: IndexStore) -> None:
    store.upsert([chunk("a.py", {1: 1.5, 2: 0.5}), chunk("b.py", {2: 2.0}), chunk("c.py", {2: 1})])
    (found,) = store.by_words(vector({1: 2.0}), 5, ALL)
    # One of three chunks has the word: ln(1 + (3 - 1 + 0.5) / (1 + 0.5)).
    assert found.score == pytest.approx(2.0 * 1.5 * math.log(1 + 2.5 / 1.5), rel=1e-5)


def test_the_best_come_first_and_no_more_than_wanted(store: IndexStore) -> None:
    store.upsert([chunk(f"{rank}.py", {1: float(rank), 9: 1.0}) for rank in range(1, 6)])
    store.upsert([chunk("other.py", {9: 1.0})])
    assert paths(store.by_words(vector([1]), 3, ALL)) == ["5.py", "4.py", "3.py"]


def test_words_that_nobody_has_and_no_words_find_nothing(store: IndexStore) -> None:
    store.upsert([chunk("a.py", [1])])
    assert list(store.by_words(vector([404]), 5, ALL)) == []
    assert list(store.by_words(vector([]), 5, ALL)) == []


def test_a_chunk_without_words_is_kept_and_does_not_count_for_the_idf(store: IndexStore) -> None:
    store.upsert([chunk("a.py", [1]), chunk("b.py", [1, 2]), chunk("empty.py", [])])
    assert store.count() == 3
    (found,) = store.by_words(vector([2]), 5, ALL)
    assert found.score == pytest.approx(math.log(1 + 1.5 / 1.5), rel=1e-5)


def test_a_filter_by_folder_takes_whole_names(store: IndexStore) -> None:
    store.upsert([chunk(path) for path in ("lib/a.py", "lib/ui/b.py", "library/c.py", "d.py")])
    assert set(paths(store.by_words(vector([1]), 9, Where(under="lib")))) == {
        "lib/a.py",
        "lib/ui/b.py",
    }
    assert paths(store.by_words(vector([1]), 9, Where(under="lib/ui/"))) == ["lib/ui/b.py"]


def test_a_filter_by_file_takes_that_file_alone(store: IndexStore) -> None:
    store.upsert([chunk(path) for path in ("lib/a.py", "lib/a.pyi", "lib/a.py/b.py", "a.py")])
    assert paths(store.by_words(vector([1]), 9, Where(path="lib/a.py"))) == ["lib/a.py"]
    assert list(store.by_words(vector([1]), 9, Where(path="lib"))) == []


def test_filters_by_language_and_unwanted_paths_hold_together(store: IndexStore) -> None:
    store.upsert([chunk("a.py"), chunk("b.py"), chunk("c.dart", language="dart")])
    python = Where(language="python", without=("a.py",))
    assert paths(store.by_words(vector([1]), 9, python)) == ["b.py"]
    assert set(paths(store.by_words(vector([1]), 9, Where(without=("a.py", "b.py"))))) == {"c.dart"}


def test_a_filter_does_not_take_away_from_the_number_of_hits(store: IndexStore) -> None:
    store.upsert([chunk(f"best/{n}.py", {1: 9.0}) for n in range(20)])
    store.upsert([chunk(f"lib/{n}.py", {1: 1.0}) for n in range(5)])
    assert len(store.by_words(vector([1]), 4, Where(under="lib"))) == 4


def test_a_point_of_the_same_key_is_replaced(store: IndexStore) -> None:
    store.upsert([chunk("a.py", [1]), chunk("b.py", [3])])
    store.upsert([chunk("a.py", [2])])
    assert store.count() == 2
    assert list(store.by_words(vector([1]), 5, ALL)) == []
    assert paths(store.by_words(vector([2]), 5, ALL)) == ["a.py"]


def test_forgetting_a_file_leaves_its_new_content(store: IndexStore) -> None:
    store.upsert([chunk("a.py", [1]), chunk("b.py", [1]), chunk("a.py", [1], blob="b2")])
    store.forget("a.py", but_blob="b2")
    assert {(each.path, each.blob) for each in store.by_words(vector([1]), 9, ALL)} == {
        ("a.py", "b2"),
        ("b.py", "b1"),
    }
    store.forget("a.py")
    store.forget("unknown.py")
    assert paths(store.by_words(vector([1]), 9, ALL)) == ["b.py"]
    assert store.count() == 1


def test_what_is_served_is_the_one_that_was_finished(stores: IndexStores) -> None:
    assert stores.serving() == ""
    first = stores.opened(ONE, 0)
    first.upsert([chunk("a.py")])
    assert stores.serving() == ""
    stores.serve(ONE)
    second = stores.opened(TWO, 2)
    second.upsert([chunk("b.py")])
    assert stores.serving() == ONE
    assert paths(first.by_words(vector([1]), 5, ALL)) == ["a.py"]
    first.close()
    stores.serve(TWO)
    assert stores.serving() == TWO
    assert paths(second.by_words(vector([1]), 5, ALL)) == ["b.py"]
    second.close()
    again = stores.opened(ONE, 0)
    assert again.count() == 0
    again.close()


def test_what_was_set_aside_or_cleared_begins_anew(stores: IndexStores) -> None:
    for drop in (lambda: stores.set_aside(ONE), stores.clear):
        store = stores.opened(ONE, 0)
        store.upsert([chunk("a.py")])
        stores.serve(ONE)
        store.close()
        drop()
        assert stores.serving() == ""
        again = stores.opened(ONE, 0)
        assert again.count() == 0
        again.close()


def test_flushing_optimizing_and_closing_twice_do_no_harm(stores: IndexStores) -> None:
    store = stores.opened(ONE, 0)
    store.upsert([])
    store.upsert([chunk("a.py"), chunk("b.py")])
    store.forget("b.py")
    store.flush()
    store.optimize()
    assert paths(store.by_words(vector([1]), 5, ALL)) == ["a.py"]
    assert stores.disk_bytes() >= 0
    store.close()
    store.close()


@pytest.mark.parametrize("stores", ["embedded", "server"], indirect=True)
class TestWithVectors:
    def test_the_nearest_are_found_among_those_that_have_a_vector(self, store: IndexStore) -> None:
        store.upsert([chunk(path) for path in ("a.py", "b.py", "c.py")])
        assert list(store.by_meaning([1.0, 0.0], 5, ALL)) == []
        store.fill({key("a.py"): [0.6, 0.8], key("b.py"): [1.0, 0.0], key("gone.py"): [1.0, 0.0]})
        found = store.by_meaning([1.0, 0.0], 5, ALL)
        assert [(each.path, round(each.score, 4)) for each in found] == [
            ("b.py", 1.0),
            ("a.py", 0.6),
        ]
        assert paths(store.by_meaning([1.0, 0.0], 5, Where(without=("b.py",)))) == ["a.py"]

    def test_a_replaced_point_loses_its_vector(self, store: IndexStore) -> None:
        store.upsert([chunk("a.py")])
        store.fill({key("a.py"): [1.0, 0.0]})
        store.upsert([chunk("a.py")])
        assert list(store.by_meaning([1.0, 0.0], 5, ALL)) == []

    def test_a_vector_of_another_dimension_is_refused(self, store: IndexStore) -> None:
        store.upsert([chunk("a.py")])
        with pytest.raises(StoreFailed, match="vectors of 3 numbers where the index keeps 2"):
            store.fill({key("a.py"): [1.0, 0.0, 0.0]})
        assert list(store.by_meaning([1.0, 0.0, 0.0], 5, ALL)) == []


def test_memory_keeps_no_vectors() -> None:
    from sansfil.adapters.stores.memory import MemoryStore

    store = MemoryStore()
    store.upsert([chunk("a.py")])
    store.fill({key("a.py"): [1.0, 0.0]})
    assert list(store.by_meaning([1.0, 0.0], 5, ALL)) == []
