"""A database prepared by somebody else runs no code, opens no file and removes none.

Each attack is first shown to work on diskcache as it comes, so that it is known to be one.
"""

import contextlib
import pickle
import sqlite3
from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sansfil.adapters.disk_cache.folder import KNOWN_SCHEMA, digest_of
from sansfil.adapters.disk_cache.shelf import Shelf, _row_key  # pyright: ignore[reportPrivateUsage]
from sansfil.adapters.disk_cache.text_disk import StrangeRow, TextDisk
from tests.adapters.test_disk_cache import ONE, PATIENT

diskcache: Any = import_module("diskcache")
PLAIN_DISKS: tuple[Any, ...] = (diskcache.Disk, diskcache.JSONDisk)
KEY = "here"


@dataclass(frozen=True)
class Bomb:
    """Makes a folder at `marker` when it is unpickled."""

    marker: Path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.mkdir, (self.marker,)

    @property
    def went_off(self) -> bool:
        return self.marker.exists()

    def defused(self) -> "Bomb":
        if self.went_off:
            self.marker.rmdir()
        return self


@pytest.fixture
def bomb(tmp_path: Path) -> Bomb:
    return Bomb(tmp_path / "code ran")


@contextlib.contextmanager
def plain(folder: Path, disk: Any) -> Generator[Any]:
    """diskcache as it comes."""
    cache = diskcache.Cache(str(folder), disk=disk)
    try:
        yield cache
    finally:
        cache.close()


@contextlib.contextmanager
def ours(folder: Path) -> Generator[Shelf]:
    shelf = Shelf(folder, PATIENT)
    shelf.open()
    try:
        yield shelf
    finally:
        shelf.close()


def plant(folder: Path, sql: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(folder / "cache.db", isolation_level=None)) as database:
        database.execute(sql, values)


def rows(folder: Path, sql: str = "SELECT * FROM Cache") -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(folder / "cache.db")) as database:
        return database.execute(sql).fetchall()


def a_plain_cache(tmp_path: Path, disk: Any) -> Path:
    folder = tmp_path / disk.__name__
    with plain(folder, disk) as cache:
        cache.set(KEY, "harmless")
    return folder


def our_cache(tmp_path: Path) -> Path:
    folder = tmp_path / "ours"
    with ours(folder) as shelf:
        shelf.write(KEY, [ONE])
        assert shelf.read(KEY) == (ONE,)
    return folder


def read_plainly(folder: Path, disk: Any) -> object:
    # Whatever comes of what the code leaves behind.
    with plain(folder, disk) as cache, contextlib.suppress(Exception):
        return cache.get(KEY)
    return None


PICKLED_VALUE = "UPDATE Cache SET mode = 4, value = ?"
PICKLED_FILE = "UPDATE Cache SET mode = 4, value = NULL, filename = 'bomb.val'"


@pytest.mark.parametrize("disk", PLAIN_DISKS)
def test_a_pickled_value_runs_code_in_diskcache_but_not_here(
    tmp_path: Path, bomb: Bomb, disk: Any
) -> None:
    folder = a_plain_cache(tmp_path, disk)
    plant(folder, PICKLED_VALUE, pickle.dumps(bomb))
    read_plainly(folder, disk)
    assert bomb.went_off

    folder = our_cache(tmp_path)
    plant(folder, PICKLED_VALUE, pickle.dumps(bomb.defused()))
    with ours(folder) as shelf:
        assert shelf.read(KEY) == ()
    assert not bomb.went_off
    assert rows(folder) == []


@pytest.mark.parametrize("disk", PLAIN_DISKS)
def test_a_pickled_file_runs_code_in_diskcache_but_not_here(
    tmp_path: Path, bomb: Bomb, disk: Any
) -> None:
    folder = a_plain_cache(tmp_path, disk)
    plant(folder, PICKLED_FILE)
    (folder / "bomb.val").write_bytes(pickle.dumps(bomb))
    read_plainly(folder, disk)
    assert bomb.went_off

    folder = our_cache(tmp_path)
    plant(folder, PICKLED_FILE)
    (folder / "bomb.val").write_bytes(pickle.dumps(bomb.defused()))
    with ours(folder) as shelf:
        assert shelf.read(KEY) == ()
        shelf.write(KEY, [ONE])
        assert shelf.read(KEY) == (ONE,)
    assert not bomb.went_off


@pytest.mark.parametrize("disk", PLAIN_DISKS)
def test_a_pickled_key_runs_code_in_diskcache_but_not_here(
    tmp_path: Path, bomb: Bomb, disk: Any
) -> None:
    planted = pickle.dumps(bomb)
    folder = a_plain_cache(tmp_path, disk)
    plant(folder, "UPDATE Cache SET raw = 0, key = ?", planted)
    with plain(folder, disk) as cache, contextlib.suppress(Exception):
        list(cache)
    assert bomb.went_off

    bomb.defused()
    folder = our_cache(tmp_path)
    plant(folder, "UPDATE Cache SET raw = 0, key = ?", planted)
    with ours(folder) as shelf:
        assert shelf.read(KEY) == ()
    with plain(folder, TextDisk) as cache, pytest.raises(StrangeRow):
        list(cache)
    assert not bomb.went_off


@pytest.mark.parametrize(
    "change",
    [
        "mode = 2, value = NULL, filename = '../victim'",
        "mode = 3, value = NULL, filename = '../victim'",
        "mode = 3, filename = '../victim'",
        "filename = '../victim'",
        "mode = 0",
        "mode = NULL",
        "mode = 'x'",
        "value = 1",
        "value = NULL",
        "value = x'00ff'",
        "value = CAST(x'fffe' AS TEXT)",
        "value = '[[1, 2, 3]]'",
    ],
)
def test_a_row_of_any_other_form_is_absent_and_removed(tmp_path: Path, change: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text('[["    ", "a diary", true]]')
    folder = our_cache(tmp_path)
    plant(folder, f"UPDATE Cache SET {change}")
    with ours(folder) as shelf:
        assert shelf.read(KEY) == ()
    assert rows(folder) == []
    assert victim.exists()


def test_a_file_that_a_row_names_is_removed_by_diskcache_but_not_here(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("a diary")
    folder = our_cache(tmp_path)
    plant(folder, "UPDATE Cache SET filename = ?", str(victim))
    with ours(folder) as shelf:
        shelf.write(KEY, [ONE])
    assert victim.exists()

    folder = a_plain_cache(tmp_path, diskcache.Disk)
    plant(folder, "UPDATE Cache SET filename = ?", str(victim))
    with plain(folder, diskcache.Disk) as cache:
        cache.set(KEY, "new")
    assert not victim.exists()


def test_a_file_outside_is_shown_by_diskcache_but_not_here(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("a diary")
    folder = a_plain_cache(tmp_path, diskcache.Disk)
    plant(folder, "UPDATE Cache SET mode = 3, filename = '../victim'")
    assert read_plainly(folder, diskcache.Disk) == "a diary"


SETTING = "INSERT OR REPLACE INTO Settings VALUES (?, ?)"


def test_a_setting_can_move_diskcache_to_another_folder_but_not_us(tmp_path: Path) -> None:
    folder, other = a_plain_cache(tmp_path, diskcache.Disk), tmp_path / "theirs"
    other.mkdir()
    plant(folder, SETTING, "_directory", str(other))
    assert read_plainly(folder, diskcache.Disk) is None
    assert (other / "cache.db").exists()

    (other / "cache.db").unlink()
    folder = our_cache(tmp_path)
    plant(folder, SETTING, "_directory", str(other))
    plant(folder, SETTING, "disk__directory", str(other))
    with ours(folder) as shelf:
        assert shelf.read(KEY) == (ONE,)
    assert not (other / "cache.db").exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("get", "x"),
        ("_sql", "x"),
        ("_disk", "x"),
        ("_local", 1),
        ("__class__", "x"),
        ("disk_fetch", "x"),
        ("disk___class__", "x"),
        ("disk_unknown", 1),
        ("eviction_policy", "x') --"),
        ("size_limit", 0),
        ("size", 2**62),
        ("size", "x"),
        ("count", b"x"),
        ("cull_limit", "x"),
        ("statistics", 1),
        ("sqlite_journal_mode", "off"),
        ("sqlite_mmap_size", 2**40),
        ("sqlite_writable_schema", 1),
        ("sqlite_synchronous", "0; ATTACH '/tmp/x' AS y"),
        ("sqlite_user_version = 7 --", 1),
        ("sqlite_temp_store_directory", "'/'"),
        ("sqlite_", "x"),
        (b"\xff", b"\xff"),
    ],
)
def test_no_planted_setting_reaches_diskcache(tmp_path: Path, key: object, value: object) -> None:
    folder = our_cache(tmp_path)
    plant(folder, SETTING, key, value)
    with ours(folder) as shelf:
        assert shelf.read(KEY) == (ONE,)
        shelf.write("there", [ONE])
        assert shelf.read("there") == (ONE,)
    assert rows(folder, "PRAGMA user_version") == [(0,)]
    left = rows(folder, "SELECT key, value FROM Settings")
    assert (key, value) not in left
    assert ("size", 0) in left


def test_a_planted_setting_runs_a_pragma_in_plain_diskcache(tmp_path: Path) -> None:
    folder = a_plain_cache(tmp_path, diskcache.Disk)
    plant(folder, SETTING, "sqlite_user_version = 7 --", 1)
    read_plainly(folder, diskcache.Disk)
    assert rows(folder, "PRAGMA user_version") == [(7,)]


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TRIGGER evil AFTER INSERT ON Cache BEGIN UPDATE Cache SET value = 'evil'; END",
        "CREATE TRIGGER evil AFTER UPDATE ON Settings BEGIN DELETE FROM Cache; END",
        "CREATE VIEW evil AS SELECT 1",
        "CREATE TABLE evil (x)",
        "CREATE INDEX evil ON Cache (hex(zeroblob(100)))",
        "ALTER TABLE Cache ADD COLUMN evil TEXT AS (hex(value))",
    ],
)
def test_a_database_with_another_schema_is_begun_anew(tmp_path: Path, schema: str) -> None:
    folder = our_cache(tmp_path)
    plant(folder, schema)
    with ours(folder) as shelf:
        assert shelf.read(KEY) == ()
        shelf.write(KEY, [ONE])
        assert shelf.read(KEY) == (ONE,)
    assert not any("evil" in str(row) for row in rows(folder, "SELECT * FROM sqlite_schema"))


def test_an_endless_view_in_the_place_of_the_table_is_never_read(tmp_path: Path) -> None:
    folder = our_cache(tmp_path)
    plant(folder, "DROP TABLE Cache")
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n"
    plant(folder, f"CREATE VIEW Cache AS {endless}")
    with ours(folder) as shelf:
        shelf.write(KEY, [ONE])
        assert shelf.read(KEY) == (ONE,)


def test_what_we_call_the_schema_is_what_diskcache_makes(tmp_path: Path) -> None:
    made = rows(our_cache(tmp_path), "SELECT name, sql FROM sqlite_schema")
    assert {str(name): digest_of(str(sql) if sql else None) for name, sql in made} == KNOWN_SCHEMA


def test_keys_are_digests_so_that_none_can_be_guessed_into_a_path(tmp_path: Path) -> None:
    assert rows(our_cache(tmp_path), "SELECT key FROM Cache") == [(_row_key(KEY),)]


def test_the_disk_itself_refuses_to_store_anything_but_text(tmp_path: Path) -> None:
    disk = TextDisk(str(tmp_path))
    for value in (b"bytes", 1, None, ["list"], {"a": 1}):
        with pytest.raises(StrangeRow):
            disk.store(value, False)
        with pytest.raises(StrangeRow):
            disk.put(value)
    with pytest.raises(StrangeRow):
        disk.store("text", True)
    with pytest.raises(StrangeRow):
        disk.filename()
    assert list(tmp_path.iterdir()) == []
