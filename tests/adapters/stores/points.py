"""Chunks for tests of stores."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sansfil.core.ranking import FileKind, ScoredChunk, SparseVector
from sansfil.ports.index import IndexPoint


def key(path: str, number: int = 0, blob: str = "b1") -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{path}\0{blob}\0{number}"))


def chunk(
    path: str,
    words: Mapping[int, float] | Iterable[int] = (1,),
    number: int = 0,
    *,
    blob: str = "b1",
    language: str = "python",
) -> IndexPoint:
    """A chunk of lines 3 to 9 with these words (term, or term and weight)."""
    return IndexPoint(
        key(path, number, blob),
        path,
        blob,
        number,
        3,
        9,
        "Cart.add item",
        language,
        FileKind.CODE,
        vector(words),
    )


def vector(words: Mapping[int, float] | Iterable[int]) -> SparseVector:
    if not isinstance(words, Mapping):
        words = dict.fromkeys(words, 1.0)
    weights = cast("Mapping[int, float]", words)
    terms = sorted(weights)
    return SparseVector(tuple(terms), tuple(weights[term] for term in terms))


def paths(found: Sequence[ScoredChunk]) -> list[str]:
    return [each.path for each in found]
