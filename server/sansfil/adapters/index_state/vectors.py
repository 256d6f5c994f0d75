"""Dense vectors by the texts they are of; what fails is passed over, and computed again."""

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from sansfil.adapters.index_state.failures import transaction

AT_ONCE = 500
Answer = TypeVar("Answer")
SCHEMA = (
    """CREATE TABLE vectors (embedder TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (embedder, text)) WITHOUT ROWID""",
)


class SqliteVectors:
    """Fits `VectorCache`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def known(self, embedder: str, texts: Iterable[str]) -> Mapping[str, Sequence[float]]:
        wanted = list(texts)
        return self._try(lambda: dict(self._found(embedder, wanted)), {})

    def keep(self, embedder: str, vectors: Mapping[str, Sequence[float]]) -> None:
        rows = [(embedder, text, array("f", vector).tobytes()) for text, vector in vectors.items()]
        self._try(lambda: self._insert(rows), None)

    def close(self) -> None:
        self._try(self._database.close, None)

    def _found(self, embedder: str, texts: list[str]) -> Iterator[tuple[str, Sequence[float]]]:
        for at in range(0, len(texts), AT_ONCE):
            some = texts[at : at + AT_ONCE]
            marks = ", ".join("?" * len(some))
            query = f"SELECT text, vector FROM vectors WHERE embedder = ? AND text IN ({marks})"  # noqa: S608 - only marks
            for text, vector in self._database.execute(query, (embedder, *some)):
                yield text, array("f", vector)

    def _insert(self, rows: list[tuple[str, str, bytes]]) -> None:
        with transaction(self._database):
            self._database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def _try(self, job: Callable[[], Answer], otherwise: Answer) -> Answer:
        try:
            return job()
        except (sqlite3.Error, ValueError):
            return otherwise
