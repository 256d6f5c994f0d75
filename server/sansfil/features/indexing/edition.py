"""One index: its store and its journal, written in an order that a killed process cannot disturb."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace

from sansfil.features.indexing.world import IndexerKnobs
from sansfil.ports import FileEntry
from sansfil.ports.index import Digest, IndexedFile, IndexJournal, IndexStore

# The size of a file whose text is being typed: no file on disk has it.
TYPED = -1


@dataclass(frozen=True)
class Finding:
    """What was found out about one file: its row, and its digest where it has one. `is_typed` claims
    that an open document says so and not the disk."""

    file: IndexedFile
    digest: Digest | None = None
    is_typed: bool = False


class Edition:
    """An index under its name. Everything raises StoreError; nothing is lost then but this step."""

    def __init__(
        self,
        name: str,
        store: IndexStore,
        journal: IndexJournal,
        clock_s: Callable[[], float],
        knobs: IndexerKnobs,
    ) -> None:
        self.name, self.store, self.journal = name, store, journal
        # The fingerprint of its dense vectors' embedder, empty where it has none.
        self.embedder = journal.noted("embedder")
        self.files = dict[str, IndexedFile]()
        self.languages, self.skipped = Counter[str](), Counter[str]()
        self.chunks = self.vectors = self.searchable = 0
        self.changes = 0
        self._clock_s, self._knobs = clock_s, knobs
        self._typed = dict[str, Digest]()
        self._unflushed, self._written_s = 0, 0.0
        # Claims that points are gone of which the journal knows.
        self.has_lost = False
        for file in journal.files():
            self._know(file)
        self._look_for_losses()

    @property
    def is_strange(self) -> bool:
        """Whether the store has points of which the journal knows nothing."""
        return not self.files and self.store.count() > 0

    def _look_for_losses(self) -> None:
        """What the journal claims and a loss of power took is written again."""
        if self.store.count() < self.chunks:
            self.has_lost = True
            self.journal.forget()
            for path in list(self.files):
                self._unknow(path)

    def is_as(self, entry: FileEntry) -> bool:
        """Whether nothing is to be done for a file of this size and time. What is being typed is as it
        is, until its document is closed."""
        known = self.files.get(entry.path)
        if known is None or known.size == TYPED:
            return known is not None
        return (known.size, known.modified_ns) == (entry.size, entry.modified_ns)

    def is_typed(self, path: str) -> bool:
        known = self.files.get(path)
        return known is not None and known.size == TYPED

    def writing(self, findings: Sequence[Finding]) -> Generator[None]:
        """Write them in small steps; what was there of these files is gone at the end."""
        new = [each for each in findings if each.digest and not self._has(each.file)]
        old = [each.file for each in findings if self._may_have_points(each.file)]
        touched = dict.fromkeys([*(each.file.path for each in new), *(file.path for file in old)])
        if touched:
            self.journal.begin(touched)
        yield from self._upserting(new)
        for file in old:
            self.store.forget(file.path, file.blob)
            yield
        self._finish(findings)

    def _has(self, file: IndexedFile) -> bool:
        known = self.files.get(file.path)
        return known is not None and bool(known.blob) and known.blob == file.blob

    def _may_have_points(self, file: IndexedFile) -> bool:
        """Whether there may be points that `file` has not: of other content, or of an unfinished write."""
        known = self.files.get(file.path)
        if known is None or known.why or self._has(file):
            return False
        return known.chunks > 0 or not known.blob

    def _upserting(self, findings: Sequence[Finding]) -> Generator[None]:
        points = [point for each in findings if each.digest for point in each.digest.points]
        for at in range(0, len(points), self._knobs.batch_points):
            some = points[at : at + self._knobs.batch_points]
            self.store.upsert(some)
            self._unflushed += len(some)
            self._written_s = self._clock_s()
            yield

    def _finish(self, findings: Sequence[Finding]) -> None:
        kept = [each for each in findings if not each.is_typed]
        self.journal.finish([each.file for each in kept], self._digests_of(kept))
        for each in findings:
            self._know(replace(each.file, size=TYPED) if each.is_typed else each.file)
            if each.is_typed and each.digest:
                self._typed[each.file.path] = each.digest
        self.changes += 1

    def _digests_of(self, findings: Sequence[Finding]) -> Sequence[Digest]:
        """Of what was typed and then saved the digest is at hand."""
        found = list[Digest]()
        for each in findings:
            typed = self._typed.pop(each.file.path, None)
            digest = each.digest or typed
            if digest is not None and digest.blob == each.file.blob:
                found.append(digest)
        return found

    def remove(self, paths: Iterable[str]) -> None:
        """Forget files that are gone."""
        gone = [path for path in paths if path in self.files]
        self.journal.begin(gone)
        for path in gone:
            self.store.forget(path)
        self.journal.drop(gone)
        for path in gone:
            self._unknow(path)
        self.changes += 1

    def fill(self, path: str, vectors: dict[str, Sequence[float]]) -> None:
        """Give dense vectors to points of a file, by their keys."""
        self.store.fill(vectors)
        known = self.files[path]
        file = replace(known, vectors=min(known.chunks, known.vectors + len(vectors)))
        if file.size != TYPED and file.vectors == file.chunks:
            self.journal.finish([file], ())
        self._know(file)

    def flush(self) -> None:
        self._unflushed = 0
        self.store.flush()

    @property
    def flush_due_s(self) -> float:
        """When to flush, by the clock; infinity where there is nothing to flush."""
        if self._unflushed >= self._knobs.flush_points:
            return 0.0
        return self._written_s + self._knobs.flush_s if self._unflushed else float("inf")

    def close(self) -> None:
        self.store.close()
        self.journal.close()

    def _know(self, file: IndexedFile) -> None:
        self._unknow(file.path)
        self.files[file.path] = file
        self._count(file, 1)

    def _unknow(self, path: str) -> None:
        known = self.files.pop(path, None)
        if known is not None:
            self._count(known, -1)

    def _count(self, file: IndexedFile, sign: int) -> None:
        self.chunks += sign * file.chunks
        self.vectors += sign * file.vectors
        if file.why:
            self.skipped[file.why] += sign
        elif file.blob:
            self.searchable += sign
            self.languages[file.language] += sign
