"""The journals of one workspace, and its vectors, in a folder of their own."""

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sansfil.adapters.database import COMPANIONS, Layout, put_aside
from sansfil.adapters.index_state import journal, vectors
from sansfil.adapters.index_state.failures import opened_or_anew, told
from sansfil.adapters.index_state.parsing import DEATHS, FileMark, NoMark
from sansfil.ports.index import IndexJournal, ParsingMark, VectorCache

# Beyond this the vectors are begun anew: what is needed is embedded again.
MOST_VECTOR_BYTES = 2 * 1024**3
ENDING = ".journal.sqlite3"


class SqliteJournals:
    """Fits `IndexJournals`; all lie in `folder`, which is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def opened(self, name: str) -> IndexJournal:
        with told():
            return journal.SqliteJournal(journal.held(opened_or_anew(_layout(name), self._folder)))

    def set_aside(self, name: str) -> None:
        with told():
            put_aside(_layout(name), self._folder)

    def in_memory(self) -> IndexJournal:
        database = sqlite3.connect(":memory:", isolation_level=None)
        for statement in journal.SCHEMA:
            database.execute(statement)
        return journal.SqliteJournal(database)

    def parsing(self, *, is_kept: bool) -> ParsingMark:
        return FileMark(self._folder) if is_kept else NoMark(self._folder)

    def vectors(self) -> VectorCache:
        layout = Layout("vectors.sqlite3", 1, vectors.SCHEMA)
        with told():
            path = self._folder / layout.name
            if path.is_file() and path.stat().st_size > MOST_VECTOR_BYTES:
                _remove(path)
            return vectors.SqliteVectors(opened_or_anew(layout, self._folder))

    def keep_only(self, names: Iterable[str]) -> None:
        kept = {f"{name}{ENDING}" for name in names}
        with told():
            for path in self._folder.glob(f"*{ENDING}"):
                if path.name not in kept:
                    _remove(path)

    def clear(self) -> None:
        with told():
            for path in (*self._all(), self._folder / DEATHS):
                path.unlink(missing_ok=True)

    def disk_bytes(self) -> int:
        with contextlib.suppress(OSError):
            return sum(path.stat().st_size for path in self._all())
        return 0

    def _all(self) -> list[Path]:
        return [*self._folder.glob("*.sqlite3"), *self._folder.glob("*.sqlite3-*")]


def _layout(name: str) -> Layout:
    return Layout(f"{name}{ENDING}", 1, journal.SCHEMA)


def _remove(path: Path) -> None:
    for name in (path.name, *(f"{path.name}{companion}" for companion in COMPANIONS)):
        path.with_name(name).unlink(missing_ok=True)
