"""What lies on disk: killed processes, damage, full disks, servers that are away, other models."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from sansfil.adapters.index_state import SqliteJournals
from sansfil.core.phrases import phrase
from sansfil.core.retrieval import IndexState
from sansfil.ports.index import StoreBusy, StoreCorrupt, StoreFailed, StoreUnreachable
from tests.features.indexing.desk import (
    ROOT,
    Desk,
    FakeEmbedder,
    FakeStores,
    Killed,
    full,
    no_engine,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    for number in range(12):
        made.files.write(f"lib/f{number}.dart", f"class Animal{number} {{ /* cat */ }}\n" * 60)
    yield made
    made.close()


def crash(desk: Desk, calls: int) -> bool:
    """Kill the process at the store's call of this number; whether it got so far."""
    for store in desk.stores.there.values():
        store.fails_after = calls
    try:
        desk.settle()
    except Killed:
        return True
    return False


def acknowledged(desk: Desk) -> set[str]:
    """The files of which the journal on disk says that they are done as they are now."""
    journal = SqliteJournals(desk.folder).opened(desk.stores.served)
    rows = {file.path: file.modified_ns for file in journal.files() if file.blob}
    journal.close()
    return {path for path, time in rows.items() if desk.files.times.get(ROOT / path) == time}


@pytest.mark.parametrize("calls", range(12))
def test_a_kill_at_any_moment_loses_nothing_and_doubles_nothing(desk: Desk, calls: int) -> None:
    desk.settle()
    for number in range(0, 12, 2):
        desk.files.write(f"lib/f{number}.dart", f"class Beast{number} {{}}\n" * 60)
    desk.files.remove("lib/f11.dart")
    desk.close()
    crash(desk, calls)
    desk.kill()
    desk.store.fails_after = None
    done = acknowledged(desk)
    assert len(done) >= 5
    desk.files.read_paths.clear()
    assert desk.settle().files == 11
    assert done.isdisjoint(desk.files.read_paths)
    contents = {(point.path, point.blob) for point in desk.store.points.values()}
    assert len({path for path, _ in contents}) == len(contents) == 11
    assert desk.store.count() == desk.index.status().chunks == len(desk.store.points)
    assert desk.found("beast4")[:1] == ["lib/f4.dart"]
    assert "lib/f11.dart" not in desk.found("animal11")


def test_a_kill_in_the_first_build_goes_on_where_it_was(desk: Desk) -> None:
    for _ in range(30):
        desk.index.step()
    desk.kill()
    desk.files.read_paths.clear()
    desk.settle()
    assert 0 < len(desk.files.read_paths) < 12
    assert desk.index.status().files == 12


def test_points_that_a_loss_of_power_took_are_written_again(desk: Desk) -> None:
    desk.settle()
    desk.close()
    desk.store.forget("lib/f3.dart")
    desk.settle()
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]


def test_points_of_which_nothing_is_known_are_set_aside(desk: Desk, tmp_path: Path) -> None:
    desk.settle()
    desk.close()
    for path in tmp_path.glob("*.journal.sqlite3*"):
        path.unlink()
    old = desk.stores.served
    desk.files.remove("lib/f3.dart")
    assert desk.settle().files == 11
    assert desk.stores.aside == [old]
    assert "lib/f3.dart" not in desk.found("animal3")


def test_a_damaged_store_is_set_aside_and_built_anew_and_said_so(desk: Desk) -> None:
    desk.settle()
    desk.close()
    desk.stores.corrupt = StoreCorrupt("torn")
    status = desk.settle()
    assert status.files == 12
    assert status.problem is not None
    assert status.problem.key == "index.was_damaged"
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    assert desk.reopen().problem is None


def test_a_store_that_breaks_while_it_is_used_is_built_anew(desk: Desk) -> None:
    desk.settle()
    desk.store.failure = StoreCorrupt("torn")
    desk.change("lib/f1.dart", "class Emu {}\n")
    status = desk.settle()
    assert (status.backend, status.files) == ("embedded", 12)
    assert status.problem is not None
    assert desk.found("emu") == ["lib/f1.dart"]


def test_a_full_disk_leaves_the_old_index_until_there_is_one_in_memory(desk: Desk) -> None:
    desk.settle()
    store = desk.store
    store.failure = full()
    desk.change("lib/f1.dart", "class Emu {}\n")
    while desk.index.editions.answering is None:
        desk.index.step()
    store.failure = None
    assert desk.index.status().files == 12
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    status = desk.settle()
    assert status.backend == "memory"
    assert status.files == 12
    assert status.problem is not None
    assert status.problem.key == "index.not_kept"
    assert desk.found("emu") == ["lib/f1.dart"]
    assert not store.is_open


def test_a_cache_that_cannot_be_written_to_means_memory(desk: Desk) -> None:
    desk.stores.failure = full()
    status = desk.settle()
    assert (status.state, status.backend, status.files) == (IndexState.READY, "memory", 12)
    assert status.problem is not None
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]


def test_a_store_that_another_process_holds_means_memory(desk: Desk) -> None:
    desk.stores.failure = StoreBusy("held")
    status = desk.settle()
    assert (status.backend, status.files) == ("memory", 12)
    assert status.problem is not None
    assert status.problem.key == "index.held"


def test_a_journal_that_another_process_holds_means_memory(desk: Desk, tmp_path: Path) -> None:
    desk.settle()
    other = Desk(tmp_path)
    other.files, other.stores = desk.files, desk.stores
    assert other.settle().backend == "memory"
    other.close()
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]


def test_in_memory_nothing_is_written_anywhere(desk: Desk, tmp_path: Path) -> None:
    desk.in_memory()
    assert desk.settle().backend == "memory"
    assert desk.settle().problem == phrase("index.beside")
    assert desk.stores.there == {}
    assert list(tmp_path.iterdir()) == []


def test_while_a_server_is_away_this_machine_answers_and_then_the_server(desk: Desk) -> None:
    desk.otherwise = FakeStores()
    desk.stores.failure = StoreUnreachable("down")
    status = desk.settle()
    assert status.problem is not None
    assert status.problem.key == "index.server_away"
    assert status.files == 12
    assert len(desk.otherwise.there) == 1
    desk.stores.failure = None
    status = desk.wait(40)
    assert status.problem is None
    assert desk.stores.served
    assert desk.store.count() == status.chunks
    desk.store.failure = StoreUnreachable("down again")
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]


def test_a_server_that_stays_away_is_asked_less_and_less(desk: Desk) -> None:
    desk.otherwise = FakeStores()
    desk.stores.failure = StoreUnreachable("down")
    desk.settle()
    desk.wait(2_000)
    assert desk.index.editions.due_s - desk.clock.now_s > 100


def test_rebuilding_answers_from_the_old_one_until_the_new_one_is_whole(desk: Desk) -> None:
    desk.settle()
    old = desk.stores.served
    desk.index.rebuild()
    while not desk.index.editions.building.searchable:
        desk.index.step()
        assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    assert desk.stores.served == old
    desk.settle()
    assert desk.stores.served != old
    assert list(desk.stores.there) == [desk.stores.served]
    new = desk.stores.served
    desk.reopen()
    assert desk.stores.served == new


def test_a_rebuilding_that_was_killed_goes_on_at_the_next_start(desk: Desk) -> None:
    desk.settle()
    old = desk.stores.served
    desk.index.rebuild()
    while not desk.index.editions.building.searchable:
        desk.index.step()
    desk.kill()
    desk.files.read_paths.clear()
    desk.settle()
    assert desk.stores.served != old
    assert len(desk.files.read_paths) < 12


# Dense vectors


def test_meaning_is_filled_in_behind_the_words_and_found(desk: Desk) -> None:
    desk.files.write("pet.py", "wolf\n")
    embedder = FakeEmbedder()
    desk.embedder = lambda: embedder
    status = desk.settle()
    assert status.vectors == status.chunks > 12
    assert status.embedder == "fake 2"
    (hit, *_) = desk.search("hound")
    assert hit.path == "pet.py"
    assert [reason.name for reason in hit.why] == ["meaning"]
    assert desk.search("hound", is_for_completion=True) == []


def test_no_text_is_embedded_twice(desk: Desk) -> None:
    embedder = FakeEmbedder()
    desk.embedder = lambda: embedder
    desk.settle()
    count = len(embedder.texts)
    assert count == len(set(embedder.texts))
    desk.reopen()
    desk.index.rebuild()
    desk.files.write("lib/copy.dart", "class Animal3 { /* cat */ }\n" * 60)
    desk.index.changed([ROOT / "lib/copy.dart"])
    status = desk.wait(2)
    assert status.vectors == status.chunks
    assert embedder.texts == []


def test_an_embedder_that_fails_is_tried_again_and_words_are_found_meanwhile(desk: Desk) -> None:
    embedder = FakeEmbedder(failure=no_engine())
    desk.embedder = lambda: embedder
    status = desk.settle()
    assert status.vectors == 0
    assert status.problem is not None
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    embedder.failure = None
    status = desk.wait(30)
    assert status.vectors == status.chunks
    assert status.problem is None


def test_a_text_that_the_embedder_refuses_keeps_no_other_from_its_vector(desk: Desk) -> None:
    embedder = FakeEmbedder(poison="arsenic")
    desk.embedder = lambda: embedder
    desk.files.write("bad.py", "arsenic = 1\n")
    desk.settle()
    status = desk.wait(300.0)
    assert status.vectors == status.chunks - 1
    assert status.problem is None
    assert "bad.py" in desk.found("arsenic")


def test_an_embedder_that_is_not_there_is_waited_for_and_then_used(desk: Desk) -> None:
    def missing() -> FakeEmbedder:
        raise no_engine()

    desk.embedder = missing
    status = desk.settle()
    assert (status.files, status.embedder) == (12, "")
    assert status.problem is not None
    old, embedder = desk.stores.served, FakeEmbedder()
    desk.close()
    desk.embedder = lambda: embedder
    status = desk.settle()
    assert status.vectors == status.chunks > 0
    assert desk.stores.served != old
    assert list(desk.stores.there) == [desk.stores.served]


def test_another_model_builds_beside_and_going_without_keeps_what_is_there(desk: Desk) -> None:
    desk.embedder = FakeEmbedder
    desk.settle()
    first = desk.stores.served
    desk.close()
    desk.embedder = None
    desk.settle()
    assert desk.stores.served == first
    desk.close()
    desk.embedder = lambda: FakeEmbedder("other 2")
    desk.index.step()
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    status = desk.settle()
    assert status.vectors == status.chunks
    assert desk.stores.served != first


def test_what_is_being_typed_is_not_embedded(desk: Desk) -> None:
    embedder = FakeEmbedder()
    desk.embedder = lambda: embedder
    desk.settle()
    embedder.texts.clear()
    desk.type("lib/f1.dart", "class Quokka {}\n")
    desk.wait(3)
    assert embedder.texts == []
    desk.type("lib/f1.dart", None)
    desk.change("lib/f1.dart", "class Quokka {}\n")
    status = desk.wait(3)
    assert embedder.texts == ["class Quokka {}\n"]
    assert status.vectors == status.chunks


def the_journal(folder: Path) -> Path:
    (path,) = folder.glob("????????.journal.sqlite3")
    return path


def damaged(path: Path, at: int, size: int = 20_000) -> None:
    """Other bytes, the same in every run."""
    content = bytearray(path.read_bytes())
    content[at : at + size] = Random(at).randbytes(len(content[at : at + size]))
    path.write_bytes(content)


def is_said(desk: Desk) -> bool:
    problem = desk.index.status().problem
    return problem is not None and problem.key == "index.was_damaged"


@pytest.mark.parametrize("page", range(1, 12))
def test_a_journal_with_a_damaged_page_is_replaced_once_that_is_seen(desk: Desk, page: int) -> None:
    desk.settle()
    desk.close()
    damaged(the_journal(desk.folder), page * 4_096, 8_192)
    status = desk.settle()
    assert (status.backend, status.files) == ("embedded", 12)
    desk.index.atlas(2_000)  # reads what is not read at a start
    status = desk.settle()
    assert (status.backend, status.files) == ("embedded", 12)
    assert status.problem is None or is_said(desk)
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    assert desk.reopen().problem is None


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path: Path) -> None:
    damaged(path, 0)


@pytest.mark.parametrize("harm", [emptied, halved, overwritten, Path.unlink])
def test_a_journal_that_is_lost_is_begun_anew_and_said_so(
    desk: Desk, harm: Callable[[Path], None]
) -> None:
    desk.settle()
    desk.close()
    harm(the_journal(desk.folder))
    assert desk.settle().files == 12
    assert is_said(desk)
    assert desk.found("animal3")[:1] == ["lib/f3.dart"]
    assert desk.reopen().problem is None


def test_points_that_are_lost_are_said(desk: Desk) -> None:
    desk.settle()
    desk.close()
    desk.store.forget("lib/f3.dart")
    assert desk.settle().files == 12
    assert is_said(desk)
    desk.close()
    desk.stores.there.clear()
    assert desk.settle().files == 12
    assert is_said(desk)
    assert desk.reopen().problem is None


def test_a_server_that_refuses_is_told_as_one_whose_place_is_taken(desk: Desk) -> None:
    desk.otherwise = FakeStores()
    desk.stores.failure = StoreFailed("foreign")
    status = desk.settle()
    assert (status.backend, status.files) == ("embedded", 12)
    assert status.problem is not None and status.problem.key == "index.server_away"
