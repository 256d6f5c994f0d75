"""Whether a folder and the database in it may be trusted to diskcache; what may not be is removed.

diskcache believes its database: each row of its Settings table becomes a PRAGMA or an attribute of
the cache or of its Disk (`Cache.__init__`, `Cache.reset`), a trigger runs at every write, a view may
stand for a table. So diskcache gets to see only a schema that is its own, and no settings at all.
"""

import contextlib
import os
import sqlite3
import stat
from hashlib import blake2b
from pathlib import Path

from sansfil.ports import StoreError

DATABASE = "cache.db"
DATABASE_FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal")
# What diskcache 5.6.3 creates under our settings; a digest of the SQL tells it from a namesake.
KNOWN_SCHEMA = {
    "Cache": "f81c605c384675d1",
    "Cache_access_time": "1de56bd1e4eda4d1",
    "Cache_expire_time": "4949fde1cfe4ee25",
    "Cache_key_raw": "2d3b7a84156319a7",
    "Settings": "6234be229de339ce",
    "Settings_count_delete": "7371ede2fab7d252",
    "Settings_count_insert": "67632d4b246f73c1",
    "Settings_size_delete": "770949943ce600ac",
    "Settings_size_insert": "ac5f9e455ea7d73f",
    "Settings_size_update": "499c4a28db3bffa3",
    "sqlite_autoindex_Settings_1": "e4a6a0577479b2b4",
}
_FOLDER_ONLY = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


def prepare(folder: Path, most_bytes: int) -> None:
    """Make `folder` ours alone, with nothing in it that others put there; raises StoreError."""
    if os.path.expandvars(folder) != str(folder):
        raise StoreError("diskcache would take a part of the folder's name for a variable")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        others_could_write = _tightened(folder)
        if others_could_write or _is_odd(folder, most_bytes):
            forget(folder)
        _create_privately(folder / DATABASE)
    except OSError as error:
        raise StoreError(error.strerror or str(error)) from error


def disarmed(folder: Path, lock_s: float) -> bool:
    """Take the settings out of the database; False where it is not as diskcache makes it.

    Raises sqlite3.Error.
    """
    with contextlib.closing(_connected(folder, lock_s)) as database:
        schema = database.execute("SELECT name, sql FROM sqlite_schema").fetchall()
        if not all(KNOWN_SCHEMA.get(name) == digest_of(sql) for name, sql in schema):
            return False
        if any(name == "Settings" for name, _ in schema):
            _disarm_settings(database)
    return True


def forget(folder: Path) -> None:
    """Remove the database; raises OSError."""
    for name in DATABASE_FILES:
        (folder / name).unlink(missing_ok=True)


def digest_of(sql: str | None) -> str:
    return blake2b((sql or "").encode("utf-8", "replace"), digest_size=8).hexdigest()


def _connected(folder: Path, lock_s: float) -> sqlite3.Connection:
    database = sqlite3.connect(folder / DATABASE, timeout=lock_s, isolation_level=None)
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _disarm_settings(database: sqlite3.Connection) -> None:
    # The counters stay, since another window may be reading them; no file of ours has a size.
    database.execute("DELETE FROM Settings WHERE key NOT IN ('count', 'size', 'hits', 'misses')")
    database.execute("UPDATE Settings SET value = 0 WHERE value IS NOT 0 AND key <> 'count'")


def _tightened(folder: Path) -> bool:
    """Whether others could write into `folder` until now; raises StoreError where it is not ours."""
    if not hasattr(os, "geteuid"):
        return False  # rights are another matter on Windows, where user folders are private
    descriptor = os.open(folder, os.O_RDONLY | _FOLDER_ONLY)
    try:
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid():
            raise StoreError("the folder belongs to another user")
        if status.st_mode & 0o077:
            os.fchmod(descriptor, 0o700)
        return bool(status.st_mode & 0o022)
    finally:
        os.close(descriptor)


def _is_odd(folder: Path, most_bytes: int) -> bool:
    """Whether a file of the database is a link, a pipe, another user's, or far too large."""
    return any(_is_odd_file(folder / name, most_bytes) for name in DATABASE_FILES)


def _is_odd_file(path: Path, most_bytes: int) -> bool:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    is_ours = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
    return not (stat.S_ISREG(status.st_mode) and is_ours and status.st_size <= most_bytes)


def _create_privately(path: Path) -> None:
    # SQLite gives its log and its index the rights of the database.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
