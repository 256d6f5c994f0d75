"""The only way between diskcache and its database: text in the row itself, never a pickle or a file.

Imported late, since diskcache costs start-up.
"""

import contextlib
import sqlite3
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

# diskcache has no types, and what can be guessed of them is too narrow to build on.
_diskcache: Any = import_module("diskcache")
_Disk: Any = _diskcache.Disk
_RAW: int = import_module("diskcache.core").MODE_RAW


class StrangeRow(Exception):
    """A row that we never wrote."""


class TextDisk(_Disk):
    """Keys and values are `str` and stand in the database; whatever else a row claims is strange.

    diskcache's own `Disk` unpickles a value of mode 4 and a key that is not raw, opens the file that
    a row names wherever it lies, and removes it when the row goes (`diskcache/core.py`, 5.6.3).
    """

    def put(self, key: object) -> tuple[str, bool]:
        return _text(key), True

    def get(self, key: object, raw: object) -> str:
        if raw != 1:
            raise StrangeRow
        return _text(key)

    def store(self, value: object, read: object, **_: object) -> tuple[int, int, None, str]:
        if read:
            raise StrangeRow
        return 0, _RAW, None, _text(value)

    def fetch(self, mode: object, filename: object, value: object, read: object) -> str:
        if mode != _RAW or filename is not None or read:
            raise StrangeRow
        return _text(value)

    def filename(self, *_: object) -> NoReturn:
        raise StrangeRow

    def remove(self, file_path: object) -> None:
        """Nothing: we write no files, so the one that a row names is not ours to remove."""


class TextCache:
    """Texts by key, those read longest ago forgotten first. Raises sqlite3.Error, for one thread.

    While another window writes for longer than `lock_s`, nothing is found and nothing kept.
    """

    def __init__(self, folder: Path, lock_s: float, total_bytes: int) -> None:
        self._cache: Any = _diskcache.Cache(
            str(folder),
            timeout=lock_s,
            disk=TextDisk,
            eviction_policy="least-recently-used",
            size_limit=total_bytes,
            # A mapped database that another process cuts short would take the server down.
            sqlite_mmap_size=0,
            sqlite_cache_size=512,
        )

    def get(self, key: str) -> str | None:
        """The text at `key`; a row of another form is removed."""
        try:
            return self._cache.get(key)
        except StrangeRow:
            self.remove(key)
        except _diskcache.Timeout:
            pass
        except sqlite3.OperationalError as error:
            # Python's own complaint, without a code of SQLite's: the text is not UTF-8.
            if getattr(error, "sqlite_errorcode", None) is not None:
                raise
            self.remove(key)
        return None

    def set(self, key: str, text: str) -> None:
        with contextlib.suppress(_diskcache.Timeout):
            self._cache.set(key, text)

    def remove(self, key: str) -> None:
        with contextlib.suppress(_diskcache.Timeout):
            self._cache.delete(key)

    def close(self) -> None:
        self._cache.close()


def _text(value: object) -> str:
    if type(value) is not str:
        raise StrangeRow
    return value
