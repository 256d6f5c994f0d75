"""What the user said is kept, and what cannot be read was not said."""

import json
import multiprocessing
import os
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from sansfil.adapters.consents import KeptConsents
from sansfil.core.consent import Word
from sansfil.ports import StoreError
from sansfil.ports.leaving import Consents

ORIGIN = "https://openrouter.ai:443"
SAID = [Word.YES, Word.YES_WITHOUT_TRAINING, Word.NO]


def consents_in(folder: Path) -> KeptConsents:
    return KeptConsents(folder, lambda: "2026-11-23")


@pytest.fixture
def kept(tmp_path: Path) -> KeptConsents:
    return consents_in(tmp_path / "consent")


def test_it_fits_the_port(kept: KeptConsents) -> None:
    consents: Consents = kept
    assert consents.word("/home/ada/project", ORIGIN) is Word.UNSAID


@pytest.mark.parametrize("word", SAID)
def test_another_window_reads_what_was_said(kept: KeptConsents, word: Word, tmp_path: Path) -> None:
    kept.keep("/home/ada/project", ORIGIN, word)
    assert consents_in(tmp_path / "consent").word("/home/ada/project", ORIGIN) is word


def test_a_word_holds_for_one_workspace_and_one_origin(kept: KeptConsents) -> None:
    kept.keep("/home/ada/project", ORIGIN, Word.YES)
    assert kept.word("/home/ada/project-2", ORIGIN) is Word.UNSAID
    assert kept.word("/home/ada", ORIGIN) is Word.UNSAID
    assert kept.word("/home/ada/project", "https://elsewhere.example:443") is Word.UNSAID
    assert kept.word("", ORIGIN) is Word.UNSAID


def test_what_was_said_can_be_changed_and_forgotten(kept: KeptConsents) -> None:
    kept.keep("/w", ORIGIN, Word.YES)
    kept.keep("/w", ORIGIN, Word.NO)
    assert kept.word("/w", ORIGIN) is Word.NO
    kept.keep("/w", ORIGIN, Word.UNSAID)
    assert kept.word("/w", ORIGIN) is Word.UNSAID
    assert json.loads(kept.place.read_text("utf-8"))["words"] == {}


def test_the_file_is_for_its_owner_and_tells_people_what_it_holds(kept: KeptConsents) -> None:
    kept.keep("/home/ada/project", ORIGIN, Word.YES)
    assert kept.place.stat().st_mode & 0o777 == 0o600
    (said,) = json.loads(kept.place.read_text("utf-8"))["words"].values()
    assert said == {"word": "yes", "folder": "project", "origin": ORIGIN, "date": "2026-11-23"}
    assert "/home/ada" not in kept.place.read_text("utf-8")


def test_paths_that_are_no_text_are_kept_too(kept: KeptConsents) -> None:
    path = os.fsdecode(b"/home/\xff\xfe")
    kept.keep(path, ORIGIN, Word.YES)
    assert kept.word(path, ORIGIN) is Word.YES


def broken(kept: KeptConsents, content: bytes) -> None:
    kept.keep("/w", ORIGIN, Word.YES)
    kept.place.write_bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff", b'{"version": 2, "words": {}}', b'{"version": 1}',
        b'{"version": 1, "words": []}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_file_that_is_not_ours_says_nothing_and_is_left_alone(
    kept: KeptConsents, content: bytes
) -> None:
    broken(kept, content)
    assert kept.word("/w", ORIGIN) is Word.UNSAID
    with pytest.raises(StoreError, match="remove it"):
        kept.keep("/w", ORIGIN, Word.YES)
    assert kept.place.read_bytes() == content


@pytest.mark.parametrize("told", ["yes", {"word": "perhaps"}, {}, {"word": ["yes"]}, None])
def test_a_word_that_is_none_was_not_said(kept: KeptConsents, told: object) -> None:
    kept.keep("/w", ORIGIN, Word.YES)
    tree = json.loads(kept.place.read_text("utf-8"))
    tree["words"] = dict.fromkeys(tree["words"], told)
    kept.place.write_text(json.dumps(tree), "utf-8")
    assert kept.word("/w", ORIGIN) is Word.UNSAID


def test_no_link_is_followed(kept: KeptConsents, tmp_path: Path) -> None:
    kept.keep("/w", ORIGIN, Word.YES)
    kept.place.rename(tmp_path / "elsewhere.json")
    kept.place.symlink_to(tmp_path / "elsewhere.json")
    assert kept.word("/w", ORIGIN) is Word.UNSAID
    with pytest.raises(StoreError, match="link"):
        kept.keep("/w", ORIGIN, Word.NO)


def test_a_file_that_others_may_write_to_says_nothing(kept: KeptConsents) -> None:
    kept.keep("/w", ORIGIN, Word.YES)
    kept.place.chmod(0o622)
    assert kept.word("/w", ORIGIN) is Word.UNSAID
    with pytest.raises(StoreError, match="others"):
        kept.keep("/w", ORIGIN, Word.NO)


def test_a_pipe_in_its_place_holds_nobody_up(kept: KeptConsents) -> None:
    kept.keep("/w", ORIGIN, Word.YES)
    kept.place.unlink()
    os.mkfifo(kept.place)
    assert kept.word("/w", ORIGIN) is Word.UNSAID
    with pytest.raises(StoreError, match="regular"):
        kept.keep("/w", ORIGIN, Word.YES)


def test_a_file_that_may_only_be_read_stays_as_it_is(kept: KeptConsents) -> None:
    kept.keep("/w", ORIGIN, Word.YES)
    kept.place.chmod(0o400)
    assert kept.word("/w", ORIGIN) is Word.YES
    with pytest.raises(StoreError):
        kept.keep("/w", ORIGIN, Word.NO)
    assert kept.word("/w", ORIGIN) is Word.YES


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    consents = consents_in(tmp_path / "file" / "consent")
    assert consents.word("/w", ORIGIN) is Word.UNSAID
    with pytest.raises(StoreError):
        consents.keep("/w", ORIGIN, Word.YES)


def _keep_many(folder: Path, name: str, start: Barrier) -> None:
    start.wait(30)
    for number in range(40):
        consents_in(folder).keep(f"/{name}/{number}", ORIGIN, Word.YES)


def test_two_windows_at_once_lose_nothing(tmp_path: Path) -> None:
    folder, spawned = tmp_path / "consent", multiprocessing.get_context("spawn")
    start = spawned.Barrier(2)
    windows = [spawned.Process(target=_keep_many, args=(folder, name, start)) for name in "ab"]
    for window in windows:
        window.start()
    for window in windows:
        window.join(50)
    kept = consents_in(folder)
    assert [window.exitcode for window in windows] == [0, 0]
    assert all(kept.word(f"/{name}/{n}", ORIGIN) is Word.YES for name in "ab" for n in range(40))


def test_nothing_unfinished_stays_behind(kept: KeptConsents) -> None:
    kept.keep("/w", ORIGIN, Word.YES)
    assert {path.name for path in kept.place.parent.iterdir()} <= {"consent.json", "consent.lock"}
