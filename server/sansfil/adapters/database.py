"""Files of SQLite: made for their owner alone, known by their schema; a strange one is put aside."""

import contextlib
import errno
import os
import sqlite3
import stat
from dataclasses import dataclass
from pathlib import Path

from sansfil.ports import StoreError

COMPANIONS = ("-wal", "-shm", "-journal")
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Layout:
    """What makes a file one of ours: its name, and the statements that made it in this version.

    `is_durable` claims that what was written must survive a loss of power.
    """

    name: str
    version: int
    schema: tuple[str, ...]
    is_durable: bool = False

    @property
    def aside(self) -> str:
        """The name of one that could not be read."""
        return self.name.replace(".", ".damaged.", 1)


class Strange(Exception):
    """The file is not the database that we write."""


def opened(layout: Layout, folder: Path, lock_s: float, most_bytes: int) -> sqlite3.Connection:
    """The database in `folder`, made where there is none.

    Raises Strange, StoreError and sqlite3.Error.
    """
    try:
        _prepare(folder / layout.name, most_bytes)
    except OSError as error:
        raise StoreError(error.strerror or str(error)) from error
    database = sqlite3.connect(folder / layout.name, timeout=lock_s, isolation_level=None)
    try:
        _set_up(layout, database)
    except BaseException:
        database.close()
        raise
    return database


def opened_to_read(layout: Layout, folder: Path) -> sqlite3.Connection:
    """The database in a `folder` that cannot be written to, as it was when it was closed last.

    Raises Strange, OSError, StoreError and sqlite3.Error.
    """
    path = folder / layout.name
    if not stat.S_ISREG(path.lstat().st_mode):
        raise Strange
    _refuse_others(folder.stat())
    # Beside such a file SQLite can make neither its log nor its index (sqlite.org/wal.html, 7).
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        _check(layout, database)
    except BaseException:
        database.close()
        raise
    return database


def result_code(error: Exception) -> int | None:
    """The kind of failure, without what SQLite adds above the lowest byte (sqlite.org/rescode.html); None for
    Python's own complaints."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def obstacle(layout: Layout, folder: Path) -> str:
    """Why nothing can be written there, or nothing; makes nothing."""
    places = (folder, *folder.absolute().parents)
    # A folder that may not be entered raises from Path.exists().
    there = next(path for path in places if os.path.exists(path))  # noqa: PTH110
    if not there.is_dir():
        return os.strerror(errno.ENOTDIR)
    path = folder / layout.name
    if not _may(there, os.W_OK | os.X_OK) or (path.is_file() and not _may(path, os.W_OK)):
        return os.strerror(errno.EACCES)
    return ""


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def put_aside(layout: Layout, folder: Path) -> None:
    """Make room for a new database and keep the strange one; raises OSError."""
    for companion in COMPANIONS:
        (folder / f"{layout.name}{companion}").unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        (folder / layout.name).replace(folder / layout.aside)


def _prepare(path: Path, most_bytes: int) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _tighten(path.parent)
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


def _set_up(layout: Layout, database: sqlite3.Connection) -> None:
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute(f"PRAGMA synchronous = {'FULL' if layout.is_durable else 'NORMAL'}")
    # What the user clears is to be gone from the file, too.
    database.execute("PRAGMA secure_delete = ON")
    if _version_of(database) == 0:
        # Two windows may begin at once.
        database.execute("BEGIN IMMEDIATE")
        with database:
            if _version_of(database) == 0 and not _schema_of(database):
                _create(layout, database)
    _check(layout, database)


def _check(layout: Layout, database: sqlite3.Connection) -> None:
    version = _version_of(database)
    if version > layout.version:
        raise StoreError("a newer version of Sansfil has written it")
    if version != layout.version or _schema_of(database) != _expected(layout):
        raise Strange


def _create(layout: Layout, database: sqlite3.Connection) -> None:
    for statement in layout.schema:
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {layout.version}")


def _version_of(database: sqlite3.Connection) -> int:
    return database.execute("PRAGMA user_version").fetchone()[0]


def _schema_of(database: sqlite3.Connection) -> set[tuple[str, str | None]]:
    return set(database.execute("SELECT name, sql FROM sqlite_schema"))


def _expected(layout: Layout) -> set[tuple[str, str | None]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as model:
        _create(layout, model)
        return _schema_of(model)
