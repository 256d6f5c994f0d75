"""Journals and vectors on disk: what they keep, who may open them, what becomes of damaged ones."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.index_state import SqliteJournals
from sansfil.adapters.index_state.failures import told
from sansfil.adapters.index_state.journal import SqliteJournal
from sansfil.core.chunks import Symbol
from sansfil.core.ranking import FileKind, SparseVector
from sansfil.ports.index import (
    Cut,
    Digest,
    IndexedFile,
    IndexJournal,
    IndexPoint,
    StoreBusy,
    StoreFailed,
)

FILE = IndexedFile("lib/a.dart", 10, 20, "b" * 40, 1, 0, "dart")
TEXT = "0" * 32


def digest_of(file: IndexedFile) -> Digest:
    sparse = SparseVector((), ())
    place = (file.path, file.blob, 0, 1, 9, "A", "dart", FileKind.CODE)
    symbols = (Symbol("A", "class", "", 1, 9),)
    return Digest(
        file.path, file.blob, "dart", (IndexPoint("k", *place, sparse),), (TEXT,), symbols, {"b": 2}
    )


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[IndexJournal]:
    made = SqliteJournals(tmp_path).opened("one")
    yield made
    made.close()


def test_what_is_finished_is_there_after_opening_again(
    journal: IndexJournal, tmp_path: Path
) -> None:
    skipped = IndexedFile("x.bin", 3, 4, why="index.skipped.binary")
    journal.finish([FILE, skipped], [digest_of(FILE)])
    journal.note("head", "c0")
    journal.close()
    again = SqliteJournals(tmp_path).opened("one")
    assert set(again.files()) == {FILE, skipped}
    assert again.noted("head") == "c0"
    assert again.noted("nothing") == ""
    assert again.cuts(FILE.path) == [Cut(1, 9, TEXT)]
    facts = again.facts(FILE.path)
    assert facts is not None
    assert (facts.symbols, facts.identifiers) == (digest_of(FILE).symbols, {"b": 2})
    again.close()


def test_of_what_was_begun_nothing_is_known(journal: IndexJournal) -> None:
    journal.finish([FILE], [digest_of(FILE)])
    journal.begin([FILE.path, "new.dart"])
    assert {(file.path, file.blob) for file in journal.files()} == {
        (FILE.path, ""),
        ("new.dart", ""),
    }
    assert journal.cuts(FILE.path) == []
    assert journal.facts(FILE.path) is None


def test_what_is_dropped_or_forgotten_is_gone_but_remarks_stay(journal: IndexJournal) -> None:
    other = replace(FILE, path="b.dart")
    journal.finish([FILE, other], [digest_of(FILE), digest_of(other)])
    journal.note("words", "w")
    journal.drop([FILE.path])
    assert journal.files() == [other]
    journal.forget()
    assert journal.files() == []
    assert journal.facts(other.path) is None
    assert journal.noted("words") == "w"


def test_a_second_process_cannot_open_what_one_has_open(
    journal: IndexJournal, tmp_path: Path
) -> None:
    with pytest.raises(StoreBusy):
        SqliteJournals(tmp_path).opened("one")
    SqliteJournals(tmp_path).opened("two").close()


HOLDER = """
import sys
from pathlib import Path
from sansfil.adapters.index_state import SqliteJournals
from sansfil.ports.index import IndexedFile
journal = SqliteJournals(Path(sys.argv[1])).opened("one")
journal.finish([IndexedFile("a.py", 1, 2, "b")], [])
journal.begin(["b.py"])
print("there", flush=True)
sys.stdin.read()
"""


def test_a_killed_process_leaves_what_it_wrote_and_no_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "there\n"
        with pytest.raises(StoreBusy):
            SqliteJournals(tmp_path).opened("one")
        holder.kill()
        holder.wait()
    journal = SqliteJournals(tmp_path).opened("one")
    assert {file.path: file.blob for file in journal.files()} == {"a.py": "b", "b.py": ""}
    journal.close()


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_journal_is_set_aside_and_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one.journal.sqlite3").write_bytes(content)
    journal = SqliteJournals(tmp_path).opened("one")
    assert journal.files() == []
    journal.finish([FILE], [])
    journal.close()
    assert (tmp_path / "one.damaged.journal.sqlite3").read_bytes() == content


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreFailed):
        SqliteJournals(tmp_path / "file").opened("one")
    with pytest.raises(StoreFailed):
        SqliteJournals(tmp_path / "file").vectors()


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "one.journal.sqlite3"
    SqliteJournals(tmp_path).opened("one").close()
    database = sqlite3.connect(path, isolation_level=None)
    pages: int = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages}")
    journal = SqliteJournal(database)
    with pytest.raises(StoreFailed, match="make some room"):
        journal.finish([replace(FILE, path=f"{number}.py" * 50) for number in range(500)], [])
    journal.close()


def test_a_disk_that_is_full_for_the_log_alone_is_told_as_such() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    with pytest.raises(StoreFailed, match="make some room"), told():
        raise error


def test_in_memory_nothing_is_written(tmp_path: Path) -> None:
    journal = SqliteJournals(tmp_path / "none").in_memory()
    journal.finish([FILE], [digest_of(FILE)])
    assert journal.files() == [FILE]
    journal.close()
    assert not (tmp_path / "none").exists()


def test_only_the_named_journals_are_kept(tmp_path: Path) -> None:
    journals = SqliteJournals(tmp_path)
    for name in ("one", "two"):
        journals.opened(name).close()
    assert journals.disk_bytes() > 0
    journals.keep_only(["two", "three"])
    assert [path.name for path in tmp_path.glob("*.sqlite3")] == ["two.journal.sqlite3"]
    journals.clear()
    assert list(tmp_path.iterdir()) == []
    assert journals.disk_bytes() == 0


def test_vectors_are_known_by_model_and_text(tmp_path: Path) -> None:
    vectors = SqliteJournals(tmp_path).vectors()
    vectors.keep("m", {f"t{number}": (float(number), 0.5) for number in range(1_200)})
    vectors.keep("n", {"t1": (7.0,)})
    vectors.close()
    again = SqliteJournals(tmp_path).vectors()
    known = again.known("m", [f"t{number}" for number in range(1_300)])
    assert len(known) == 1_200
    assert list(known["t7"]) == [7.0, 0.5]
    assert {text: list(vector) for text, vector in again.known("n", ["t1", "t2"]).items()} == {
        "t1": [7.0]
    }
    again.close()


def test_vectors_that_cannot_be_kept_are_passed_over(tmp_path: Path) -> None:
    vectors = SqliteJournals(tmp_path).vectors()
    vectors.close()
    vectors.keep("m", {"t": (1.0,)})
    assert vectors.known("m", ["t"]) == {}


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(paths=st.sets(NAMES, max_size=8), word=NAMES)
def test_any_name_comes_back_as_it_was(paths: set[str], word: str) -> None:
    journal = SqliteJournals(Path("unused")).in_memory()
    files = [replace(FILE, path=path) for path in paths]
    symbols = (Symbol(word, "class", word, 0, 1),)
    journal.finish(files, [replace(digest_of(file), symbols=symbols) for file in files])
    assert set(journal.files()) == set(files)
    for path in paths:
        facts = journal.facts(path)
        assert facts is not None
        assert facts.symbols == symbols
    journal.close()
