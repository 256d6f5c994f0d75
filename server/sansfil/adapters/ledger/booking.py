"""Writes the ledger; each function is one transaction across processes, or a part of one."""

import contextlib
import sqlite3
from collections.abc import Generator
from dataclasses import dataclass, replace

from sansfil.adapters.ledger.counting import counted, is_closed, quota_of, seen_price
from sansfil.core.costs import (
    Books,
    Budget,
    Claim,
    Entry,
    Picos,
    Verdict,
    as_it_costs,
    believed,
    counts,
    day_of,
    until_of,
    verdict,
)
from sansfil.core.costs.calendar import minute_of, next_midnight_s
from sansfil.core.faults import LimitNews
from sansfil.core.phrases import phrase

# Ten thousand dollars for one request is nonsense, and sums have to stay whole numbers of 64 bits.
MOST: Picos = 10**16
MOST_TOKENS, MOST_LETTERS = 10**12, 200
SURER = (Books.OPEN, Books.WORST, Books.ESTIMATED, Books.SETTLED)
_INSERT = """INSERT INTO requests (ticket, holder, at_s, minute, day, account, workspace, purpose, asked,
    model, provider, generation, fault, books, is_free, is_by_typing, counts, worst, cost, prompt, cached,
    written, completion, reasoning)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', 'open', ?, ?, 1, ?, ?, 0, 0, 0, 0, 0)"""
_SETTLE = """UPDATE requests SET holder = '', books = ?, cost = ?, counts = ?, fault = ?, prompt = ?,
    cached = ?, written = ?, completion = ?, reasoning = ?, model = CASE ? WHEN '' THEN model ELSE ? END,
    provider = CASE ? WHEN '' THEN provider ELSE ? END,
    generation = CASE ? WHEN '' THEN generation ELSE ? END WHERE ticket = ?"""
_HEAR = """INSERT INTO limits VALUES (?, ?, ?, ?, ?, (SELECT COALESCE(MAX(number), 0) FROM requests))
    ON CONFLICT DO UPDATE SET most = COALESCE(excluded.most, most), remaining = excluded.remaining,
    until_s = excluded.until_s, after = excluded.after"""
_HEAR_LIMIT = """INSERT INTO limits VALUES (?, ?, ?, NULL, 0, 0)
    ON CONFLICT DO UPDATE SET most = excluded.most"""
_FOLDER = """INSERT INTO folders VALUES (?, ?) ON CONFLICT DO UPDATE SET folder = excluded.folder
    WHERE folder != excluded.folder"""


@dataclass(frozen=True)
class Booking:
    """A claim that was made at `at_s` (Unix time): `ticket` is its name, `holder` that of its process."""

    ticket: str
    holder: str
    claim: Claim
    at_s: float


@contextlib.contextmanager
def transaction(database: sqlite3.Connection) -> Generator[None]:
    """Nobody else writes meanwhile; on disk when it ends without an error."""
    database.execute("BEGIN IMMEDIATE")
    with database:
        yield


def grant(database: sqlite3.Connection, booking: Booking, budget: Budget) -> Verdict:
    """Book it if it may be made."""
    with transaction(database):
        seen = seen_price(database, booking.claim, booking.at_s)
        booking = replace(booking, claim=as_it_costs(booking.claim, seen))
        said = _verdict(database, booking.claim, budget, booking.at_s)
        if said.refusal is None:
            book(database, booking)
    return said


def book(database: sqlite3.Connection, booking: Booking) -> None:
    """A row for it, open at its worst case."""
    claim, at_s = booking.claim, booking.at_s
    worst = _bounded(claim.worst or 0, MOST)
    when = (at_s, minute_of(at_s), day_of(at_s))
    words = (claim.account, claim.workspace, claim.purpose, claim.model, claim.model)
    flags = (claim.is_free, claim.is_by_typing)
    texts = (text[:MOST_LETTERS] for text in words)
    names = (booking.ticket, booking.holder)
    database.execute(_INSERT, (*names, *when, *texts, *flags, worst, worst))
    if claim.folder:
        database.execute(_FOLDER, (claim.workspace, claim.folder[:MOST_LETTERS]))


def withdraw(database: sqlite3.Connection, ticket: str) -> None:
    """The request was never made."""
    database.execute("DELETE FROM requests WHERE ticket = ? AND books = 'open'", (ticket,))


def note(database: sqlite3.Connection, ticket: str, generation: str) -> None:
    values = (generation[:MOST_LETTERS], ticket)
    database.execute("UPDATE requests SET generation = ? WHERE ticket = ?", values)


def settle(database: sqlite3.Connection, ticket: str, entry: Entry) -> bool:
    """What became of it, unless something surer is known; False where there is no such ticket."""
    with transaction(database):
        return settle_within(database, ticket, entry)


def settle_within(database: sqlite3.Connection, ticket: str, entry: Entry) -> bool:
    found = database.execute(
        "SELECT books, worst, fault FROM requests WHERE ticket = ?", (ticket,)
    ).fetchone()
    if found is None:
        return False
    books, worst, fault = found
    # A bill tells what it cost, not how it ended.
    entry = believed(replace(entry, fault=entry.fault or fault), worst)
    if SURER.index(entry.books) >= SURER.index(Books(books)):
        database.execute(_SETTLE, _settled(ticket, entry, worst))
    return True


def hear(database: sqlite3.Connection, account: str, news: LimitNews, now_s: float) -> None:
    """A limit without a remainder leaves what was said of the remainder alone."""
    most = news.limit if news.limit is not None and 0 < news.limit <= MOST_TOKENS else None
    if news.remaining is not None:
        remaining = _bounded(news.remaining, MOST_TOKENS)
        values = (account, news.is_daily, most, remaining, until_of(news, now_s))
        database.execute(_HEAR, values)
    elif most is not None:
        database.execute(_HEAR_LIMIT, (account, news.is_daily, most))


def close_day(database: sqlite3.Connection, now_s: float) -> None:
    """A part of what was spent on this day is lost."""
    database.execute("INSERT OR IGNORE INTO closures VALUES (?)", (day_of(now_s),))


def _verdict(database: sqlite3.Connection, claim: Claim, budget: Budget, now_s: float) -> Verdict:
    if not claim.is_free and is_closed(database, now_s):
        said = phrase("costs.closed_today", model=claim.model)
        return Verdict(said, next_midnight_s(now_s) - now_s)
    quota = quota_of(database, claim.account)
    return verdict(claim, budget, quota, counted(database, claim.account, now_s), now_s)


def _settled(ticket: str, entry: Entry, worst: Picos) -> tuple[object, ...]:
    is_known = entry.cost is not None and entry.books is not Books.OPEN
    cost = _bounded(entry.cost or 0, MOST) if is_known else worst
    tokens = entry.tokens
    numbers = (
        _bounded(number, MOST_TOKENS)
        for number in (
            tokens.prompt, tokens.cached, tokens.written, tokens.completion, tokens.reasoning
        )
    )  # fmt: skip
    words = (entry.model, entry.provider, entry.generation)
    twice = (word[:MOST_LETTERS] for word in words for _ in range(2))
    fault = entry.fault[:MOST_LETTERS]
    return (entry.books, cost, counts(entry.fault), fault, *numbers, *twice, ticket)


def _bounded(number: int, most: int) -> int:
    return max(0, min(number, most))
