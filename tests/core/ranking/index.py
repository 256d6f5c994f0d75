"""A store in a few lines: exact sums of query weight x idf x document weight."""

import math
from collections.abc import Mapping, Sequence

from sansfil.core.ranking import ScoredChunk, SparseVector, document_vector, kind_of, query_vector


def found(
    question: str, files: Mapping[str, str], symbols: Mapping[str, Sequence[str]] | None = None
) -> Sequence[ScoredChunk]:
    """What a store would find, one chunk a file, best first."""
    vectors = {
        path: dict(_pairs(document_vector(text, path, (symbols or {}).get(path, ()))))
        for path, text in files.items()
    }
    query, scores = query_vector(question), dict.fromkeys(files, 0.0)
    for term, weight in _pairs(query):
        holders = [path for path, vector in vectors.items() if term in vector]
        idf = math.log(1 + (len(files) - len(holders) + 0.5) / (len(holders) + 0.5))
        for path in holders:
            scores[path] += weight * idf * vectors[path][term]
    best = sorted((path for path in files if scores[path]), key=lambda path: -scores[path])
    return [chunk(path, scores[path]) for path in best]


def chunk(path: str, score: float, number: int = 0, blob: str = "") -> ScoredChunk:
    return ScoredChunk(path, blob or path, number, 0, 9, "", kind_of(path), score)


def _pairs(vector: SparseVector) -> Sequence[tuple[int, float]]:
    return list(zip(vector.indices, vector.values, strict=True))
