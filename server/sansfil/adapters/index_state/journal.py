"""The journal of one index: which files are done, what they define, where their chunks lie."""

import contextlib
import json
import os
import sqlite3
import struct
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from sansfil.adapters.index_state.failures import told, transaction, understood
from sansfil.core.chunks import Symbol
from sansfil.ports.index import Cut, Digest, IndexedFile

SCHEMA = (
    """CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    blob TEXT NOT NULL, chunks INTEGER NOT NULL, vectors INTEGER NOT NULL, language TEXT NOT NULL,
    why TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE facts (path TEXT PRIMARY KEY, symbols TEXT NOT NULL, identifiers TEXT NOT NULL,
    cuts BLOB NOT NULL)""",
    "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_COLUMNS = "path, size, modified_ns, blob, chunks, vectors, language, why"
_FIELDS = attrgetter(*_COLUMNS.split(", "))
# First and end line, and the 16 bytes of a text's digest.
_CUT = struct.Struct("<II16s")


class SqliteJournal:
    """Fits `IndexJournal`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def files(self) -> Sequence[IndexedFile]:
        with told():
            query = f"SELECT {_COLUMNS} FROM files"  # noqa: S608 - names of ours
            return [IndexedFile(*row) for row in self._database.execute(query)]

    def begin(self, paths: Iterable[str]) -> None:
        rows = [(path,) for path in paths]
        with told(), transaction(self._database):
            self._database.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, 0, 0, '', 0, 0, '', '')", rows
            )
            self._database.executemany("DELETE FROM facts WHERE path = ?", rows)

    def finish(self, files: Iterable[IndexedFile], digests: Iterable[Digest]) -> None:
        rows = [_FIELDS(each) for each in files]
        facts = [_facts_row(digest) for digest in digests]
        with told(), transaction(self._database):
            self._database.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
            self._database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", facts)

    def drop(self, paths: Iterable[str]) -> None:
        rows = [(path,) for path in paths]
        with told(), transaction(self._database):
            self._database.executemany("DELETE FROM files WHERE path = ?", rows)
            self._database.executemany("DELETE FROM facts WHERE path = ?", rows)

    def facts(self, path: str) -> Digest | None:
        row = self._one("SELECT symbols, identifiers FROM facts WHERE path = ?", path)
        if row is None:
            return None
        with understood():
            symbols = tuple(Symbol(*each) for each in json.loads(row[0]))
            return Digest(path, "", "", (), symbols=symbols, identifiers=dict(json.loads(row[1])))

    def cuts(self, path: str) -> Sequence[Cut]:
        row = self._one("SELECT cuts FROM facts WHERE path = ?", path)
        with understood():
            found = _CUT.iter_unpack(row[0]) if row is not None else ()
            return [Cut(first, end, text.hex()) for first, end, text in found]

    def noted(self, name: str) -> str:
        row = self._one("SELECT value FROM notes WHERE name = ?", name)
        return row[0] if row is not None else ""

    def note(self, name: str, value: str) -> None:
        with told():
            self._database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def forget(self) -> None:
        with told(), transaction(self._database):
            self._database.execute("DELETE FROM files")
            self._database.execute("DELETE FROM facts")

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def _one(self, query: str, value: str) -> Any:
        with told():
            return self._database.execute(query, (value,)).fetchone()


def _facts_row(digest: Digest) -> tuple[str, str, str, bytes]:
    symbols = [
        (s.name, s.kind, s.parent, s.first_line, s.end_line, s.signature) for s in digest.symbols
    ]
    cuts = b"".join(
        _CUT.pack(point.first_line, point.end_line, bytes.fromhex(text))
        for point, text in zip(digest.points, digest.texts, strict=True)
    )
    return digest.path, json.dumps(symbols), json.dumps(dict(digest.identifiers)), cuts


def held(database: sqlite3.Connection) -> sqlite3.Connection:
    """With a lock that goes when the process goes (sqlite.org/pragma.html, locking_mode)."""
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT OR REPLACE INTO notes VALUES ('holder', ?)", (str(os.getpid()),))
        database.execute("COMMIT")
    except BaseException:
        database.close()
        raise
    return database
