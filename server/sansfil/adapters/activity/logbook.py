"""What the database of exchanges is asked, for one thread: adding, listing, forgetting, keeping bounds."""

import sqlite3
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sansfil.adapters.activity.keeping import Keeping
from sansfil.adapters.activity.limits import ActivityLimits
from sansfil.adapters.activity.rows import (
    DELETE_BEGUN,
    INSERT,
    LAYOUT,
    SELECT_BODY_BEFORE,
    SELECT_HEADS,
    SELECT_WHOLE,
    recorded_of,
    shared_bytes,
    storable,
    unpacked,
    values_of,
)
from sansfil.core.activity_report import UNFINISHED
from sansfil.core.phrases import Phrase
from sansfil.ports.activity import Exchange, Recorded, Wanted

DAY_S = 86_400
# Beyond every number that is given out.
_NEWEST = 2**62
_SIXTEENTH = 16
_PURPOSES = " AND purpose IN ({marks})"
_NEWEST_FIRST = " ORDER BY number DESC LIMIT ?"
# The newest row up to which there is too much, counted from the newest one back.
_OVER_BYTES = """SELECT MAX(number) FROM (SELECT number, SUM(kept_bytes) OVER (ORDER BY number DESC)
    AS kept FROM exchanges) WHERE kept > ?"""
_OVER_ROWS = "SELECT number FROM exchanges ORDER BY number DESC LIMIT 1 OFFSET ?"


class Logbook:
    """`clock_s` is of the wall."""

    def __init__(self, folder: Path, limits: ActivityLimits, clock_s: Callable[[], float]) -> None:
        self._limits, self._clock_s = limits, clock_s
        self._writes = self._written_bytes = 0
        self._begun: dict[str, int] = {}
        self._keeping = Keeping(LAYOUT, folder, limits, self._prune, _checked)

    @property
    def problem(self) -> Phrase | None:
        return self._keeping.problem

    def add(self, exchange: Exchange) -> None:
        self._keeping.tried(lambda database: self._added(database, exchange))
        self._writes += 1
        is_much = self._written_bytes > self._limits.kept_bytes // _SIXTEENTH
        if is_much or self._writes % self._limits.writes_between == 0:
            self._written_bytes = 0
            self._keeping.tried(self._prune)

    def listed(self, wanted: Wanted) -> Sequence[Recorded] | None:
        """None where they cannot be read."""
        return self._keeping.read(lambda database: _listed(database, wanted), ())

    def whole(self, number: int) -> Recorded | None:
        return self._keeping.read(lambda database: _whole(database, number), None)

    def clear(self) -> str:
        """Forget all; why that failed, or nothing."""
        try:
            self._keeping.forget_aside()
        except OSError as error:
            return error.strerror or str(error)
        if not self._keeping.is_there:
            return ""
        return "" if self._keeping.tried(_emptied) else "the database cannot be written to"

    def close(self) -> None:
        self._keeping.close()

    def _added(self, database: sqlite3.Connection, exchange: Exchange) -> None:
        number = self._begun.pop(exchange.token, None)
        database.execute("BEGIN IMMEDIATE")
        with database:
            number = _taken_out(database, number, exchange)
            shared = shared_bytes(exchange.body, _body_before(database, exchange))
            values = values_of(exchange, shared, self._limits)
            number = database.execute(INSERT, (number, *values)).lastrowid
        self._written_bytes += len(values[-1] or b"") + len(values[-2] or b"")
        if exchange.token and exchange.fault == UNFINISHED and number is not None:
            self._begun[exchange.token] = number

    def _prune(self, database: sqlite3.Connection) -> None:
        limits = self._limits
        oldest_s = self._clock_s() - limits.days * DAY_S
        database.execute("DELETE FROM exchanges WHERE at_s < ?", (oldest_s,))
        for over, most in ((_OVER_BYTES, limits.kept_bytes), (_OVER_ROWS, limits.rows)):
            database.execute(f"DELETE FROM exchanges WHERE number <= ({over})", (most,))  # noqa: S608 - constants


def _taken_out(database: sqlite3.Connection, number: int | None, exchange: Exchange) -> int | None:
    """The number under which it was told before and is to be kept again; None where it is a new one."""
    if number is None:
        return None
    begun = (number, exchange.at_s, len(exchange.body))
    return number if database.execute(DELETE_BEGUN, begun).rowcount else None


def _body_before(database: sqlite3.Connection, exchange: Exchange) -> bytes:
    """Of the same conversation with the same model; empty where there is none, or it is damaged."""
    if not exchange.body:
        return b""
    same = (storable(exchange.origin), storable(exchange.model), storable(exchange.session))
    row = database.execute(SELECT_BODY_BEFORE, same).fetchone()
    try:
        return unpacked(row[0]) if row else b""
    except zlib.error:
        return b""


def _listed(database: sqlite3.Connection, wanted: Wanted) -> Sequence[Recorded]:
    before = min(wanted.before, _NEWEST) if wanted.before > 0 else _NEWEST
    values: list[Any] = [before, *map(storable, wanted.purposes)]
    marks = ", ".join("?" * len(wanted.purposes))
    purposes = _PURPOSES.format(marks=marks) if wanted.purposes else ""
    statement = SELECT_HEADS + purposes + _NEWEST_FIRST
    return [
        recorded_of(row)
        for row in database.execute(statement, (*values, min(wanted.limit, _NEWEST)))
    ]


def _whole(database: sqlite3.Connection, number: int) -> Recorded | None:
    row = database.execute(SELECT_WHOLE, (min(number, _NEWEST),)).fetchone()
    try:
        return None if row is None else recorded_of(row)
    except zlib.error as error:
        # What the file holds there is no text that was ever packed.
        raise sqlite3.DatabaseError(str(error)) from error


def _checked(database: sqlite3.Connection) -> None:
    database.execute("SELECT COUNT(*), SUM(kept_bytes) FROM exchanges").fetchone()


def _emptied(database: sqlite3.Connection) -> bool:
    database.execute("DELETE FROM exchanges")
    database.execute("VACUUM")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return True
