"""What the code index needs of the outside world, and what others ask of the index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sansfil.core.chunks import SyntaxNode
from sansfil.core.ranking import Commit, FileKind, ScoredChunk, SparseVector
from sansfil.core.retrieval import Hit, IndexStatus, SearchRequest, Skipped
from sansfil.ports import StoreError


class StoreBusy(StoreError):
    """Another process holds the store."""


class StoreCorrupt(StoreError):
    """What lies there cannot be read and has to be built anew."""


class StoreUnreachable(StoreError):
    """A server does not answer, or not as it should; to be tried again."""


@dataclass(frozen=True, slots=True)
class IndexPoint:
    """A chunk as a store keeps it. `key` is a UUID made of path, blob and number; the text is not kept,
    it is read from the file. Payload: path, dirs (all folders above, for filters), blob, number, first
    and end line, symbol, language, kind."""

    key: str
    path: str
    blob: str
    number: int
    first_line: int
    end_line: int
    symbol: str
    language: str
    kind: FileKind
    sparse: SparseVector


@dataclass(frozen=True)
class Where:
    """A filter: only below the folder `under`, only this `language`, none of the paths `without`."""

    under: str = ""
    language: str = ""
    without: tuple[str, ...] = ()


class IndexStore(Protocol):
    """Chunks with their vectors. For one thread; every call returns or raises StoreError within its own
    deadline. What `upsert` has returned from survives a kill -9."""

    @property
    def backend(self) -> str:
        """embedded, server or memory."""
        ...

    def upsert(self, points: Sequence[IndexPoint]) -> None:
        """Add points, or replace those of the same keys; a replaced point loses its dense vector."""
        ...

    def forget(self, path: str, but_blob: str = "") -> None:
        """Drop the points of the file at `path`, but those of the content `but_blob`."""
        ...

    def fill(self, vectors: Mapping[str, Sequence[float]]) -> None:
        """Give dense vectors to points, by their keys; keys that are not there are passed over."""
        ...

    def by_words(self, query: SparseVector, limit: int, where: Where) -> Sequence[ScoredChunk]:
        """The best by the sum of query weight x idf x document weight, best first. Source of the idf:
        ln(1 + (N - n + 0.5) / (n + 0.5)), Robertson and Sparck Jones, as Qdrant's modifier computes."""
        ...

    def by_meaning(self, query: Sequence[float], limit: int, where: Where) -> Sequence[ScoredChunk]:
        """The nearest by cosine, best first; empty where no point has a dense vector."""
        ...

    def count(self) -> int:
        """How many points there are."""
        ...

    def flush(self) -> None: ...

    def optimize(self) -> None:
        """May take seconds: to be called when nothing waits."""
        ...

    def close(self) -> None: ...


class Embedder(Protocol):
    """Turns texts into vectors. For one thread; raises EngineError."""

    @property
    def fingerprint(self) -> str:
        """Model, dimension and prefixes in a few words: vectors of another fingerprint mean nothing here."""
        ...

    @property
    def dimension(self) -> int: ...

    def embedded(self, texts: Sequence[str], deadline_ms: int) -> Sequence[Sequence[float]]:
        """A vector of length 1 for each text that is searched through."""
        ...

    def query(self, text: str, deadline_ms: int) -> Sequence[float]:
        """The vector of what is searched for."""
        ...

    def close(self) -> None: ...


class Grammars(Protocol):
    """Syntax trees, for the index."""

    def parsed(self, language: str, source: bytes) -> SyntaxNode | None:
        """The root of the tree of `source` (UTF-8), None where there is no grammar or it takes too long."""
        ...


class History(Protocol):
    """The commits of a repository."""

    def head(self, root: Path) -> str:
        """The commit that is checked out, empty where there is none."""
        ...

    def commits(self, root: Path, most: int) -> Sequence[Commit]:
        """The newest commits of the current branch, without merges; empty where there are none."""
        ...


@dataclass(frozen=True)
class IndexPlace:
    """What a workspace's index is opened with: `given` is the settings tree, as JSON can say it."""

    roots: tuple[Path, ...]
    cache_dir: str
    given: Mapping[str, object]


class IndexLink(Protocol):
    """A running index of one workspace, in a process of its own. Everything raises Problem or StoreError,
    and TimeoutError past its deadline."""

    async def search(self, asked: SearchRequest, deadline_ms: int) -> Sequence[Hit]: ...

    async def status(self, deadline_ms: int) -> IndexStatus: ...

    async def skipped(self, most: int, deadline_ms: int) -> Sequence[Skipped]: ...

    async def atlas(self, tokens: int, deadline_ms: int) -> str:
        """The architecture map, of about so many tokens."""
        ...

    async def settled(self, deadline_ms: int) -> IndexStatus:
        """Wait until everything is searchable that is there now."""
        ...

    async def rebuild(self, deadline_ms: int) -> None:
        """Begin anew beside what is there, and swap when it is done."""
        ...

    async def clear(self, deadline_ms: int) -> None:
        """Forget everything; it is built again when the index is opened next."""
        ...

    def changed(self, paths: Iterable[Path]) -> None:
        """Files changed on disk, by whomever."""
        ...

    def overlaid(self, path: Path, text: str | None) -> None:
        """An open document says this, or was closed (None)."""
        ...

    def stop(self) -> None:
        """Give up the building that goes on; what is searchable stays."""
        ...


HearStatus = Callable[[IndexStatus], None]


class IndexProcess(Protocol):
    """Starts the process that owns an index, or finds the one that another window started."""

    def opened(self, place: IndexPlace, told: HearStatus) -> AbstractAsyncContextManager[IndexLink]:
        """`told` hears of every change, some times a second at most. Leaving ends the process. Entering
        raises StoreError; so does everything of a link whose process has died."""
        ...
