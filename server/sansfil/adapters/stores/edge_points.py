"""Chunks as the embedded Qdrant keeps them, and filters as it reads them.

What is not filtered by lies in one text: that is written three times as fast as fields of their own, and
read twice as fast, since each field is JSON.
"""

from typing import TYPE_CHECKING, Any

from sansfil.core.ranking import FileKind, ScoredChunk, SparseVector
from sansfil.ports.index import IndexPoint, Where

if TYPE_CHECKING:
    import qdrant_edge as edge

WORDS, MEANING = "words", "meaning"
_KINDS = {kind.value: kind for kind in FileKind}


def point_of(point: IndexPoint) -> "edge.Point":
    import qdrant_edge as edge

    payload = {
        "path": point.path,
        "language": point.language,
        "blob": point.blob,
        "chunk": f"{point.number} {point.first_line} {point.end_line} {point.kind} {point.symbol}",
    }
    return edge.Point(point.key, {WORDS: words_of(point.sparse)}, payload)


def words_of(vector: SparseVector) -> "edge.SparseVector":
    import qdrant_edge as edge

    return edge.SparseVector(list(vector.indices), list(vector.values))


def scored_of(point: "edge.ScoredPoint") -> ScoredChunk:
    """Raises KeyError, TypeError and ValueError for what nobody wrote so."""
    payload: dict[str, Any] = point.payload or {}
    number, first, end, kind, symbol = payload["chunk"].split(" ", 4)
    return ScoredChunk(
        payload["path"],
        payload["blob"],
        int(number),
        int(first),
        int(end),
        symbol,
        _KINDS[kind],
        point.score,
    )


def filter_of(where: Where) -> "edge.Filter | None":
    import qdrant_edge as edge

    must: list[Any] = []
    if where.under:
        below = f"{where.under.rstrip('/')}/"
        must.append(edge.FieldCondition("path", edge.MatchPrefix(below)))
    if where.language:
        must.append(edge.FieldCondition("language", edge.MatchValue(where.language)))
    if where.path:
        must.append(edge.FieldCondition("path", edge.MatchValue(where.path)))
    if where.without:
        without = [edge.FieldCondition("path", edge.MatchAny(list(where.without)))]
        return edge.Filter(must=must, must_not=[*without])
    return edge.Filter(must=must) if must else None


def other_content(path: str, but_blob: str) -> "edge.Filter":
    """The points of the file at `path`, but those of the content `but_blob`."""
    import qdrant_edge as edge

    of_file = edge.FieldCondition("path", edge.MatchValue(path))
    if not but_blob:
        return edge.Filter(must=[of_file])
    kept = edge.FieldCondition("blob", edge.MatchValue(but_blob))
    return edge.Filter(must=[of_file], must_not=[kept])
