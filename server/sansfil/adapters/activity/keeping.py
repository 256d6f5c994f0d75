"""A database that is opened when it is first needed; what goes wrong costs an entry, no more."""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sansfil.adapters.activity.limits import ActivityLimits
from sansfil.adapters.database import (
    Layout,
    Strange,
    obstacle,
    opened,
    opened_to_read,
    put_aside,
    result_code,
)
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import StoreError

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
Work = Callable[[sqlite3.Connection], Answer]
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)


class Keeping:
    """For one thread. `prepare` is done once with every database that was opened to be written; `check`
    reads enough of one to raise where it is damaged."""

    def __init__(
        self,
        layout: Layout,
        folder: Path,
        limits: ActivityLimits,
        prepare: Work[object],
        check: Work[object],
    ) -> None:
        self._layout, self._folder = layout, folder
        self._limits = limits
        self._prepare, self._check = prepare, check
        self._database: sqlite3.Connection | None = None
        self._is_given_up = False
        self.problem: Phrase | None = None

    def tried(self, work: Work[Answer]) -> Answer | None:
        """What `work` gives, None where it fails; a damaged database is begun anew, once."""
        try:
            return work(self._opened())
        except (Strange, sqlite3.Error) as error:
            if not isinstance(error, Strange) and result_code(error) not in _DAMAGED:
                # A full disk or another window's lock may pass.
                log.warning("A record of a request was lost: %s.", type(error).__name__)
                return None
            return self._tried_anew(work)
        except (OSError, StoreError) as error:
            return self._give_up(str(error))

    def read(self, work: Work[Answer], nothing: Answer) -> Answer | None:
        """Like `tried`, but makes nothing on disk, and reads what cannot be written to."""
        why = "" if self._database else obstacle(self._layout, self._folder)
        if why:
            self._cannot_write(why)
        if not self.is_there:
            return nothing
        return self._read_only(work) if why else self.tried(work)

    @property
    def is_there(self) -> bool:
        # A folder that may not be entered raises from Path.exists().
        return self._database is not None or os.path.exists(self._folder / self._layout.name)  # noqa: PTH110

    def forget_aside(self) -> None:
        """Raises OSError."""
        (self._folder / self._layout.aside).unlink(missing_ok=True)

    def close(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
        self._database = None

    def _read_only(self, work: Work[Answer]) -> Answer | None:
        try:
            with contextlib.closing(opened_to_read(self._layout, self._folder)) as database:
                return work(database)
        except (Strange, sqlite3.Error, OSError, StoreError):
            return None

    def _opened(self) -> sqlite3.Connection:
        if self._is_given_up:
            raise StoreError("it was given up before")
        if self._database is None:
            bounds = (self._limits.lock_ms / 1000, self._limits.most_file_bytes)
            self._database = opened(self._layout, self._folder, *bounds)
            self._prepare(self._database)
        return self._database

    def _tried_anew(self, work: Work[Answer]) -> Answer | None:
        self.close()
        try:
            self._replace_what_is_strange()
            return work(self._opened())
        except (Strange, sqlite3.Error, OSError, StoreError) as error:
            return self._give_up(str(error))

    def _replace_what_is_strange(self) -> None:
        try:
            # Another window may have begun anew already.
            self._check(self._opened())
        except (Strange, sqlite3.Error):
            self.close()
            put_aside(self._layout, self._folder)
            aside = self._folder / self._layout.aside
            self.problem = phrase("problem.activity_damaged", path=aside)

    def _give_up(self, why: str) -> None:
        self.close()
        if not self._is_given_up:
            self._is_given_up = True
            self._cannot_write(why)

    def _cannot_write(self, why: str) -> None:
        self.problem = phrase("problem.activity_unwritable", path=self._folder, why=why)
