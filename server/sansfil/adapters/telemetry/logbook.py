"""The database of what became of suggestions, for one thread; what goes wrong costs a row, no more."""

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sansfil.adapters.database import (
    Layout,
    Strange,
    obstacle,
    opened,
    opened_to_read,
    put_aside,
    result_code,
)
from sansfil.adapters.telemetry.limits import UsageLimits
from sansfil.core.outcomes import Outcome, Source
from sansfil.core.phrases import Phrase, phrase
from sansfil.core.retention import AFTER_S, KEPT_SHARE
from sansfil.core.usage import READ_MS, TAKEN, Left, Total
from sansfil.ports import StoreError

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
DAY_S = 86_400
LAYOUT = Layout(
    "usage.sqlite3",
    1,
    (
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
    ),
)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_REMAINDERS = {30: "kept_30", 120: "kept_120", 300: "kept_300"}
_INSERT_OFFER = f"INSERT OR IGNORE INTO offers VALUES ({', '.join('?' * 14)}, NULL, NULL, NULL)"  # noqa: S608 - only marks
_INSERT_JUDGEMENT = "INSERT INTO judgements VALUES (?, ?, ?, ?, ?)"
_TAKEN = ", ".join(f"'{outcome.value}'" for outcome in TAKEN)
_LAST_LOOK = "COALESCE(kept_300, kept_120, kept_30)"
_LEFT = ", ".join(
    f"SUM(CASE WHEN {kept} IS NULL THEN 0 ELSE characters END), SUM(COALESCE({kept}, 0))"
    for kept in _REMAINDERS.values()
)
_TOTALS = f"""SELECT tier, engine, model, outcome, source, COUNT(*),
    SUM(stood_ms >= {READ_MS} OR outcome IN ({_TAKEN})),
    SUM(COALESCE(characters > 0 AND {_LAST_LOOK} >= {KEPT_SHARE} * characters, 0)),
    SUM(characters), {_LEFT}
    FROM offers WHERE at_s >= ? GROUP BY tier, engine, model, outcome, source"""  # noqa: S608 - constants of ours


class Logbook:
    """Opened at the first row; before that nothing is made on disk. `clock_s` is of the wall."""

    def __init__(self, folder: Path, limits: UsageLimits, clock_s: Callable[[], float]) -> None:
        self._folder, self._limits, self._clock_s = folder, limits, clock_s
        self._database: sqlite3.Connection | None = None
        self._writes = 0
        self._is_given_up = False
        self.problem: Phrase | None = None

    def write_offer(self, *values: Any) -> None:
        """Session, number, then language to characters as in the table."""
        session, number, *others = values
        self._write(_INSERT_OFFER, (session, number, self._clock_s(), *others))

    def write_remainder(self, session: str, number: int, after_s: int, characters: int) -> None:
        column = _REMAINDERS[after_s]
        statement = f"UPDATE offers SET {column} = ? WHERE session = ? AND number = ?"  # noqa: S608 - a name of ours
        self._write(statement, (characters, session, number))

    def write_judgement(self, *values: Any) -> None:
        """Probability, threshold, shown, features."""
        self._write(_INSERT_JUDGEMENT, (self._clock_s(), *values))

    def totals(self, days: int) -> Sequence[Total] | None:
        """None where they cannot be read; no database is no total."""
        since = self._clock_s() - days * DAY_S if days else _midnight(self._clock_s())
        why = "" if self._database else obstacle(LAYOUT, self._folder)
        if why:
            self._cannot_write(why)
        if not self._is_there():
            return ()
        if why:
            return self._read_only(since)
        return self._try(lambda database: _totals(database, since))

    def clear(self) -> str:
        """Forget all; why that failed, or nothing."""
        try:
            (self._folder / LAYOUT.aside).unlink(missing_ok=True)
        except OSError as error:
            return error.strerror or str(error)
        if not self._is_there():
            return ""
        return "" if self._try(_emptied) else "the database cannot be written to"

    def close(self) -> None:
        if self._database is not None:
            with contextlib.suppress(sqlite3.Error):
                self._database.close()
        self._database = None

    def _is_there(self) -> bool:
        # A folder that may not be entered raises from Path.exists().
        return self._database is not None or os.path.exists(self._folder / LAYOUT.name)  # noqa: PTH110

    def _read_only(self, since_s: float) -> Sequence[Total] | None:
        try:
            with contextlib.closing(opened_to_read(LAYOUT, self._folder)) as database:
                return _totals(database, since_s)
        except (Strange, sqlite3.Error, OSError, StoreError):
            return None

    def _write(self, statement: str, values: Sequence[Any]) -> None:
        self._try(lambda database: database.execute(statement, values) and None)
        self._writes += 1
        if self._writes % self._limits.writes_between == 0:
            self._try(self._prune)

    def _try(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        """What `work` gives, None where it fails; a damaged database is begun anew, once."""
        try:
            return work(self._opened())
        except (Strange, sqlite3.Error) as error:
            if not isinstance(error, Strange) and result_code(error) not in _DAMAGED:
                # A full disk or another window's lock may pass.
                log.warning("A record of usage was lost: %s.", type(error).__name__)
                return None
            return self._try_anew(work)
        except (OSError, StoreError) as error:
            return self._give_up(str(error))

    def _try_anew(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer | None:
        self.close()
        try:
            self._replace_what_is_strange()
            return work(self._opened())
        except (Strange, sqlite3.Error, OSError, StoreError) as error:
            return self._give_up(str(error))

    def _replace_what_is_strange(self) -> None:
        try:
            # Another window may have begun anew already.
            _totals(self._opened(), 0.0)
        except (Strange, sqlite3.Error):
            self.close()
            put_aside(LAYOUT, self._folder)
            self.problem = phrase("problem.usage_damaged", path=self._folder / LAYOUT.aside)

    def _opened(self) -> sqlite3.Connection:
        if self._is_given_up:
            raise StoreError("it was given up before")
        if self._database is None:
            limits = self._limits
            self._database = opened(LAYOUT, self._folder, limits.lock_ms / 1000, limits.most_bytes)
            self._prune(self._database)
        return self._database

    def _prune(self, database: sqlite3.Connection) -> None:
        oldest = self._clock_s() - self._limits.days * DAY_S
        for table in ("offers", "judgements"):
            database.execute(f"DELETE FROM {table} WHERE at_s < ?", (oldest,))  # noqa: S608 - a name of ours
            last = f"SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT 1 OFFSET ?"  # noqa: S608
            database.execute(
                f"DELETE FROM {table} WHERE rowid <= ({last})",  # noqa: S608
                (self._limits.rows,),
            )

    def _give_up(self, why: str) -> None:
        self.close()
        if not self._is_given_up:
            self._is_given_up = True
            self._cannot_write(why)

    def _cannot_write(self, why: str) -> None:
        self.problem = phrase("problem.usage_unwritable", path=self._folder, why=why)


def _totals(database: sqlite3.Connection, since_s: float) -> Sequence[Total]:
    rows: list[tuple[Any, ...]] = database.execute(_TOTALS, (since_s,)).fetchall()
    return [_total(row) for row in rows if row[3] in set(Outcome) and row[4] in set(Source)]


def _total(row: tuple[Any, ...]) -> Total:
    tier, engine, model, outcome, source, offers, read, kept, characters, *left = row
    pairs = [Left(left[2 * index], left[2 * index + 1]) for index in range(len(AFTER_S))]
    words = (tier, engine, model, Outcome(outcome), Source(source))
    return Total(*words, offers, read, kept, characters, tuple(pairs))


def _emptied(database: sqlite3.Connection) -> bool:
    for table in ("offers", "judgements"):
        database.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
    database.execute("VACUUM")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True


def _midnight(now_s: float) -> float:
    today = time.localtime(now_s)
    return time.mktime((today.tm_year, today.tm_mon, today.tm_mday, 0, 0, 0, 0, 0, -1))
