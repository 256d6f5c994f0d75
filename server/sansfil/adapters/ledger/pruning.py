"""Sums requests that are some days old, so that the ledger stays small and its months stay right."""

import sqlite3

from sansfil.adapters.ledger.booking import transaction
from sansfil.adapters.ledger.limits import LedgerLimits
from sansfil.core.costs import day_of
from sansfil.core.costs.calendar import DAY_S, days_before

_GIVE_UP = "UPDATE requests SET books = 'worst', holder = '' WHERE books = 'open' AND at_s < ?"
_SUM = """INSERT INTO days SELECT day, workspace, model, purpose, books, fault, is_free, COUNT(*),
    SUM(prompt), SUM(cached), SUM(completion), SUM(cost) FROM requests
    WHERE day < ? AND books != 'open'
    GROUP BY day, workspace, model, purpose, books, fault, is_free
    ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
    prompt = prompt + excluded.prompt, cached = cached + excluded.cached,
    completion = completion + excluded.completion, cost = cost + excluded.cost"""
_FORGET_SUMMED = "DELETE FROM requests WHERE day < ? AND books != 'open'"
_FORGET_FOLDERS = """DELETE FROM folders WHERE workspace NOT IN
    (SELECT workspace FROM requests UNION SELECT workspace FROM days)"""


def prune(database: sqlite3.Connection, limits: LedgerLimits, now_s: float) -> None:
    """In one transaction, so that no request is in both tables, or in none."""
    today = day_of(now_s)
    summed = (days_before(today, limits.detail_days),)
    with transaction(database):
        database.execute(_GIVE_UP, (now_s - limits.open_days * DAY_S,))
        database.execute(_SUM, summed)
        database.execute(_FORGET_SUMMED, summed)
        database.execute("DELETE FROM days WHERE day < ?", (days_before(today, limits.days),))
        database.execute("DELETE FROM closures WHERE day < ?", summed)
        database.execute(_FORGET_FOLDERS)
