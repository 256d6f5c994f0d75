"""Reads the ledger: what is counted for the next request, and what was spent."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from sansfil.core.costs import (
    Books,
    Claim,
    Counted,
    Picos,
    Quota,
    Remaining,
    Spent,
    Standing,
    standing,
)
from sansfil.core.costs.calendar import day_of, days_before, first_of_month, minute_of
from sansfil.ports.books import OpenTicket, Ticket

MINUTES_IN_DAY = 1_440
_OF_ACCOUNT = "FROM requests WHERE account = ? AND is_free AND counts"
_IN_MINUTES = f"""SELECT COUNT(*), COALESCE(SUM(is_by_typing), 0) {_OF_ACCOUNT}
    AND minute BETWEEN ? AND ?"""
_SINCE = f"SELECT COUNT(*) {_OF_ACCOUNT} AND number > ?"
_COST = """SELECT (SELECT COALESCE(SUM(cost), 0) FROM requests WHERE day BETWEEN :first AND :last)
    + (SELECT COALESCE(SUM(cost), 0) FROM days WHERE day BETWEEN :first AND :last)"""
_SPENT = """SELECT day, workspace, model, purpose, books, fault, is_free, SUM(requests), SUM(prompt),
    SUM(cached), SUM(completion), SUM(cost), COALESCE(folder, '') FROM (
    SELECT day, workspace, model, purpose, books, fault, is_free, 1 AS requests, prompt, cached,
        completion, cost FROM requests WHERE day >= :first
    UNION ALL SELECT day, workspace, model, purpose, books, fault, is_free, requests, prompt, cached,
        completion, cost FROM days WHERE day >= :first)
    LEFT JOIN folders USING (workspace)
    GROUP BY day, workspace, model, purpose, books, fault, is_free ORDER BY day, workspace, model"""
_OPEN = """SELECT ticket, generation, model, at_s, holder FROM requests
    WHERE account = ? AND books = 'open' ORDER BY number"""
_SEEN = """SELECT COALESCE(MAX(cost), 0) FROM requests
    WHERE account = ? AND minute >= ? AND is_free AND asked = ? AND cost > 0"""
_LIMIT = "SELECT most, remaining, until_s, after FROM limits WHERE account = ? AND is_daily = ?"


def counted(database: sqlite3.Connection, account: str, now_s: float) -> Counted:
    """What counts at `now_s`. What was booked on the next day, or in the next minute, counts too: the clock
    was set back since."""
    today, minute = day_of(now_s), minute_of(now_s)
    tomorrow, midnight = days_before(today, -1), minute - minute % MINUTES_IN_DAY
    in_minute, typed = _row(database, _IN_MINUTES, account, minute, minute + 1)
    in_day, _ = _row(database, _IN_MINUTES, account, midnight, midnight + 2 * MINUTES_IN_DAY - 1)
    return Counted(
        in_minute,
        typed,
        in_day,
        _cost(database, today, tomorrow),
        _cost(database, first_of_month(today), tomorrow),
        _remaining(database, account, now_s, is_daily=False),
        _remaining(database, account, now_s, is_daily=True),
    )


def quota_of(database: sqlite3.Connection, account: str) -> Quota:
    """As the provider told it, the usual one otherwise."""
    usual, told = Quota(), [_most(database, account, is_daily=each) for each in (False, True)]
    return Quota(told[0] or usual.per_minute, told[1] or usual.per_day)


def standing_of(database: sqlite3.Connection, account: str, now_s: float) -> Standing:
    """Of `account`, or of the one that was asked last."""
    account = account or _last_account(database)
    return standing(quota_of(database, account), counted(database, account, now_s), now_s)


def spent(database: sqlite3.Connection, days: int, now_s: float) -> Sequence[Spent]:
    first = days_before(day_of(now_s), max(1, days) - 1)
    rows: list[tuple[Any, ...]] = database.execute(_SPENT, {"first": first}).fetchall()
    return [_spent(row) for row in rows if row[4] in set(Books)]


def open_tickets(
    database: sqlite3.Connection, account: str, now_s: float, is_held: Callable[[str], bool]
) -> Sequence[OpenTicket]:
    """Those of `account` that no living process holds."""
    rows: list[tuple[str, str, str, float, str]] = database.execute(_OPEN, (account,)).fetchall()
    return [
        OpenTicket(Ticket(ticket), generation, model, max(0.0, now_s - at_s))
        for ticket, generation, model, at_s, holder in rows
        if not is_held(holder)
    ]


def seen_price(database: sqlite3.Connection, claim: Claim, now_s: float) -> Picos:
    """The most that an answer of this model has cost in the last day though it was claimed as free; 0
    where none has."""
    values = (claim.account, minute_of(now_s) - MINUTES_IN_DAY, claim.model)
    return _row(database, _SEEN, *values)[0] if claim.is_free else 0


def is_closed(database: sqlite3.Connection, now_s: float) -> bool:
    """Whether a part of today's spending was lost."""
    row = (day_of(now_s),)
    return database.execute("SELECT 1 FROM closures WHERE day = ?", row).fetchone() is not None


def _last_account(database: sqlite3.Connection) -> str:
    found = database.execute("SELECT account FROM requests ORDER BY number DESC LIMIT 1").fetchone()
    return found[0] if found else ""


def _remaining(
    database: sqlite3.Connection, account: str, now_s: float, *, is_daily: bool
) -> Remaining | None:
    """None where nothing was said that still holds."""
    found = database.execute(_LIMIT, (account, is_daily)).fetchone()
    if found is None or found[1] is None or found[2] <= now_s:
        return None
    _, remaining, until_s, after = found
    (since,) = _row(database, _SINCE, account, after)
    return Remaining(remaining, until_s, since)


def _most(database: sqlite3.Connection, account: str, *, is_daily: bool) -> int | None:
    found = database.execute(_LIMIT, (account, is_daily)).fetchone()
    return None if found is None else found[0]


def _cost(database: sqlite3.Connection, first: str, last: str) -> int:
    return database.execute(_COST, {"first": first, "last": last}).fetchone()[0]


def _row(database: sqlite3.Connection, statement: str, *values: Any) -> tuple[int, ...]:
    return database.execute(statement, values).fetchone()


def _spent(row: tuple[Any, ...]) -> Spent:
    day, workspace, model, purpose, books, fault, is_free, *numbers, folder = row
    words = (day, workspace, model, purpose, Books(books), fault, bool(is_free))
    requests, prompt, cached, completion, cost = numbers
    return Spent(*words, requests, prompt, cached, completion, cost, folder)
