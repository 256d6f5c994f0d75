"""The file of the ledger, for one thread: opened when it is needed, begun anew when it is damaged."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sansfil.adapters.database import Strange, opened, opened_to_read, put_aside, result_code
from sansfil.adapters.engines.locks import taken
from sansfil.adapters.ledger.booking import close_day
from sansfil.adapters.ledger.counting import is_closed
from sansfil.adapters.ledger.layout import LAYOUT, in_memory
from sansfil.adapters.ledger.limits import LedgerLimits
from sansfil.adapters.ledger.pruning import prune
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import StoreError

Answer = TypeVar("Answer")
Work = Callable[[sqlite3.Connection], Answer]
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_FAILURES = (Strange, sqlite3.Error, OSError, StoreError)


class LedgerFile:
    """Makes nothing on disk before something is written. `clock_s` is of the wall."""

    def __init__(self, folder: Path, limits: LedgerLimits, clock_s: Callable[[], float]) -> None:
        self._folder, self._limits, self._clock_s = folder, limits, clock_s
        self._database: sqlite3.Connection | None = None
        self._opened_as: tuple[int, int] | None = None
        self._uses = 0
        self._is_closed_today = False
        self._why_unwritable = ""

    @property
    def path(self) -> Path:
        return self._folder / LAYOUT.name

    @property
    def problem(self) -> Phrase | None:
        if self._why_unwritable:
            why = self._why_unwritable
            return phrase("problem.ledger_unwritable", path=self._folder, why=why)
        if self._is_closed_today:
            return phrase("problem.ledger_damaged", path=self._folder / LAYOUT.aside)
        return None

    def do(self, work: Work[Answer]) -> Answer:
        """What `work` gives; raises StoreError."""
        try:
            answer = self._attempted(work)
        except _FAILURES as error:
            self.close()
            self._why_unwritable = _reason(error)
            raise StoreError(self._why_unwritable) from error
        self._why_unwritable = ""
        return answer

    def read(self, work: Work[Answer]) -> Answer:
        """What `work` gives, which writes nothing; of an empty ledger where there is none, and of the last
        known one where it cannot be written to. Raises StoreError."""
        # A folder that may not be entered raises from Path.exists().
        if not os.path.exists(self.path):  # noqa: PTH110
            with contextlib.closing(in_memory()) as empty:
                return work(empty)
        try:
            return self.do(work)
        except StoreError:
            return self._read_only(work)

    def close(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
        self._database = None

    def _read_only(self, work: Work[Answer]) -> Answer:
        try:
            with contextlib.closing(opened_to_read(LAYOUT, self._folder)) as database:
                return work(database)
        except _FAILURES as error:
            raise StoreError(_reason(error)) from error

    def _attempted(self, work: Work[Answer]) -> Answer:
        try:
            return work(self._current())
        except (Strange, sqlite3.Error) as error:
            if not _is_damage(error):
                raise
        self.close()
        self._begin_anew()
        return work(self._current())

    def _current(self) -> sqlite3.Connection:
        """The open database; another window may have put it aside, or the user deleted it."""
        if self._database is not None and self._identity() != self._opened_as:
            self.close()
        if self._database is None:
            self._database = self._opened()
            self._opened_as = self._identity()
            prune(self._database, self._limits, self._clock_s())
        self._uses += 1
        if self._uses % self._limits.writes_between == 0:
            prune(self._database, self._limits, self._clock_s())
        self._is_closed_today = is_closed(self._database, self._clock_s())
        return self._database

    def _opened(self) -> sqlite3.Connection:
        limits = self._limits
        database = opened(LAYOUT, self._folder, limits.lock_ms / 1000, limits.most_bytes)
        try:
            if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise Strange
        except BaseException:
            database.close()
            raise
        return database

    def _identity(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino

    def _begin_anew(self) -> None:
        """One window does it; what was spent before is lost, so paid requests rest for the day."""
        lock = taken(self._folder / "mending.lock", self._limits.lock_ms / 1000)
        if lock is None:
            raise StoreError("another window is mending it")
        try:
            if not self._is_sound():
                put_aside(LAYOUT, self._folder)
                with contextlib.closing(self._opened()) as database:
                    close_day(database, self._clock_s())
        finally:
            lock.release()

    def _is_sound(self) -> bool:
        try:
            self._opened().close()
        except (Strange, sqlite3.Error) as error:
            if not _is_damage(error):
                raise
            return False
        return True


def _is_damage(error: Exception) -> bool:
    """Anything else, as a full disk or another window's lock, may pass."""
    return isinstance(error, Strange) or result_code(error) in _DAMAGED


def _reason(error: Exception) -> str:
    if isinstance(error, Strange):
        return "it is not a ledger of ours"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
