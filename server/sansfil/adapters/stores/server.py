"""An index on a Qdrant server or cluster. Written against Qdrant's client library and REST reference
(api.qdrant.tech), and tried against a stand-in of the calls used; it has not met a real server yet."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sansfil.adapters.stores.lengths import refuse_other_lengths
from sansfil.adapters.stores.server_faults import NotThere
from sansfil.adapters.stores.server_line import LineKnobs, ServerLine
from sansfil.adapters.stores.server_place import ServerPlace
from sansfil.adapters.stores.server_points import (
    INDEXED,
    MEANING,
    WORDS,
    filter_of,
    is_ours,
    other_content,
    point_of,
    scored_of,
    words_of,
)
from sansfil.core.phrases import phrase
from sansfil.core.ranking import ScoredChunk, SparseVector
from sansfil.ports.index import IndexPoint, StoreFailed, Where

if TYPE_CHECKING:
    from qdrant_client import models


class ServerStore:
    """A collection on a server. Everything raises StoreFailed or StoreUnreachable; what was written is
    on the server's disk."""

    backend = "server"

    def __init__(self, line: ServerLine, name: str, dimension: int) -> None:
        self._line, self._name, self._dimension = line, name, dimension

    @property
    def is_grpc(self) -> bool:
        return self._line.is_grpc

    def upsert(self, points: Sequence[IndexPoint]) -> None:
        if not points:
            return
        written = [point_of(point) for point in points]
        self._line.write(lambda client: client.upsert(self._name, written, wait=True))

    def forget(self, path: str, but_blob: str = "") -> None:
        chosen = other_content(path, but_blob)
        self._line.write(lambda client: client.delete(self._name, chosen, wait=True))

    def fill(self, vectors: Mapping[str, Sequence[float]]) -> None:
        from qdrant_client import models

        refuse_other_lengths(vectors, self._dimension)
        # The server refuses all of them where one is not there.
        filled = [
            models.PointVectors(id=key, vector={MEANING: list(vectors[key])})
            for key in self._known(list(vectors))
        ]
        if filled:
            self._line.write(lambda client: client.update_vectors(self._name, filled, wait=True))

    def by_words(self, query: SparseVector, limit: int, where: Where) -> Sequence[ScoredChunk]:
        return self._found(words_of(query), WORDS, limit, where) if query.indices else ()

    def by_meaning(self, query: Sequence[float], limit: int, where: Where) -> Sequence[ScoredChunk]:
        if not self._dimension or len(query) != self._dimension:
            return ()
        return self._found(list(query), MEANING, limit, where)

    def count(self) -> int:
        return self._line.read(lambda client: client.count(self._name, exact=True)).count

    def flush(self) -> None:
        """The server acknowledges what it has written, and flushes by itself."""

    def optimize(self) -> None:
        """The server does it by itself."""

    def close(self) -> None:
        self._line.close()

    def _known(self, keys: list[str]) -> list[str]:
        if not keys:
            return []
        records = self._line.read(
            lambda client: client.retrieve(self._name, keys, with_payload=False)
        )
        return [str(record.id) for record in records]

    def _found(
        self, query: "models.SparseVector | list[float]", using: str, limit: int, where: Where
    ) -> list[ScoredChunk]:
        chosen = filter_of(where)
        answer = self._line.read(
            lambda client: client.query_points(
                self._name,
                query=query,
                using=using,
                query_filter=chosen,
                limit=limit,
                with_payload=True,
            )
        )
        return self._read(answer.points)

    def _read(self, points: "Sequence[models.ScoredPoint]") -> list[ScoredChunk]:
        """Without those that somebody else has put there."""
        found = list[ScoredChunk]()
        for point in points:
            with contextlib.suppress(KeyError, ValueError, TypeError):
                found.append(scored_of(point))
        if points and not found:
            raise StoreFailed(phrase("index.server_points", name=self._name))
        return found


def opened(
    place: ServerPlace, fingerprint: str, dimension: int, knobs: LineKnobs | None = None
) -> ServerStore:
    """The collection of that index, made where the server says that there is none.

    Raises StoreUnreachable, and StoreFailed for a collection of our name that is not ours: nothing is
    written to it.
    """
    line, name = ServerLine(place, knobs), place.collection(fingerprint)
    try:
        info = described(line, name) or _made(line, name, dimension)
        if not is_ours(info, dimension):
            raise StoreFailed(phrase("index.server_foreign", name=name))
        _index(line, name, info)
    except BaseException:
        line.close()
        raise
    return ServerStore(line, name, dimension)


def described(line: ServerLine, name: str) -> "models.CollectionInfo | None":
    """None where the server says that there is no such collection."""
    try:
        return line.read(lambda client: client.get_collection(name))
    except NotThere:
        return None


def _made(line: ServerLine, name: str, dimension: int) -> "models.CollectionInfo":
    from qdrant_client import models

    meaning = models.VectorParams(size=max(1, dimension), distance=models.Distance.COSINE)
    words = models.SparseVectorParams(modifier=models.Modifier.IDF)
    try:
        line.make(
            lambda client: client.create_collection(
                name,
                vectors_config={MEANING: meaning} if dimension else {},
                sparse_vectors_config={WORDS: words},
                shard_number=line.place.shards,
                replication_factor=line.place.replicas,
                on_disk_payload=True,
            )
        )
    except StoreFailed:
        # Another window made it first, or this one did before the answer was lost.
        if (info := described(line, name)) is not None:
            return info
        raise
    info = described(line, name)
    if info is None:
        raise StoreFailed(phrase("index.server_missing", url=line.place.origin))
    return info


def _index(line: ServerLine, name: str, info: "models.CollectionInfo") -> None:
    """Whoever made the collection may not have come so far."""
    from qdrant_client import models

    for field in INDEXED:
        if field not in info.payload_schema:
            _index_field(line, name, field, models.PayloadSchemaType.KEYWORD)


def _index_field(line: ServerLine, name: str, field: str, kind: "models.PayloadSchemaType") -> None:
    line.make(lambda client: client.create_payload_index(name, field, field_schema=kind))
