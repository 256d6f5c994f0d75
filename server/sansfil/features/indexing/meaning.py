"""Dense vectors, where an embedder is configured: filled in behind the words, and asked for questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sansfil.core.chunks.lines import Lines
from sansfil.core.phrases import Phrase
from sansfil.features.indexing.aside import Pending
from sansfil.features.indexing.digesting import blob_of, cut_of, key_of, text_digest
from sansfil.features.indexing.edition import TYPED, Edition
from sansfil.features.indexing.reading import Reader
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import EngineError, EngineGone, StoreError
from sansfil.ports.index import Cut, Digestible, Embedder, IndexedFile, VectorCache

Vectors = Sequence[Sequence[float]]


@dataclass(frozen=True)
class _Wanted:
    """A chunk without a vector: the content it is of, its key, its text and the digest of that."""

    file: IndexedFile
    key: str
    digest: str
    text: str


class Meaning:
    """`problem` is why nothing is embedded now. `step` raises StoreError."""

    def __init__(self, world: IndexWorld, reader: Reader) -> None:
        self._world, self._reader = world, reader
        self._aside = world.aside("embedder")
        self.embedder: Embedder | None = None
        self.problem: Phrase | None = None
        self._opening: Pending[Embedder] | None = None
        self._again_s, self._wait_s = world.clock_s(), world.knobs.again_s
        self._cache: VectorCache | None = None
        self._texts = world.knobs.embed_least
        self._files, self._seen = list[IndexedFile](), (-1, -1)
        self._wanted, self._refused = list[_Wanted](), set[str]()
        self._batch: tuple[list[_Wanted], Pending[Vectors], float] | None = None

    # The embedder

    @property
    def is_configured(self) -> bool:
        return self._world.embedder is not None

    @property
    def is_opening(self) -> bool:
        """Whether there may be an embedder in a moment."""
        return self.is_configured and self.embedder is None and self.problem is None

    def open(self) -> bool:
        """Open the embedder, or look whether it is open; whether something happened."""
        if self.embedder is not None or self._world.embedder is None:
            return False
        if self._opening is None:
            if self._world.clock_s() < self._again_s:
                return False
            self._opening = self._aside.begin(self._world.embedder)
            return True
        if not self._opening.is_over:
            return False
        opening, self._opening = self._opening, None
        try:
            self.embedder = opening.answer
        except EngineError as error:
            self._pause(error)
        else:
            self._is_well()
        return True

    def _pause(self, error: EngineError) -> None:
        self.problem = error.said
        self._again_s = self._world.clock_s() + self._wait_s
        self._wait_s = min(2 * self._wait_s, self._world.knobs.seldom_s)

    def _is_well(self) -> None:
        self.problem, self._wait_s = None, self._world.knobs.again_s

    def query(self, text: str, edition: Edition) -> Sequence[float]:
        """The vector of a question, in the terms of `edition`; empty where there is none in time."""
        embedder = self.embedder
        if embedder is None or not edition.vectors or edition.embedder != embedder.fingerprint:
            return ()
        deadline_ms = self._world.knobs.embed_query_ms
        asked = self._aside.begin(lambda: embedder.query(text, deadline_ms))
        try:
            return asked.answer if asked.waited(deadline_ms / 1000) else ()
        except EngineError as error:
            self.problem = error.said
            return ()

    # Filling

    @property
    def due_s(self) -> float:
        """When `step` or `open` has something to do, by the clock."""
        if self._opening is not None or self._batch is not None:
            return self._world.clock_s() + self._world.knobs.poll_s
        return self._again_s if self.is_configured and self.problem else float("inf")

    def is_busy_with(self, edition: Edition) -> bool:
        """Whether vectors are missing that will come."""
        return self._fits(edition) and self.problem is None and self._has_more(edition)

    def _fits(self, edition: Edition) -> bool:
        embedder = self.embedder
        is_kept = edition.store.backend != "memory"
        return embedder is not None and is_kept and edition.embedder == embedder.fingerprint

    def _has_more(self, edition: Edition) -> bool:
        if self._batch is not None or self._wanted or self._files:
            return True
        return edition.vectors < edition.chunks and self._seen != (id(edition), edition.changes)

    def step(self, edition: Edition) -> bool:
        """Take over a batch, begin one, or look for texts."""
        embedder = self.embedder
        if embedder is None or not self._fits(edition):
            return False
        if self._batch is not None:
            return self._take_batch(edition, *self._batch)
        if self._world.clock_s() < self._again_s or not self._has_more(edition):
            return False
        if len(self._wanted) < self._texts and self._gather(edition, embedder):
            return True
        if self._wanted:
            self._begin_batch(embedder)
        return True

    def forget(self) -> None:
        """What was gathered is of another index."""
        self._files, self._wanted, self._batch, self._seen = [], [], None, (-1, -1)

    def _begin_batch(self, embedder: Embedder) -> None:
        batch, self._wanted = self._wanted[: self._texts], self._wanted[self._texts :]
        texts = [each.text for each in batch]
        deadline_ms = self._world.knobs.embed_deadline_ms
        pending = self._aside.begin(lambda: embedder.embedded(texts, deadline_ms))
        self._batch = batch, pending, self._world.clock_s()

    def _take_batch(
        self, edition: Edition, batch: list[_Wanted], pending: Pending[Vectors], began_s: float
    ) -> bool:
        if not pending.is_over:
            return False
        self._batch = None
        try:
            vectors = pending.answer
        except EngineError as error:
            self._failed(batch, error)
            return True
        self._is_well()
        self._pace(self._world.clock_s() - began_s)
        self._keep(dict(zip((each.digest for each in batch), vectors, strict=True)))
        self._fill(edition, zip(batch, vectors, strict=True))
        return True

    def _failed(self, batch: list[_Wanted], error: EngineError) -> None:
        """One text that is refused must not keep all others from their vectors: it is found by halves, and left
        alone as long as this process lives. Of an embedder that is gone nothing is learned."""
        self._pause(error)
        if isinstance(error, EngineGone):
            self._wanted = [*batch, *self._wanted]
        elif len(batch) > 1:
            self._texts = len(batch) // 2
            self._wanted = [*batch, *self._wanted]
            self._soon()
        else:
            self._refused.add(batch[0].digest)
            self._soon()

    def _soon(self) -> None:
        self._wait_s = self._world.knobs.again_s
        self._again_s = self._world.clock_s() + self._wait_s

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
            lacking = [each for each in edition.files.values() if _lacks(each)]
            self._files = sorted(lacking, key=lambda each: each.modified_ns)
        if not self._files:
            return False
        file = self._files.pop()
        if edition.files.get(file.path) != file:
            return True
        wanted = list(self._wanted_of(file, edition))
        known = self._known(embedder.fingerprint, wanted)
        self._fill(edition, ((each, known[each.digest]) for each in wanted if each.digest in known))
        done = {*known, *self._refused}
        self._wanted += [each for each in wanted if each.digest not in done]
        return True

    def _wanted_of(self, file: IndexedFile, edition: Edition) -> Iterable[_Wanted]:
        text, cuts = self._reader.current(file.path), edition.journal.cuts(file.path)
        if text is None or blob_of(text) != file.blob or len(cuts) != file.chunks:
            return
        texts = self._chunk_texts(file.path, text, cuts)
        for number, (cut, said) in enumerate(zip(cuts, texts, strict=True)):
            key = key_of(file.path, file.blob, number)
            yield _Wanted(file, key, cut.text, said if said.strip() else file.path)

    def _chunk_texts(self, path: str, text: str, cuts: Sequence[Cut]) -> Sequence[str]:
        lines = Lines(text)
        texts = [lines.said(cut.first_line, cut.end_line) for cut in cuts]
        if all(text_digest(said) == cut.text for said, cut in zip(texts, cuts, strict=True)):
            return texts
        # A line that is longer than a chunk may be has several.
        found = [
            chunk.text for chunk in cut_of(Digestible(path, text), self._world.grammars).chunks
        ]
        return found if len(found) == len(cuts) else texts

    def _fill(self, edition: Edition, vectors: Iterable[tuple[_Wanted, Sequence[float]]]) -> None:
        by_file = dict[tuple[str, str], dict[str, Sequence[float]]]()
        for wanted, vector in vectors:
            by_file.setdefault((wanted.file.path, wanted.file.blob), {})[wanted.key] = vector
        for (path, blob), filled in by_file.items():
            known = edition.files.get(path)
            if known is not None and known.blob == blob:
                edition.fill(path, filled)

    # Vectors that were computed before

    def _known(self, embedder: str, wanted: Sequence[_Wanted]) -> Mapping[str, Sequence[float]]:
        cache = self._opened_cache()
        return cache.known(embedder, [each.digest for each in wanted]) if cache and wanted else {}

    def _keep(self, vectors: Mapping[str, Sequence[float]]) -> None:
        cache, embedder = self._opened_cache(), self.embedder
        if cache is not None and embedder is not None:
            cache.keep(embedder.fingerprint, vectors)

    def _opened_cache(self) -> VectorCache | None:
        if self._cache is None:
            try:
                self._cache = self._world.journals.vectors()
            except StoreError:
                return None
        return self._cache

    def close(self) -> None:
        self._aside.close()
        self.close_cache()
        if self.embedder is not None:
            self.embedder.close()

    def close_cache(self) -> None:
        if self._cache is not None:
            self._cache.close()
            self._cache = None


def _lacks(file: IndexedFile) -> bool:
    return file.vectors < file.chunks and file.size != TYPED
