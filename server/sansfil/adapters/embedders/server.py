"""An embedder behind HTTP, in the dialect of its server."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sansfil.adapters.embedders.asking import Asking
from sansfil.adapters.embedders.batches import vectors_in_batches
from sansfil.adapters.embedders.prefixed import PROBE, PrefixedEmbedder
from sansfil.adapters.embedders.prefixes import Prefixes
from sansfil.adapters.embedders.redacting import Redact, redacting
from sansfil.adapters.embedders.vectors import NoVector, Vector, normalized, vector_of
from sansfil.adapters.engines.wire.shapes import Tree
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError


@dataclass(frozen=True)
class Dialect:
    """How a kind of server is asked: at `path`, with what `body` makes of a model and its texts; `vectors`
    are those of an answer, in the order of the texts, and raises NoVector."""

    kind: str
    path: str
    body: Callable[[str, Sequence[str]], Mapping[str, object]]
    vectors: Callable[[Tree], Iterator[object]]


class ServerEmbedder(PrefixedEmbedder):
    """Fits `ports.index.Embedder`; `close` may come from another thread and ends what waits."""

    def __init__(
        self, asking: Asking, dialect: Dialect, model: str, prefixes: Prefixes, until_s: float
    ) -> None:
        """Finds out the dimension until a time of the monotonic clock; raises EngineError."""
        super().__init__(dialect.kind, model, prefixes)
        self._asking, self._dialect = asking, dialect
        self._redact: Redact | None = None if asking.address.is_loopback else redacting()
        (vector,) = self._asked([PROBE], until_s)
        self._dimension = len(vector)

    def close(self) -> None:
        self._asking.close()

    def _vectors(self, texts: Sequence[str], deadline_ms: int) -> Sequence[Vector]:
        until_s = time.monotonic() + deadline_ms / 1000
        sent = [_sendable(text, self._redact) for text in texts]
        return vectors_in_batches(sent, lambda batch: self._asked(batch, until_s))

    def _asked(self, texts: Sequence[str], until_s: float) -> Sequence[Vector]:
        body = self._dialect.body(self._model, texts)
        tree = self._asking.told(self._dialect.path, body, self._model, until_s)
        try:
            vectors = [normalized(vector_of(each)) for each in self._dialect.vectors(tree)]
        except NoVector as error:
            raise self._unusable() from error
        if len(vectors) != len(texts):
            raise self._unusable()
        self._check(vectors)
        return vectors

    def _check(self, vectors: Sequence[Vector]) -> None:
        wanted = self._dimension or len(vectors[0])
        for vector in vectors:
            if len(vector) != wanted:
                told = {"url": self._asking.url, "found": len(vector), "wanted": wanted}
                raise EngineError(phrase("index.embedder_dimension", **told))

    def _unusable(self) -> EngineError:
        said = phrase("index.embedder_unusable", url=self._asking.url, model=self._model or "?")
        return EngineError(said)


def _sendable(text: str, redact: Redact | None) -> str:
    """Servers refuse an empty text, and JSON half a surrogate pair."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return (whole if redact is None else redact(whole)) or " "
