"""Fills in the vectors that chunks lack, in batches behind the words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sansfil.features.indexing.aside import Aside, Pending
from sansfil.features.indexing.edition import Edition
from sansfil.features.indexing.kept_vectors import KeptVectors
from sansfil.features.indexing.lacking import LackingChunk, chunks_of, lacking_files
from sansfil.features.indexing.reading import Reader
from sansfil.features.indexing.rests import Rests
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import EngineError
from sansfil.ports.index import Embedder, IndexedFile

Vectors = Sequence[Sequence[float]]
# After so many texts in a row that were refused, each further one has to wait.
MOST_IN_A_ROW = 3


@dataclass(frozen=True)
class _Batch:
    """Texts of which the vectors are awaited."""

    chunks: Sequence[LackingChunk]
    pending: Pending[Vectors]
    began_s: float


class Filling:
    """For one embedder, asked `aside`."""

    def __init__(self, world: IndexWorld, reader: Reader, aside: Aside) -> None:
        self._world, self._reader, self._aside = world, reader, aside
        self._kept, self._rests = KeptVectors(world), Rests(world)
        self._texts = world.knobs.embed_least
        self._files, self._seen = list[IndexedFile](), (-1, -1)
        self._wanted = list[LackingChunk]()
        self._batch: _Batch | None = None
        self._suspect: tuple[LackingChunk, EngineError] | None = None
        self._in_a_row, self._again_s = 0, float("-inf")

    @property
    def is_waiting(self) -> bool:
        """Whether vectors are awaited."""
        return self._batch is not None

    @property
    def due_s(self) -> float:
        """When `step` has something to do again, by the clock."""
        now_s = self._world.clock_s()
        later = (each for each in (self._again_s, self._rests.due_s) if each > now_s)
        return min(later, default=float("inf"))

    def has_more(self, edition: Edition) -> bool:
        """Whether vectors are missing that were not looked for, or are to come."""
        if self._batch is not None or self._wanted or self._files:
            return True
        return edition.vectors < edition.chunks and self._seen != (id(edition), edition.changes)

    def step(self, edition: Edition, embedder: Embedder) -> bool:
        """Begin a batch, or look for texts. Raises StoreError."""
        if self._world.clock_s() < self._again_s:
            return False
        if self._rests.release():
            self._seen = (-1, -1)
        if not self.has_more(edition):
            return False
        if len(self._wanted) < self._texts and self._gather(edition, embedder):
            return True
        if self._wanted:
            self._begin_batch(embedder)
        return True

    def _begin_batch(self, embedder: Embedder) -> None:
        batch, self._wanted = self._wanted[: self._texts], self._wanted[self._texts :]
        texts = [each.text for each in batch]
        deadline_ms = self._world.knobs.embed_deadline_ms
        pending = self._aside.begin(lambda: embedder.embedded(texts, deadline_ms))
        self._batch = _Batch(batch, pending, self._world.clock_s())

    def take(self, edition: Edition, embedder: Embedder) -> bool:
        """Take over the batch, if it is over; raises StoreError, and EngineError where it failed: its texts are
        tried again, unless the one of them is blamed."""
        batch = self._batch
        if batch is None or not batch.pending.is_over:
            return False
        self._batch = None
        try:
            vectors = batch.pending.answer
        except EngineError as error:
            self._failed(batch.chunks, error)
            raise
        self._in_a_row = 0
        self._pace(self._world.clock_s() - batch.began_s)
        digests = (each.digest for each in batch.chunks)
        self._kept.keep(embedder.fingerprint, dict(zip(digests, vectors, strict=True)))
        _fill(edition, zip(batch.chunks, vectors, strict=True))
        return True

    def _failed(self, batch: Sequence[LackingChunk], error: EngineError) -> None:
        """One text that is refused must not keep all others from their vectors: it is found by halves."""
        self._wanted = [*batch, *self._wanted]
        self._texts = max(1, len(batch) // 2)
        self._suspect = (batch[0], error) if len(batch) == 1 else None

    def blame(self) -> None:
        """The embedder is well: where one text alone failed, that was for the text."""
        suspect, self._suspect = self._suspect, None
        if suspect is None:
            return
        chunk, error = suspect
        self._rests.begin(chunk.digest, error)
        self._wanted = [each for each in self._wanted if each.digest != chunk.digest]
        self._in_a_row += 1
        if self._in_a_row > MOST_IN_A_ROW:
            self._again_s = self._world.clock_s() + self._world.knobs.again_s

    def acquit(self) -> None:
        """The embedder is ill: that tells nothing of a text."""
        self._suspect = None

    def _pace(self, took_s: float) -> None:
        """A question waits for one batch at most, so a batch is short."""
        knobs = self._world.knobs
        if took_s > knobs.embed_batch_s:
            self._texts = max(1, self._texts // 2)
        elif took_s < knobs.embed_batch_s / 2:
            self._texts = min(knobs.embed_texts, 2 * self._texts)

    def _gather(self, edition: Edition, embedder: Embedder) -> bool:
        """The texts of one file; those that were embedded before are filled in at once."""
        if not self._files and self._seen != (id(edition), edition.changes):
            self._seen = id(edition), edition.changes
            self._files = lacking_files(edition)
        if not self._files:
            return False
        file = self._files.pop()
        if edition.files.get(file.path) != file:
            return True
        found = list(chunks_of(file, edition, self._reader, self._world.grammars))
        known = self._kept.known(embedder.fingerprint, [each.digest for each in found])
        _fill(edition, ((each, known[each.digest]) for each in found if each.digest in known))
        self._want(each for each in found if each.digest not in known)
        return True

    def _want(self, chunks: Iterable[LackingChunk]) -> None:
        waiting = {each.key for each in self._wanted}
        self._wanted += [
            each for each in chunks if each.digest not in self._rests and each.key not in waiting
        ]

    def forget(self) -> None:
        """What was gathered is of another index."""
        self._files, self._wanted, self._batch, self._seen = [], [], None, (-1, -1)
        self._suspect = None

    def close_cache(self) -> None:
        self._kept.close()


def _fill(edition: Edition, vectors: Iterable[tuple[LackingChunk, Sequence[float]]]) -> None:
    by_file = dict[tuple[str, str], dict[str, Sequence[float]]]()
    for chunk, vector in vectors:
        by_file.setdefault((chunk.file.path, chunk.file.blob), {})[chunk.key] = vector
    for (path, blob), filled in by_file.items():
        known = edition.files.get(path)
        if known is not None and known.blob == blob:
            edition.fill(path, filled)
