"""The database of generations, for one thread; whatever goes wrong, nothing is kept there."""

import contextlib
import functools
import logging
import sqlite3
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.adapters.database import result_code
from sansfil.adapters.disk_cache import folder as trusted
from sansfil.adapters.disk_cache.entries import decoded, encoded, merged
from sansfil.adapters.disk_cache.limits import CacheLimits
from sansfil.ports import Kept, StoreError

if TYPE_CHECKING:
    from sansfil.adapters.disk_cache.text_disk import TextCache

log = logging.getLogger(__name__)
REBUILDS = 3
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


class Shelf:
    """Raises nothing. A damaged database is begun anew, a few times; then there is none."""

    def __init__(self, folder: Path, limits: CacheLimits) -> None:
        self._folder, self._limits = folder, limits
        self._cache: TextCache | None = None
        self._rebuilds_left = REBUILDS

    def open(self) -> None:
        self._try(self._open)

    def read(self, key: str) -> tuple[Kept, ...]:
        found: list[Kept] = []
        self._try(lambda: found.extend(self._kept_at(_row_key(key))))
        return tuple(found)

    def write(self, key: str, kept: Sequence[Kept]) -> None:
        self._try(lambda: self._merge(_row_key(key), kept))

    def close(self) -> None:
        self._try(self._close)

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except sqlite3.Error as error:
            # A full disk or another window's lock may pass; damage does not.
            if result_code(error) in _DAMAGED:
                self._rebuild()
        except (OSError, StoreError) as error:
            self._give_up(str(error))
        except Exception as error:
            # diskcache raises what it likes where its database is odd; the text may hold code.
            self._give_up(type(error).__name__)

    def _open(self) -> None:
        lock_s, total_bytes = self._limits.lock_ms / 1000, self._limits.total_bytes
        trusted.prepare(self._folder, most_bytes=2 * total_bytes)
        if not trusted.disarmed(self._folder, lock_s):
            trusted.forget(self._folder)
        from sansfil.adapters.disk_cache.text_disk import TextCache

        self._cache = TextCache(self._folder, lock_s, total_bytes)

    def _rebuild(self) -> None:
        self._close()
        if not self._rebuilds_left:
            return
        self._rebuilds_left -= 1
        self._try(self._begin_anew)

    def _begin_anew(self) -> None:
        trusted.forget(self._folder)
        self._open()

    def _kept_at(self, row_key: str) -> tuple[Kept, ...]:
        text = self._cache.get(row_key) if self._cache else None
        kept = () if text is None else decoded(text)
        if kept is None and self._cache:
            self._cache.remove(row_key)
        return kept or ()

    def _merge(self, row_key: str, kept: Sequence[Kept]) -> None:
        if self._cache:
            both = merged(self._kept_at(row_key), kept, self._limits)
            self._cache.set(row_key, encoded(both))

    def _close(self) -> None:
        if self._cache:
            self._cache.close()
        self._cache = None

    def _give_up(self, why: str) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._close()
        _complain(self._folder, why)


@functools.cache
def _complain(folder: Path, why: str) -> None:
    """Once, though every engine has a shelf in the same folder."""
    log.warning("Suggestions are not kept on disk (%s): %s.", folder, why)


def _row_key(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
