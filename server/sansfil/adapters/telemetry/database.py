"""The file of the database: made for its owner alone, and known by its schema; a strange one is put aside."""

import contextlib
import errno
import os
import sqlite3
import stat
from pathlib import Path

from sansfil.ports import StoreError

NAME = "usage.sqlite3"
ASIDE = "usage.damaged.sqlite3"
COMPANIONS = ("-wal", "-shm", "-journal")
VERSION = 1
SCHEMA = (
    """CREATE TABLE offers (session TEXT NOT NULL, number INTEGER NOT NULL, at_s REAL NOT NULL,
    language TEXT NOT NULL, tier TEXT NOT NULL, engine TEXT NOT NULL, model TEXT NOT NULL,
    length INTEGER NOT NULL, confidence REAL NOT NULL, latency_ms REAL NOT NULL,
    stood_ms REAL NOT NULL, outcome TEXT NOT NULL, source TEXT NOT NULL,
    characters INTEGER NOT NULL, kept_30 INTEGER, kept_120 INTEGER, kept_300 INTEGER,
    PRIMARY KEY (session, number))""",
    "CREATE INDEX offers_by_time ON offers (at_s)",
    """CREATE TABLE judgements (at_s REAL NOT NULL, probability REAL NOT NULL,
    threshold REAL NOT NULL, shown INTEGER NOT NULL, features TEXT NOT NULL)""",
    "CREATE INDEX judgements_by_time ON judgements (at_s)",
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Strange(Exception):
    """The file is not the database that we write."""


def opened(folder: Path, lock_s: float, most_bytes: int) -> sqlite3.Connection:
    """The database in `folder`, made where there is none.

    Raises Strange, StoreError and sqlite3.Error.
    """
    try:
        _prepare(folder, most_bytes)
    except OSError as error:
        raise StoreError(error.strerror or str(error)) from error
    database = sqlite3.connect(folder / NAME, timeout=lock_s, isolation_level=None)
    try:
        _set_up(database)
    except BaseException:
        database.close()
        raise
    return database


def opened_to_read(folder: Path) -> sqlite3.Connection:
    """The database in a `folder` that cannot be written to, as it was when it was closed last.

    Raises Strange, OSError, StoreError and sqlite3.Error.
    """
    path = folder / NAME
    if not stat.S_ISREG(path.lstat().st_mode):
        raise Strange
    _refuse_others(folder.stat())
    # Beside such a file SQLite can make neither its log nor its index (sqlite.org/wal.html, 7).
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        _check(database)
    except BaseException:
        database.close()
        raise
    return database


def obstacle(folder: Path) -> str:
    """Why nothing can be written there, or nothing; makes nothing."""
    places = (folder, *folder.absolute().parents)
    # A folder that may not be entered raises from Path.exists().
    there = next(path for path in places if os.path.exists(path))  # noqa: PTH110
    if not there.is_dir():
        return os.strerror(errno.ENOTDIR)
    path = folder / NAME
    if not _may(there, os.W_OK | os.X_OK) or (path.is_file() and not _may(path, os.W_OK)):
        return os.strerror(errno.EACCES)
    return ""


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def put_aside(folder: Path) -> None:
    """Make room for a new database and keep the strange one; raises OSError."""
    for companion in COMPANIONS:
        (folder / f"{NAME}{companion}").unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        (folder / NAME).replace(folder / ASIDE)


def _prepare(folder: Path, most_bytes: int) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _tighten(folder)
    path = folder / NAME
    with contextlib.suppress(FileNotFoundError):
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > most_bytes:
            raise Strange
    # SQLite gives its log and its index the rights of the database.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK, 0o600))


def _tighten(folder: Path) -> None:
    if not hasattr(os, "geteuid"):
        return  # rights are another matter on Windows, where user folders are private
    status = folder.stat()
    _refuse_others(status)
    if status.st_mode & 0o077:
        folder.chmod(0o700)


def _refuse_others(status: os.stat_result) -> None:
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise StoreError("the folder belongs to another user")


def _set_up(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    # What the user clears is to be gone from the file, too.
    database.execute("PRAGMA secure_delete = ON")
    if _version_of(database) == 0:
        # Two windows may begin at once.
        database.execute("BEGIN IMMEDIATE")
        with database:
            if _version_of(database) == 0 and not _schema_of(database):
                _create(database)
    _check(database)


def _check(database: sqlite3.Connection) -> None:
    version = _version_of(database)
    if version > VERSION:
        raise StoreError("a newer version of Sansfil has written it")
    if version != VERSION or _schema_of(database) != _expected():
        raise Strange


def _create(database: sqlite3.Connection) -> None:
    for statement in SCHEMA:
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")


def _version_of(database: sqlite3.Connection) -> int:
    return database.execute("PRAGMA user_version").fetchone()[0]


def _schema_of(database: sqlite3.Connection) -> set[tuple[str, str | None]]:
    return set(database.execute("SELECT name, sql FROM sqlite_schema"))


def _expected() -> set[tuple[str, str | None]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as model:
        _create(model)
        return _schema_of(model)
