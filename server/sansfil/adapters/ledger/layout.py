"""The tables of the ledger."""

import sqlite3

from sansfil.adapters.database import Layout

LAYOUT = Layout(
    "ledger.sqlite3",
    1,
    (
        # Numbers are never used twice: what a provider said of the quota counts from one of them on.
        """CREATE TABLE requests (number INTEGER PRIMARY KEY AUTOINCREMENT, ticket TEXT NOT NULL UNIQUE,
    holder TEXT NOT NULL, at_s REAL NOT NULL, minute INTEGER NOT NULL, day TEXT NOT NULL,
    account TEXT NOT NULL, workspace TEXT NOT NULL, purpose TEXT NOT NULL, asked TEXT NOT NULL,
    model TEXT NOT NULL, provider TEXT NOT NULL, generation TEXT NOT NULL, fault TEXT NOT NULL,
    books TEXT NOT NULL, is_free INTEGER NOT NULL, is_by_typing INTEGER NOT NULL,
    counts INTEGER NOT NULL, worst INTEGER NOT NULL, cost INTEGER NOT NULL, prompt INTEGER NOT NULL,
    cached INTEGER NOT NULL, written INTEGER NOT NULL, completion INTEGER NOT NULL,
    reasoning INTEGER NOT NULL)""",
        "CREATE INDEX requests_by_day ON requests (day, cost)",
        # Holds all that the quota needs, so that no row is looked up.
        """CREATE INDEX requests_by_minute
    ON requests (account, minute, is_free, counts, is_by_typing)""",
        "CREATE INDEX requests_open ON requests (account) WHERE books = 'open'",
        """CREATE TABLE days (day TEXT NOT NULL, workspace TEXT NOT NULL, model TEXT NOT NULL,
    purpose TEXT NOT NULL, books TEXT NOT NULL, fault TEXT NOT NULL, is_free INTEGER NOT NULL,
    requests INTEGER NOT NULL, prompt INTEGER NOT NULL, cached INTEGER NOT NULL,
    completion INTEGER NOT NULL, cost INTEGER NOT NULL,
    PRIMARY KEY (day, workspace, model, purpose, books, fault, is_free))""",
        "CREATE TABLE folders (workspace TEXT PRIMARY KEY, folder TEXT NOT NULL)",
        # A limit stays true when what was left of it does not any more.
        """CREATE TABLE limits (account TEXT NOT NULL, is_daily INTEGER NOT NULL, most INTEGER,
    remaining INTEGER, until_s REAL NOT NULL, after INTEGER NOT NULL, PRIMARY KEY (account, is_daily))""",
        "CREATE TABLE closures (day TEXT PRIMARY KEY)",
    ),
    is_durable=True,
)


def in_memory() -> sqlite3.Connection:
    """An empty ledger that lives as long as this process."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    for statement in LAYOUT.schema:
        database.execute(statement)
    return database
