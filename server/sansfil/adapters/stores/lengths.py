"""How long the vectors of a store are: one of another length means nothing there."""

from collections.abc import Mapping, Sequence

from sansfil.core.phrases import phrase
from sansfil.ports.index import StoreFailed


def refuse_other_lengths(vectors: Mapping[str, Sequence[float]], dimension: int) -> None:
    """Raises StoreFailed where one of them has not as many numbers as `dimension` says."""
    for vector in vectors.values():
        if len(vector) != dimension:
            raise StoreFailed(phrase("index.store_dimension", found=len(vector), kept=dimension))
