"""The last resort: an index that lives in memory, finds by words alone, and needs no package."""

import heapq
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import compress, islice

from sansfil.core.ranking import ScoredChunk, SparseVector
from sansfil.ports.index import IndexPoint, Where

_NO_WORDS = SparseVector((), ())
# Weights are kept as whole numbers of this part, finer than the embedded store's 32-bit floats.
_GRAIN = 1 / (1 << 24)
_MOST = (1 << 32) - 1


class MemoryStore:
    """Chunks by their words. Postings are arrays of row, weight, row, weight ...; a row that is forgotten
    is dead, and leaves a posting when that is read next, so the idf is exact."""

    backend = "memory"

    def __init__(self) -> None:
        self._rows: list[IndexPoint | None] = []
        self._is_alive = bytearray()
        self._row_of: dict[str, int] = {}
        self._keys_of: dict[str, set[str]] = {}
        self._wordless: set[str] = set()
        self._postings: dict[int, array[int]] = {}
        self._deaths = 0
        self._read_at: dict[int, int] = {}

    def upsert(self, points: Sequence[IndexPoint]) -> None:
        """Raises StoreError never: what does not fit into memory ends the process."""
        for point in points:
            self._drop(point.key)
            self._add(point)

    def forget(self, path: str, but_blob: str = "") -> None:
        for key in list(self._keys_of.get(path, ())):
            held = self._rows[self._row_of[key]]
            if not but_blob or held is None or held.blob != but_blob:
                self._drop(key)

    def fill(self, vectors: Mapping[str, Sequence[float]]) -> None:
        """Nothing is kept: comparing dense vectors without a compiled package takes seconds."""

    def by_words(self, query: SparseVector, limit: int, where: Where) -> Sequence[ScoredChunk]:
        scores = [0.0] * len(self._rows)
        for term, weight in zip(query.indices, query.values, strict=True):
            self._score(term, weight, scores)
        found = [row for row, score in enumerate(scores) if score]
        if where == Where():
            best = heapq.nlargest(limit, found, key=scores.__getitem__)
        else:
            found.sort(key=scores.__getitem__, reverse=True)
            best = islice(self._allowed(found, where), limit)
        return [self._scored(row, scores[row]) for row in best]

    def by_meaning(
        self,
        query: Sequence[float],  # noqa: ARG002 - the port names it
        limit: int,  # noqa: ARG002 - and this
        where: Where,  # noqa: ARG002 - and this
    ) -> Sequence[ScoredChunk]:
        """Nothing, since no vector is kept."""
        return ()

    def count(self) -> int:
        return len(self._row_of)

    def flush(self) -> None:
        """Memory has nothing to write."""

    def optimize(self) -> None:
        """Number the rows anew where most of them are dead."""
        if self._deaths <= len(self._row_of):
            return
        kept = [row for row, is_alive in enumerate(self._is_alive) if is_alive]
        moved = {row: place for place, row in enumerate(kept)}
        for term in list(self._postings):
            self._renumber(term, moved)
        self._rows = [self._rows[row] for row in kept]
        self._row_of = {key: moved[row] for key, row in self._row_of.items()}
        self._is_alive = bytearray(b"\1") * len(kept)
        self._deaths, self._read_at = 0, {}

    def close(self) -> None:
        """Forget everything."""
        self.__init__()

    def _add(self, point: IndexPoint) -> None:
        row = len(self._rows)
        self._rows.append(replace(point, sparse=_NO_WORDS))
        self._is_alive.append(1)
        self._row_of[point.key] = row
        self._keys_of.setdefault(point.path, set()).add(point.key)
        if not point.sparse.indices:
            self._wordless.add(point.key)
        for term, weight in zip(point.sparse.indices, point.sparse.values, strict=True):
            posting = self._postings.get(term)
            if posting is None:
                posting = self._postings[term] = array("I")
            posting.append(row)
            posting.append(min(round(weight / _GRAIN), _MOST))

    def _drop(self, key: str) -> None:
        row = self._row_of.pop(key, None)
        held = None if row is None else self._rows[row]
        if row is None or held is None:
            return
        self._rows[row] = None
        self._is_alive[row] = 0
        self._deaths += 1
        self._wordless.discard(key)
        keys = self._keys_of[held.path]
        keys.discard(key)
        if not keys:
            del self._keys_of[held.path]

    def _score(self, term: int, weight: float, scores: list[float]) -> None:
        posting = self._living(term)
        if posting is None:
            return
        # As the other stores count: chunks without any word are not there.
        chunks = len(self._row_of) - len(self._wordless)
        factor = weight * _idf(chunks, len(posting) // 2) * _GRAIN
        for row, part in zip(posting[::2], posting[1::2], strict=True):
            scores[row] += factor * part

    def _living(self, term: int) -> "array[int] | None":
        """The posting of `term` without the dead."""
        posting = self._postings.get(term)
        if posting is None or self._read_at.get(term, 0) == self._deaths:
            return posting
        self._read_at[term] = self._deaths
        alive = bytes(map(self._is_alive.__getitem__, posting[::2]))
        if not all(alive):
            # Twice each: for the row, and for its weight.
            pairs = (each for is_alive in alive for each in (is_alive, is_alive))
            posting = self._postings[term] = array("I", compress(posting, pairs))
        return posting

    def _renumber(self, term: int, moved: Mapping[int, int]) -> None:
        posting = self._living(term)
        if not posting:
            del self._postings[term]
            return
        posting[::2] = array("I", [moved[row] for row in posting[::2]])

    def _allowed(self, ranked: Iterable[int], where: Where) -> Iterator[int]:
        """Paths are looked at one by one, since the best are soon enough."""
        below = f"{where.under.rstrip('/')}/" if where.under else ""
        without = frozenset(where.without)
        for row in ranked:
            held = self._rows[row]
            if held is None or not held.path.startswith(below) or held.path in without:
                continue
            if where.path and held.path != where.path:
                continue
            if not where.language or held.language == where.language:
                yield row

    def _scored(self, row: int, score: float) -> ScoredChunk:
        held = self._rows[row]
        assert held is not None, "the dead are in no posting that was read"
        return ScoredChunk(
            held.path,
            held.blob,
            held.number,
            held.first_line,
            held.end_line,
            held.symbol,
            held.kind,
            score,
        )


def _idf(chunks: int, holders: int) -> float:
    """As the port says, so that scores of all stores compare."""
    return math.log(1 + (chunks - holders + 0.5) / (holders + 0.5))
