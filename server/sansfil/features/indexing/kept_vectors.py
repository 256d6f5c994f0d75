"""Vectors that were computed before, by the digests of their texts."""

from collections.abc import Mapping, Sequence

from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import StoreError
from sansfil.ports.index import VectorCache


class KeptVectors:
    """Opened when it is needed; without a disk to keep them on there are none. Raises nothing."""

    def __init__(self, world: IndexWorld) -> None:
        self._world = world
        self._cache: VectorCache | None = None

    def known(self, embedder: str, digests: Sequence[str]) -> Mapping[str, Sequence[float]]:
        cache = self._opened() if digests else None
        return {} if cache is None else cache.known(embedder, digests)

    def keep(self, embedder: str, vectors: Mapping[str, Sequence[float]]) -> None:
        cache = self._opened()
        if cache is not None:
            cache.keep(embedder, vectors)

    def close(self) -> None:
        """It may be opened again."""
        if self._cache is not None:
            self._cache.close()
            self._cache = None

    def _opened(self) -> VectorCache | None:
        if self._cache is None:
            try:
                self._cache = self._world.journals.vectors()
            except StoreError:
                return None
        return self._cache
