"""Chunks, filters and collections as a Qdrant server takes them, over either wire."""

from typing import TYPE_CHECKING, Any

from sansfil.core.ranking import FileKind, ScoredChunk, SparseVector
from sansfil.ports.index import IndexPoint, Where

if TYPE_CHECKING:
    from qdrant_client import models

WORDS, MEANING = "words", "meaning"
INDEXED = ("path", "dirs", "language", "kind", "blob")


def point_of(point: IndexPoint) -> "models.PointStruct":
    """The text of the chunk is not sent."""
    from qdrant_client import models

    payload = {
        "path": point.path,
        "dirs": _folders(point.path),
        "language": point.language,
        "kind": str(point.kind),
        "blob": point.blob,
        "number": point.number,
        "first_line": point.first_line,
        "end_line": point.end_line,
        "symbol": point.symbol,
    }
    return models.PointStruct(id=point.key, vector={WORDS: words_of(point.sparse)}, payload=payload)


def words_of(vector: SparseVector) -> "models.SparseVector":
    from qdrant_client import models

    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def scored_of(point: "models.ScoredPoint") -> ScoredChunk:
    """Raises KeyError and ValueError for what nobody wrote so."""
    payload: dict[str, Any] = point.payload or {}
    return ScoredChunk(
        str(payload["path"]),
        str(payload["blob"]),
        int(payload["number"]),
        int(payload["first_line"]),
        int(payload["end_line"]),
        str(payload["symbol"]),
        FileKind(payload["kind"]),
        point.score,
    )


def filter_of(where: Where) -> "models.Filter | None":
    from qdrant_client import models

    must: list[Any] = []
    if where.under:
        must.append(_is("dirs", where.under.rstrip("/")))
    if where.language:
        must.append(_is("language", where.language))
    if where.path:
        must.append(_is("path", where.path))
    without = [
        models.FieldCondition(key="path", match=models.MatchAny(any=list(where.without)))
        for _ in where.without[:1]
    ]
    if not must and not without:
        return None
    return models.Filter(must=must or None, must_not=[*without] or None)


def other_content(path: str, but_blob: str) -> "models.FilterSelector":
    """The points of the file at `path`, but those of the content `but_blob`."""
    from qdrant_client import models

    kept: list[Any] = [_is("blob", but_blob)] if but_blob else []
    chosen = models.Filter(must=[_is("path", path)], must_not=kept or None)
    return models.FilterSelector(filter=chosen)


def is_ours(info: "models.CollectionInfo", dimension: int | None) -> bool:
    """Whether the collection has the vectors that ours have; of any dimension where that is None."""
    from qdrant_client import models

    params = info.config.params
    dense, sparse = params.vectors or {}, params.sparse_vectors or {}
    if isinstance(dense, models.VectorParams) or set(sparse) != {WORDS}:
        return False
    if sparse[WORDS].modifier != models.Modifier.IDF:
        return False
    sizes = {name: each.size for name, each in dense.items()}
    if dimension is None:
        return set(sizes) <= {MEANING}
    return sizes == ({MEANING: dimension} if dimension else {})


def _is(key: str, value: str) -> "models.FieldCondition":
    from qdrant_client import models

    return models.FieldCondition(key=key, match=models.MatchValue(value=value))


def _folders(path: str) -> list[str]:
    """All folders above the file, so that a filter needs no beginnings of words."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]
