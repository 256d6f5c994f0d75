"""The embedded store and what may happen to its folder: killed writers, others, damage, a full disk."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import sansfil
from sansfil.adapters.stores.edge import EdgeStore, opened
from sansfil.adapters.stores.edge_stores import EdgeStores
from sansfil.core.phrases import sentence
from sansfil.ports.index import StoreBusy, StoreCorrupt, StoreFailed, Where
from tests.adapters.stores.points import chunk, key, paths, vector

ROOM = 1 << 20
TESTS = Path(__file__).parents[3]
# Says the number of each batch once the store has taken it.
WRITER = """
import sys
from pathlib import Path
from sansfil.adapters.stores.edge import opened
from tests.adapters.stores.points import chunk

store = opened(Path(sys.argv[1]), 0, 1 << 20)
for batch in range(10_000):
    store.upsert([chunk(f"{batch}.py", {1: 1.0, batch + 2: 1.0}, n) for n in range(20)])
    print(batch, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index" / "0000000a"


def filled(folder: Path, dimension: int = 0) -> None:
    store = opened(folder, dimension, ROOM)
    store.upsert([chunk(f"{n}.py", {1: 1.0}) for n in range(50)])
    store.close()


def test_what_was_acknowledged_survives_a_kill(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{Path(sansfil.__file__).parents[1]}:{TESTS}"}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as writer:
        assert writer.stdout is not None
        last = -1
        while last < 40:
            last = int(writer.stdout.readline())
        writer.kill()
        last = max([last, *map(int, writer.stdout.read().split())])
    store = opened(folder, 0, ROOM)
    try:
        assert store.count() >= 20 * (last + 1)
        for batch in (0, last):
            assert len(store.by_words(vector([batch + 2]), 30, Where())) == 20
    finally:
        store.close()


def test_a_second_opener_is_told_that_it_is_busy_until_the_first_closes(folder: Path) -> None:
    first = opened(folder, 0, ROOM)
    with pytest.raises(StoreBusy):
        opened(folder, 0, ROOM)
    first.upsert([chunk("a.py")])
    first.close()
    second = opened(folder, 0, ROOM)
    assert second.count() == 1
    second.close()


def test_a_closed_store_says_so_and_is_not_taken_for_damaged(folder: Path) -> None:
    store = opened(folder, 0, ROOM)
    store.close()
    with pytest.raises(StoreFailed, match="closed") as told:
        store.count()
    assert not isinstance(told.value, StoreCorrupt)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def garble(path: Path) -> None:
    path.write_bytes(b"\xff" * max(64, path.stat().st_size))


@pytest.mark.parametrize("damage", [empty, garble])
@pytest.mark.parametrize(
    "damaged", ["edge_config.json", "segment.json", "version.info", "first-index", "status.dat"]
)
def test_a_damaged_shard_is_corrupt_and_made_anew_once_it_is_set_aside(
    folder: Path, damaged: str, damage: Callable[[Path], None]
) -> None:
    filled(folder, 2)
    for path in folder.rglob(damaged):
        damage(path)
    with pytest.raises(StoreCorrupt) as told:
        opened(folder, 2, ROOM)
    assert str(folder) in sentence(told.value.said, "fr")
    stores = EdgeStores(folder.parent, ROOM)
    stores.set_aside(folder.name)
    store = stores.opened(folder.name, 2)
    assert store.count() == 0
    store.close()


@pytest.mark.parametrize("dimension", [0, 2, 3])
def test_an_index_of_another_dimension_is_never_searched_with_this_one(
    folder: Path, dimension: int
) -> None:
    filled(folder, 4)
    if dimension:
        with pytest.raises(StoreCorrupt):
            opened(folder, dimension, ROOM)
        return
    store = opened(folder, 0, ROOM)
    assert list(store.by_meaning([1.0, 0.0], 5, Where())) == []
    assert len(store.by_words(vector([1]), 60, Where())) == 50
    store.close()


def test_opening_that_has_ended_the_process_twice_is_not_tried_again(folder: Path) -> None:
    filled(folder)
    marker = folder.with_name(f"{folder.name}.opening")
    marker.write_bytes(b"..")
    with pytest.raises(StoreCorrupt):
        opened(folder, 0, ROOM)
    assert not marker.exists()
    store = opened(folder, 0, ROOM)
    assert not marker.exists()
    store.close()


def test_nothing_is_written_to_a_disk_that_is_nearly_full(folder: Path) -> None:
    filled(folder, 2)
    store = opened(folder, 2, room_bytes=1 << 62)
    attempts: list[Callable[[], None]] = [
        lambda: store.upsert([chunk("new.py", [1])]),
        lambda: store.forget("1.py"),
        lambda: store.fill({key("1.py"): [1.0, 0.0]}),
        store.flush,
        store.optimize,
    ]
    for attempt in attempts:
        with pytest.raises(StoreFailed, match="nearly full") as told:
            attempt()
        assert type(told.value) is StoreFailed
    assert len(store.by_words(vector([1]), 60, Where())) == 50
    store.close()


def test_no_index_is_begun_on_a_disk_that_is_nearly_full(folder: Path) -> None:
    with pytest.raises(StoreFailed, match="nearly full"):
        opened(folder, 0, room_bytes=1 << 62)
    assert not folder.exists()


def test_a_place_where_nothing_can_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match="a file is in its way") as told:
        opened(tmp_path / "file" / "0000000a", 0, ROOM)
    assert type(told.value) is StoreFailed


def test_a_shard_that_was_not_finished_is_begun_anew(folder: Path) -> None:
    leftover = folder.with_name(f"{folder.name}.new") / "segments"
    leftover.mkdir(parents=True)
    store = opened(folder, 0, ROOM)
    assert store.count() == 0
    assert not leftover.exists()
    store.close()


def test_room_is_given_back_where_most_was_forgotten(folder: Path) -> None:
    store = opened(folder, 0, ROOM)
    store.upsert([chunk(f"{n}.py", {1: 1.0, n: 1.0}) for n in range(2000, 4000)])
    for number in range(2000, 3500):
        store.forget(f"{number}.py")
    store.flush()
    before = EdgeStores(folder.parent).disk_bytes()
    store.optimize()
    store.flush()
    assert store.count() == 500
    assert paths(store.by_words(vector([3600]), 5, Where())) == ["3600.py"]
    assert EdgeStores(folder.parent).disk_bytes() < before
    store.close()


class TestFolders:
    def test_only_what_is_ours_is_dropped(self, tmp_path: Path) -> None:
        stores = EdgeStores(tmp_path, ROOM)
        for name in ("0000000a", "0000000b"):
            stores.opened(name, 0).close()
        others = [
            tmp_path / name for name in ("state.sqlite", "notes", "0000000ab", "0000000b.sqlite")
        ]
        for other in others:
            other.write_text("")
        stores.serve("0000000b")
        assert stores.serving() == "0000000b"
        assert not (tmp_path / "0000000a").exists()
        stores.clear()
        assert sorted(tmp_path.iterdir()) == sorted(others)

    def test_an_index_that_somebody_has_open_is_not_dropped(self, tmp_path: Path) -> None:
        stores = EdgeStores(tmp_path, ROOM)
        held: EdgeStore = stores.opened("0000000a", 0)
        stores.opened("0000000b", 0).close()
        stores.serve("0000000b")
        held.upsert([chunk("a.py")])
        assert held.count() == 1
        held.close()
        stores.serve("0000000b")
        assert not (tmp_path / "0000000a").exists()

    @pytest.mark.parametrize("written", [b"", b"\xff\x00", b"../../etc", b"0000000c"])
    def test_a_pointer_to_nothing_of_ours_serves_nothing(
        self, tmp_path: Path, written: bytes
    ) -> None:
        (tmp_path / "serving").write_bytes(written)
        assert EdgeStores(tmp_path, ROOM).serving() == ""

    def test_what_was_set_aside_goes_when_another_index_is_finished(self, tmp_path: Path) -> None:
        stores = EdgeStores(tmp_path, ROOM)
        stores.opened("0000000a", 0).close()
        stores.set_aside("0000000a")
        assert (tmp_path / "0000000a.aside").is_dir()
        store = stores.opened("0000000a", 0)
        stores.serve("0000000a")
        assert not (tmp_path / "0000000a.aside").exists()
        store.close()

    def test_what_a_folder_holds_is_counted_as_it_is_allocated(self, tmp_path: Path) -> None:
        stores = EdgeStores(tmp_path / "index", ROOM)
        assert stores.disk_bytes() == 0
        stores.opened("0000000a", 0).close()
        # The log is a file of tens of megabytes with a hole.
        assert 0 < stores.disk_bytes() < 8 << 20


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_file_where_a_folder_has_to_be_is_told_as_such(tmp_path: Path, depth: int) -> None:
    folder = tmp_path / "index" / "workspace" / "shards"
    in_the_way = (folder, *folder.parents)[depth]
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("")
    stores = EdgeStores(folder)
    for ask in (
        stores.serving,
        lambda: stores.opened("0000000a", 0),
        lambda: stores.serve("0000000a"),
    ):
        with pytest.raises(StoreFailed) as told:
            ask()
        assert told.value.said.key == "index.store_no_folder"
        assert told.value.said.values["folder"] == folder
        assert not isinstance(told.value, StoreCorrupt)
