"""A workspace in memory with everything an index needs of the outside, and a clock that is moved by hand."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sansfil.adapters.index_state import SqliteJournals
from sansfil.adapters.stores.memory import MemoryStore
from sansfil.core.chunks import SyntaxNode
from sansfil.core.learnable import Refusal
from sansfil.core.phrases import phrase
from sansfil.core.ranking import Commit, ScoredChunk
from sansfil.core.retrieval import Hit, IndexStatus, SearchRequest, Skipped
from sansfil.features.indexing import (
    Indexer,
    IndexerKnobs,
    IndexWorld,
    digested,
    opened,
    opened_in_memory,
)
from sansfil.features.indexing.aside import Aside, Pending
from sansfil.ports import EngineError, FileEntry, StoreError
from sansfil.ports.index import (
    Digest,
    Digestible,
    FileContent,
    IndexPoint,
    StoreFailed,
    Where,
)

Answer = TypeVar("Answer")
ROOT = Path("/project")
MOST_STEPS = 20_000


@dataclass
class Clock:
    """Seconds since anything; the wall's are the same, long ago files aside."""

    now_s: float = 1_000.0

    def __call__(self) -> float:
        return self.now_s

    def wall_ns(self) -> int:
        return int(self.now_s * 1e9)


@dataclass
class FakeFiles:
    """Fits `SearchableFiles`: contents by path, with the time of their last change."""

    contents: dict[Path, bytes | Refusal] = field(default_factory=dict[Path, bytes | Refusal])
    times: dict[Path, int] = field(default_factory=dict[Path, int])
    passed_over: dict[Path, str] = field(default_factory=dict[Path, str])
    read_paths: list[str] = field(default_factory=list[str])
    ignored: set[str] = field(default_factory=set[str])
    judged: list[str] = field(default_factory=list[str])
    listings: int = 0
    _ticks: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def write(self, path: str, text: str | bytes | Refusal) -> Path:
        place = ROOT / path
        is_plain = isinstance(text, Refusal | bytes)
        self.contents[place] = text if is_plain else text.encode()
        self.times[place] = next(self._ticks)
        return place

    def remove(self, path: str) -> Path:
        del self.contents[ROOT / path], self.times[ROOT / path]
        return ROOT / path

    def listed(self, root: Path) -> Iterable[FileEntry | Skipped]:
        self.listings += 1
        for place in self.contents:
            if place.is_relative_to(root):
                yield self._entry(root, place)
        for place, why in self.passed_over.items():
            yield Skipped(place.relative_to(root).as_posix(), why)

    def read(self, root: Path, path: str, most_bytes: int) -> FileContent | None:
        content = self.contents.get(root / path)
        if content is None:
            return None
        self.read_paths.append(path)
        return FileContent(self._entry(root, root / path), content)

    def would_list(self, root: Path, path: str) -> bool:
        self.judged.append(path)
        return path not in self.ignored

    def _entry(self, root: Path, place: Path) -> FileEntry:
        content = self.contents[place]
        size = 0 if isinstance(content, Refusal) else len(content)
        return FileEntry(place.relative_to(root).as_posix(), size, self.times[place])


class LastingStore(MemoryStore):
    """A store that is there after it was closed, as on a disk, with dense vectors."""

    backend = "embedded"

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.dimension = dimension
        self.points = dict[str, IndexPoint]()
        self.vectors = dict[str, Sequence[float]]()
        self.written = list[str]()
        self.is_open = True
        self.failure: StoreError | None = None
        self.fails_after: int | None = None

    def upsert(self, points: Sequence[IndexPoint]) -> None:
        self._may_fail()
        super().upsert(points)
        self.written += [point.key for point in points]
        for point in points:
            self.points[point.key] = point
            self.vectors.pop(point.key, None)

    def forget(self, path: str, but_blob: str = "") -> None:
        self._may_fail()
        super().forget(path, but_blob)
        for key, point in list(self.points.items()):
            if point.path == path and (not but_blob or point.blob != but_blob):
                del self.points[key]
                self.vectors.pop(key, None)

    def fill(self, vectors: Mapping[str, Sequence[float]]) -> None:
        self.vectors |= {key: vector for key, vector in vectors.items() if key in self.points}

    def by_words(self, query: object, limit: int, where: Where) -> Sequence[ScoredChunk]:
        self._may_fail()
        return super().by_words(query, limit, where)  # type: ignore[arg-type]

    def by_meaning(self, query: Sequence[float], limit: int, where: Where) -> Sequence[ScoredChunk]:
        def near(vector: Sequence[float]) -> float:
            return sum(one * other for one, other in zip(query, vector, strict=True))

        best = sorted(self.vectors, key=lambda key: -near(self.vectors[key]))[:limit]
        return [scored(self.points[key], near(self.vectors[key])) for key in best]

    def close(self) -> None:
        self.is_open = False

    def _may_fail(self) -> None:
        if self.fails_after is not None:
            self.fails_after -= 1
            if self.fails_after < 0:
                raise Killed
        if self.failure is not None:
            raise self.failure


class Killed(BaseException):
    """The process was killed here."""


def scored(point: IndexPoint, score: float) -> ScoredChunk:
    return ScoredChunk(
        point.path,
        point.blob,
        point.number,
        point.first_line,
        point.end_line,
        point.symbol,
        point.kind,
        score,
    )


@dataclass
class FakeStores:
    """Fits `IndexStores`."""

    there: dict[str, LastingStore] = field(default_factory=dict[str, LastingStore])
    served: str = ""
    failure: StoreError | None = None
    corrupt: StoreError | None = None
    aside: list[str] = field(default_factory=list[str])

    def serving(self) -> str:
        self._may_fail()
        return self.served if self.served in self.there else ""

    def opened(self, fingerprint: str, dimension: int) -> LastingStore:
        self._may_fail()
        if self.corrupt is not None:
            raise self.corrupt
        store = self.there.setdefault(fingerprint, LastingStore(dimension))
        store.is_open = True
        return store

    def serve(self, fingerprint: str) -> None:
        self._may_fail()
        assert all(not s.is_open for name, s in self.there.items() if name != fingerprint)
        self.served = fingerprint
        self.there = {fingerprint: self.there[fingerprint]}

    def set_aside(self, fingerprint: str) -> None:
        self.aside.append(fingerprint)
        self.there.pop(fingerprint, None)
        self.corrupt = None

    def clear(self) -> None:
        self.there, self.served = {}, ""

    def disk_bytes(self) -> int:
        return 7

    def _may_fail(self) -> None:
        if self.failure is not None:
            raise self.failure


class NoGrammars:
    """Fits `Grammars`: files are cut by lines."""

    def parsed(self, language: str, source: bytes) -> SyntaxNode | None:
        return None


@dataclass
class FakeDigester:
    """Fits `Digester`: finishes what it took when it is told to; dies of texts with `deadly`."""

    room: int = 0
    deadly: str = "\1"
    taken: list[Digestible] = field(default_factory=list[Digestible])
    is_slow: bool = False
    has_died_too_often: bool = False
    offered: list[str] = field(default_factory=list[str])

    def offer(self, item: Digestible) -> bool:
        if len(self.taken) >= self.room or item.by_lines:
            return False
        self.offered.append(item.path)
        self.taken.append(item)
        return True

    def collected(self) -> Sequence[Digest | Digestible]:
        if self.is_slow:
            return ()
        taken, self.taken = self.taken, []
        return [self._done(item) for item in taken]

    def _done(self, item: Digestible) -> Digest | Digestible:
        if self.deadly in item.text:
            return Digestible(item.path, item.text, by_lines=True)
        return digested(item, NoGrammars())

    @property
    def waiting(self) -> int:
        return len(self.taken)

    def close(self) -> None:
        self.room = 0


@dataclass
class FakeHistory:
    """Fits `History`."""

    now: str = "c0"
    told: list[Commit] = field(default_factory=list[Commit])

    def head(self, root: Path) -> str:
        return self.now

    def commits(self, root: Path, most: int) -> Sequence[Commit]:
        return self.told[:most]


@dataclass
class FakeEmbedder:
    """Fits `Embedder`: a text is as much about cats as it says so, else about dogs."""

    fingerprint: str = "fake 2"
    dimension: int = 2
    texts: list[str] = field(default_factory=list[str])
    failure: EngineError | None = None
    poison: str = ""
    """A text that holds it is refused, and all that are asked with it."""

    def embedded(self, texts: Sequence[str], deadline_ms: int) -> Sequence[Sequence[float]]:
        if self.failure is not None:
            raise self.failure
        if self.poison and any(self.poison in text for text in texts):
            raise no_engine()
        self.texts += texts
        return [self._vector(text) for text in texts]

    def query(self, text: str, deadline_ms: int) -> Sequence[float]:
        if self.failure is not None:
            raise self.failure
        return self._vector(text)

    def close(self) -> None:
        self.texts = []

    def _vector(self, text: str) -> Sequence[float]:
        return (1.0, 0.0) if "cat" in text else (0.0, 1.0)


class AtOnce:
    """Fits `Aside`: makes calls when they are begun."""

    def begin(self, call: Callable[[], Answer]) -> Pending[Answer]:
        pending = Pending(call)
        pending.run()
        return pending

    def close(self) -> None:
        """Nothing is left to close."""


class ByHand:
    """Fits `Aside`: makes calls when the test says so."""

    def __init__(self) -> None:
        self._begun = list[Pending[Any]]()

    def begin(self, call: Callable[[], Answer]) -> Pending[Answer]:
        pending = Pending(call)
        self._begun.append(pending)
        return pending

    def finish(self) -> None:
        begun, self._begun = self._begun, []
        for pending in begun:
            pending.run()

    def close(self) -> None:
        """Nothing is left to close."""


class Desk:
    """One workspace; `index` is the index that is open on it."""

    def __init__(self, folder: Path, **texts: str) -> None:
        self.clock, self.files, self.history = Clock(), FakeFiles(), FakeHistory()
        self.stores, self.digester = FakeStores(), FakeDigester()
        self.aside: Aside = AtOnce()
        self.otherwise: FakeStores | None = None
        self.embedder: Callable[[], FakeEmbedder] | None = None
        self.folder, self.max_files = folder, 100_000
        # Another core is given whatever it takes.
        self.knobs = IndexerKnobs(alone_files=0)
        self.roots: tuple[Path, ...] = (ROOT,)
        self._index: Indexer | None = None
        for name, text in texts.items():
            self.files.write(name.replace("__", "/").replace("_dot_", "."), text)

    @property
    def index(self) -> Indexer:
        if self._index is None:
            self._index = opened(self.world)
        return self._index

    @property
    def store(self) -> LastingStore:
        (store,) = self.stores.there.values()
        return store

    @property
    def world(self) -> IndexWorld:
        return IndexWorld(
            self.roots,
            self.files,
            self.stores,
            self.otherwise,
            MemoryStore,
            SqliteJournals(self.folder),
            NoGrammars(),
            self.digester,
            self.history,
            self.embedder,
            self.max_files,
            self.knobs,
            clock_s=self.clock,
            wall_ns=self.clock.wall_ns,
            aside=lambda _name: self.aside,
        )

    def in_memory(self) -> Indexer:
        self._index = opened_in_memory(self.world)
        return self._index

    def settle(self) -> IndexStatus:
        """Step until all is searchable that is there, and nothing more is embedded."""
        for _ in range(MOST_STEPS):
            if not self.index.step():
                if self.index.is_settled:
                    return self.index.status()
                self.clock.now_s += max(self.index.next_step_in_s, 0.001)
        raise AssertionError("it never settles")

    def wait(self, seconds: float) -> IndexStatus:
        """Let time pass, and the index work."""
        until_s = self.clock.now_s + seconds
        while self.clock.now_s < until_s:
            if not self.index.step():
                rest_s = min(self.index.next_step_in_s, until_s - self.clock.now_s)
                self.clock.now_s += max(rest_s, 0.001)
        return self.settle()

    def close(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def reopen(self) -> IndexStatus:
        self.close()
        return self.settle()

    def kill(self) -> None:
        """The process ends as it is; the system frees its locks."""
        index, self._index = self._index, None
        if index is not None:
            for edition in {index.editions.building, index.editions.searched}:
                edition.journal.close()

    def search(self, text: str, limit: int = 10, **more: object) -> Sequence[Hit]:
        return self.index.search(SearchRequest(text, limit, **more))  # type: ignore[arg-type]

    def found(self, text: str) -> list[str]:
        return list(dict.fromkeys(hit.path for hit in self.search(text)))

    def type(self, path: str, text: str | None) -> None:
        self.index.overlaid(ROOT / path, text)

    def change(self, path: str, text: str) -> None:
        self.index.changed([self.files.write(path, text)])


def no_engine() -> EngineError:
    return EngineError(phrase("index.off"))


def full() -> StoreFailed:
    return StoreFailed("no space left")
