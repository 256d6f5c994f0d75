"""Learned models on disk survive crashes, foreign files and full disks."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sansfil.adapters.corpus_store import KEPT_WORKSPACES, CorpusFolder
from sansfil.core.ngram import encode
from sansfil.ports import StoreError

DOCUMENTS = [("/w/a.py", "def f(x):\n    return x\n")]


def parts() -> tuple[bytes | memoryview, ...]:
    return encode(DOCUMENTS).parts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache/models"


def test_what_is_kept_is_found_by_its_files_and_by_its_workspace(folder: Path) -> None:
    store = CorpusFolder(folder)
    path = store.keep("w", "1", parts())
    assert store.path_of("w", "1") == path
    assert store.path_of("w", "2") is None
    newest = store.newest("w")
    assert newest is not None
    assert newest.document_count == 1


def test_the_folder_is_for_its_owner_alone(folder: Path) -> None:
    path = CorpusFolder(folder).keep("w", "1", parts())
    assert folder.stat().st_mode & 0o077 == 0
    assert path.stat().st_mode & 0o077 == 0


def test_a_new_model_takes_the_place_of_the_old_one_of_its_workspace_only(folder: Path) -> None:
    store = CorpusFolder(folder)
    other = store.keep("other", "1", parts())
    store.keep("w", "1", parts())
    store.keep("w", "2", parts())
    assert store.path_of("w", "1") is None
    assert other.exists()


def test_an_open_model_goes_on_after_it_was_replaced(folder: Path) -> None:
    store = CorpusFolder(folder)
    opened = store.opened(store.keep("w", "1", parts()))
    store.keep("w", "2", parts())
    assert opened.path_of(0) == "/w/a.py"


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_model_is_passed_over(folder: Path, damage: bytes | None) -> None:
    store = CorpusFolder(folder)
    path = store.keep("w", "1", parts())
    content = path.read_bytes()
    path.write_bytes(content[:-9] if damage is None else damage)
    assert store.newest("w") is None
    assert store.path_of("w", "1") is None


def test_the_cache_does_not_grow_without_end(folder: Path) -> None:
    store = CorpusFolder(folder)
    for number in range(KEPT_WORKSPACES + 3):
        store.keep(f"workspace{number}", "1", parts())
    assert len(list(folder.iterdir())) <= KEPT_WORKSPACES + 1


def test_what_a_crash_left_behind_is_cleared_away_in_time(folder: Path) -> None:
    store = CorpusFolder(folder)
    store.keep("w", "1", parts())
    old, fresh = folder / ".unfinished-old", folder / ".unfinished-fresh"
    for path in (old, fresh):
        path.write_bytes(b"half")
    two_hours_ago = time.time() - 7200
    os.utime(old, (two_hours_ago, two_hours_ago))
    store.keep("w", "2", parts())
    assert (old.exists(), fresh.exists()) == (False, True)


def test_a_folder_that_cannot_be_made_is_a_reason_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"\w"):
        CorpusFolder(tmp_path / "file/models").keep("w", "1", parts())


def test_a_write_that_fails_midway_leaves_nothing_behind(folder: Path) -> None:
    store = CorpusFolder(folder)
    store.keep("w", "1", parts())

    def failing() -> "list[bytes]":
        raise OSError(28, "No space left on device")

    class Full:
        def __iter__(self):
            yield b"half"
            failing()

    with pytest.raises(StoreError, match="No space left"):
        store.keep("w", "2", Full())
    assert [path.name for path in folder.iterdir()] == ["w-1.ngram"]


def test_a_model_kept_for_now_is_gone_once_it_was_opened(folder: Path) -> None:
    store = CorpusFolder(folder)
    path = store.keep_for_now(parts())
    corpus = store.opened(path)
    assert corpus.document_count == 1
    assert not path.parent.exists()


def test_a_model_that_cannot_be_kept_even_for_now_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def full() -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match="No space left"):
        CorpusFolder(tmp_path / "models").keep_for_now(full())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.timeout(20)
def test_a_pipe_in_a_models_place_is_not_waited_for(folder: Path) -> None:
    store = CorpusFolder(folder)
    path = store.keep("w", "1", parts())
    path.unlink()
    os.mkfifo(path)
    assert store.newest("w") is None
    with pytest.raises(StoreError):
        store.opened(path)
