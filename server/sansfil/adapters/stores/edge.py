"""An index in a folder: Qdrant Edge, which runs inside the process that opens it.

It holds the interpreter's lock in every call, so it belongs into a process of its own.
"""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sansfil.adapters.engines.locks import Lock
from sansfil.adapters.stores.edge_faults import told
from sansfil.adapters.stores.edge_opening import ROOM_BYTES, loaded, locked
from sansfil.adapters.stores.edge_points import (
    MEANING,
    WORDS,
    filter_of,
    other_content,
    point_of,
    scored_of,
    words_of,
)
from sansfil.adapters.stores.lengths import refuse_other_lengths
from sansfil.core.phrases import phrase
from sansfil.core.ranking import ScoredChunk, SparseVector
from sansfil.ports.index import IndexPoint, StoreFailed, Where

if TYPE_CHECKING:
    import qdrant_edge as edge


class EdgeStore:
    """A shard of Qdrant Edge under a lock of its own. Everything raises StoreFailed or a kind of it."""

    backend = "embedded"

    def __init__(
        self, shard: "edge.EdgeShard", lock: Lock, folder: Path, dimension: int, room_bytes: int
    ) -> None:
        self._opened_shard, self._lock, self._folder = shard, lock, folder
        self._dimension, self._room_bytes = dimension, room_bytes
        self._is_open = True

    def upsert(self, points: Sequence[IndexPoint]) -> None:
        import qdrant_edge as edge

        self._look_for_room()
        with told(self._folder):
            written = [point_of(point) for point in points]
            self._shard.update(edge.UpdateOperation.upsert_points(written))

    def forget(self, path: str, but_blob: str = "") -> None:
        import qdrant_edge as edge

        self._look_for_room()
        with told(self._folder):
            chosen = other_content(path, but_blob)
            self._shard.update(edge.UpdateOperation.delete_points_by_filter(chosen))

    def fill(self, vectors: Mapping[str, Sequence[float]]) -> None:
        import qdrant_edge as edge

        refuse_other_lengths(vectors, self._dimension)
        self._look_for_room()
        with told(self._folder):
            # An unknown key would end the whole update, and again whenever the log is replayed.
            there = self._shard.retrieve(list(vectors), with_payload=False, with_vector=False)
            known = [str(record.id) for record in there]
            filled = [edge.PointVectors(key, {MEANING: list(vectors[key])}) for key in known]
            if filled:
                self._shard.update(edge.UpdateOperation.update_vectors(filled))

    def by_words(self, query: SparseVector, limit: int, where: Where) -> Sequence[ScoredChunk]:
        import qdrant_edge as edge

        if not query.indices:
            return ()
        with told(self._folder):
            wanted = edge.Query.Nearest(words_of(query), using=WORDS)
            return self._found(wanted, limit, where)

    def by_meaning(self, query: Sequence[float], limit: int, where: Where) -> Sequence[ScoredChunk]:
        import qdrant_edge as edge

        if len(query) != self._dimension or not self._dimension:
            return ()
        with told(self._folder):
            wanted = edge.Query.Nearest(list(query), using=MEANING)
            return self._found(wanted, limit, where)

    def count(self) -> int:
        import qdrant_edge as edge

        with told(self._folder):
            return self._shard.count(edge.CountRequest())

    def flush(self) -> None:
        """Shorten the log, so that opening need not replay it."""
        self._look_for_room()
        with told(self._folder):
            self._shard.flush()

    def optimize(self) -> None:
        """Give back the room of what was deleted, and sort what is large; nothing at all where neither
        pays (see `edge_opening`)."""
        self._look_for_room()
        with told(self._folder):
            self._shard.optimize()

    def close(self) -> None:
        """Write what is left, and let others open it; a second time does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            with told(self._folder):
                self._opened_shard.close()
        finally:
            self._lock.release()

    @property
    def _shard(self) -> "edge.EdgeShard":
        if not self._is_open:
            raise StoreFailed(phrase("index.store_closed"))
        return self._opened_shard

    def _found(self, wanted: "edge.Query", limit: int, where: Where) -> list[ScoredChunk]:
        import qdrant_edge as edge

        asked = edge.QueryRequest(
            limit=limit, query=wanted, filter=filter_of(where), with_payload=True
        )
        return [scored_of(point) for point in self._shard.query(asked)]

    def _look_for_room(self) -> None:
        with told(self._folder):
            free = shutil.disk_usage(self._folder).free
        if free < self._room_bytes:
            raise StoreFailed(phrase("index.store_full", folder=self._folder))


def opened(folder: Path, dimension: int, room_bytes: int = ROOM_BYTES) -> EdgeStore:
    """The store in `folder`, made where there is none; `dimension` 0 keeps no dense vectors.

    Raises StoreBusy, StoreCorrupt, and StoreFailed for a disk that is full, read-only or not ours, and
    where the package is missing; nothing is begun with less than `room_bytes` free.
    """
    lock = locked(folder)
    try:
        shard = loaded(folder, dimension, room_bytes)
    except BaseException:
        lock.release()
        raise
    return EdgeStore(shard, lock, folder, dimension, room_bytes)
