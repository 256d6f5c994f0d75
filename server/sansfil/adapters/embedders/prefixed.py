"""What all embedders do alike: their prefixes stand before texts and questions, and in the fingerprint."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from hashlib import blake2b

from sansfil.adapters.embedders.prefixes import Prefixes
from sansfil.adapters.embedders.vectors import Vector

# What is embedded first, to find out how long the vectors are.
PROBE = "word"


class PrefixedEmbedder(ABC):
    """Fits `ports.index.Embedder` but for `close`; its heirs make the vectors, and set `_dimension`."""

    def __init__(self, kind: str, model: str, prefixes: Prefixes) -> None:
        self._kind, self._model, self._prefixes = kind, model, prefixes
        self._dimension = 0

    @property
    def fingerprint(self) -> str:
        words = f"{self._kind} {self._model} {self._dimension}"
        return words if self._prefixes == Prefixes() else f"{words} {_digest(self._prefixes)}"

    @property
    def dimension(self) -> int:
        return self._dimension

    def embedded(self, texts: Sequence[str], deadline_ms: int) -> Sequence[Vector]:
        return self._vectors([self._prefixes.text + text for text in texts], deadline_ms)

    def query(self, text: str, deadline_ms: int) -> Vector:
        (vector,) = self._vectors([self._prefixes.query + text], deadline_ms)
        return vector

    @abstractmethod
    def _vectors(self, texts: Sequence[str], deadline_ms: int) -> Sequence[Vector]:
        """One of length 1 for each text, in their order; raises EngineError."""


def _digest(prefixes: Prefixes) -> str:
    """They may be sentences."""
    told = f"{prefixes.query}\0{prefixes.text}".encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=4).hexdigest()
