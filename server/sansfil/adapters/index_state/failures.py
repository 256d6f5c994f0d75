"""What SQLite fails of, as the index's ports say it; a file of ours, opened or begun anew."""

import contextlib
import sqlite3
import struct
from collections.abc import Generator
from pathlib import Path

from sansfil.adapters.database import Layout, Strange, opened, put_aside, result_code
from sansfil.core.phrases import phrase
from sansfil.ports import StoreError
from sansfil.ports.index import StoreBusy, StoreCorrupt, StoreFailed

LOCK_S = 0.2
MOST_BYTES = 4 * 1024**3
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
# A write-ahead log that finds no room is told as a failure of the disk.
_FULL = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_TAKEN = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def opened_or_anew(layout: Layout, folder: Path) -> sqlite3.Connection:
    """Raises OSError, StoreError and sqlite3.Error."""
    try:
        return opened(layout, folder, LOCK_S, MOST_BYTES)
    except Strange:
        pass
    except sqlite3.DatabaseError as error:
        if result_code(error) not in _DAMAGED:
            raise
    put_aside(layout, folder)
    return opened(layout, folder, LOCK_S, MOST_BYTES)


@contextlib.contextmanager
def transaction(database: sqlite3.Connection) -> Generator[None]:
    """All of it, or nothing."""
    database.execute("BEGIN IMMEDIATE")
    with database:
        yield


@contextlib.contextmanager
def told() -> Generator[None]:
    """What fails in here is told as the port says."""
    try:
        yield
    except StoreFailed:
        raise
    except sqlite3.Error as error:
        raise _failure_of(error) from error
    except OSError as error:
        raise StoreFailed(error.strerror or str(error)) from error
    except Strange as error:
        raise StoreCorrupt("what lies there is no file of Sansfil's") from error
    except StoreError as error:
        raise StoreFailed(str(error)) from error


@contextlib.contextmanager
def understood() -> Generator[None]:
    """What is read in here was written by us; where it is not so, it is damaged."""
    try:
        yield
    except (ValueError, TypeError, struct.error) as error:
        raise StoreCorrupt("what lies there was not written so") from error


def _failure_of(error: sqlite3.Error) -> StoreFailed:
    code = result_code(error)
    if code in _TAKEN:
        return StoreBusy("another process has it open")
    if code in _FULL:
        return StoreFailed(phrase("index.journal_full"))
    # Of a text that is no UTF-8 any more Python complains, without a code of SQLite.
    is_damaged = code in _DAMAGED or "decode to UTF-8" in str(error)
    return StoreCorrupt(str(error)) if is_damaged else StoreFailed(str(error))
