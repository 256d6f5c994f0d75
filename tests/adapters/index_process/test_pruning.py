"""Indexes that nobody opens any more give their room back, and no others do."""

import os
import time
from pathlib import Path

import pytest

from sansfil.adapters.index_process.meeting import LOCK_FILE, Meeting
from sansfil.adapters.index_process.pruning import UNUSED_S, prune

OWN, OTHER = "0" * 16, "a" * 16


def lay_out(folder: Path, age_s: float) -> Path:
    """An index that was opened so long ago."""
    for name in ("shards/one/data", "journals/one.journal.sqlite3", LOCK_FILE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    then_s = time.time() - age_s
    os.utime(folder, (then_s, then_s))
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return lay_out(tmp_path / OWN, 2 * UNUSED_S)


def test_an_index_that_was_not_opened_for_long_is_removed_but_its_lock(own: Path) -> None:
    old = lay_out(own.with_name(OTHER), UNUSED_S + 60)
    prune(own)
    assert [each.name for each in old.iterdir()] == [LOCK_FILE]
    assert {each.name for each in own.parent.iterdir()} == {OWN, OTHER}
    lock = Meeting(old).lock()  # who comes back begins anew
    assert lock is not None
    lock.release()


def test_the_one_that_is_opened_is_used_from_now_on(own: Path) -> None:
    prune(own)
    assert (own / "shards/one/data").exists()
    assert own.stat().st_mtime > time.time() - 3_600


def test_what_was_used_lately_or_is_open_or_not_ours_stays(own: Path) -> None:
    young = lay_out(own.with_name("b" * 16), UNUSED_S - 3_600)
    held = lay_out(own.with_name("c" * 16), 2 * UNUSED_S)
    strange = lay_out(own.with_name("notes"), 2 * UNUSED_S)
    own.with_name("d" * 16).symlink_to(strange, target_is_directory=True)
    lock = Meeting(held).lock()
    assert lock is not None
    prune(own)
    lock.release()
    for folder in (young, held, strange):
        assert (folder / "shards/one/data").exists()


def test_what_a_killed_process_left_half_removed_is_removed(own: Path) -> None:
    left = lay_out(own.with_name(f".pruned-{OTHER}-1"), 0)
    prune(own)
    assert not left.exists()


def test_where_nothing_can_be_listed_nothing_happens(tmp_path: Path) -> None:
    prune(tmp_path / "gone" / OWN)
