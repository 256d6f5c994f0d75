"""What the code index needs of the outside world; what is asked of it stands in `code_index`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sansfil.core.chunks import Symbol, SyntaxNode
from sansfil.core.learnable import Refusal
from sansfil.core.phrases import Phrase, phrase, sentence
from sansfil.core.ranking import Commit, FileKind, ScoredChunk, SparseVector
from sansfil.core.retrieval import Skipped
from sansfil.ports import EngineError, FileEntry, StoreError


class StoreFailed(StoreError):
    """A store of the index does not do what it was asked; `said` is the sentence for the user."""

    def __init__(self, reason: Phrase | str = "") -> None:
        is_said = isinstance(reason, Phrase)
        self.said = reason if is_said else phrase("index.store_failed", reason=reason)
        super().__init__(sentence(reason, "en") if is_said else reason)


class StoreBusy(StoreFailed):
    """Another process holds the store."""


class StoreCorrupt(StoreFailed):
    """What lies there cannot be read and has to be built anew."""


class StoreUnreachable(StoreFailed):
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
    """A filter: only below the folder `under`, only this `language`, none of the paths `without`, only the
    file at `path`."""

    under: str = ""
    language: str = ""
    without: tuple[str, ...] = ()
    path: str = ""


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


class IndexStores(Protocol):
    """Where the indexes of one workspace lie, each under its fingerprint (8 hex digits): while one is
    built the other is searched. For one thread; everything raises StoreFailed or a kind of it."""

    def serving(self) -> str:
        """The fingerprint of the index that was finished last, empty where none was."""
        ...

    def opened(self, fingerprint: str, dimension: int) -> IndexStore:
        """The store of that index, made where there is none; `dimension` 0 has no dense vectors. One that
        is open is not opened a second time. Raises StoreBusy, StoreCorrupt, StoreUnreachable."""
        ...

    def serve(self, fingerprint: str) -> None:
        """This one is finished and searched from now on, in one step; the others are dropped after it."""
        ...

    def set_aside(self, fingerprint: str) -> None:
        """Make room for a new one in place of what cannot be read; it is not open."""
        ...

    def clear(self) -> None:
        """Drop all of this workspace's; none is open."""
        ...

    def disk_bytes(self) -> int:
        """What they take on this machine's disk."""
        ...


class TextRefused(EngineError):
    """A text is refused for what it is, its size for example: it would be refused again."""


class Embedder(Protocol):
    """Turns texts into vectors. For one thread; raises EngineError, and TextRefused where the texts, or one of
    them, are to blame."""

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


@dataclass(frozen=True, slots=True)
class Digestible:
    """A file to be digested: its path as it is shown, its text without a byte order mark. `by_lines`
    claims that no grammar may read it: one has failed over it."""

    path: str
    text: str
    by_lines: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """What the index keeps of one file. `blob` is the BLAKE2b-160 of its text (hex); `texts` are the
    BLAKE2b-128 of the texts of its points (hex), in the same order."""

    path: str
    blob: str
    language: str
    points: tuple[IndexPoint, ...]
    texts: tuple[str, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    identifiers: Mapping[str, int] = field(default_factory=dict[str, int])


class Digester(Protocol):
    """Digests files beside the process that asks, on another core. For one thread; raises nothing."""

    def offer(self, item: Digestible) -> bool:
        """Take it, unless enough waits already or nobody is there."""
        ...

    def collected(self) -> Sequence[Digest | Digestible]:
        """What was finished since; does not wait. An item that could not be digested comes back as it
        was, or `by_lines` where the digesting process died of it."""
        ...

    @property
    def waiting(self) -> int:
        """How many were taken and not yet collected."""
        ...

    @property
    def has_died_too_often(self) -> bool:
        """Whether it is given up because it died of file after file."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """What is known of one file: `size` and `modified_ns` as they were when it was read. `blob` is empty
    while its points are being written, and where there are none: `why` then says why not (a key of
    `index.skipped.*`). `vectors` of the `chunks` have a dense vector."""

    path: str
    size: int
    modified_ns: int
    blob: str = ""
    chunks: int = 0
    vectors: int = 0
    language: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a chunk lies (lines, 0-based, before `end_line`), and the digest of its text."""

    first_line: int
    end_line: int
    text: str


class IndexJournal(Protocol):
    """Which files the points of one index are of: written after them, so that it claims nothing that is
    not there. For one thread; raises StoreFailed or a kind of it."""

    def files(self) -> Sequence[IndexedFile]: ...

    def begin(self, paths: Iterable[str]) -> None:
        """The points of these are about to be written: until `finish` nothing is known of them."""
        ...

    def finish(self, files: Iterable[IndexedFile], digests: Iterable[Digest]) -> None:
        """All is written of these; `digests` are of those that have points, or symbols. In one step."""
        ...

    def drop(self, paths: Iterable[str]) -> None: ...

    def facts(self, path: str) -> Digest | None:
        """The digest of a file with its symbols and identifiers, but without points."""
        ...

    def cuts(self, path: str) -> Sequence[Cut]:
        """Where the chunks of a file lie, in order."""
        ...

    def noted(self, name: str) -> str:
        """A remark about the whole index; empty where there is none."""
        ...

    def note(self, name: str, value: str) -> None: ...

    def forget(self) -> None:
        """Forget all files, keep the remarks."""
        ...

    def close(self) -> None: ...


class VectorCache(Protocol):
    """Dense vectors by the text they are of, so that no text is embedded twice. For one thread; raises
    nothing: what cannot be kept is computed again."""

    def known(self, embedder: str, texts: Iterable[str]) -> Mapping[str, Sequence[float]]:
        """Those that are there, by the digests of their texts; `embedder` is its fingerprint."""
        ...

    def keep(self, embedder: str, vectors: Mapping[str, Sequence[float]]) -> None: ...

    def close(self) -> None: ...


class ParsingMark(Protocol):
    """What this process parses just now, by the BLAKE2b-160 of the text (hex): for who comes after it, if it
    dies of that. For one thread; raises nothing."""

    def is_deadly(self, content: str) -> bool:
        """Whether processes have died while they parsed this."""
        ...

    def begin(self, content: str) -> None: ...

    def end(self) -> None: ...

    def close(self) -> None: ...


class IndexJournals(Protocol):
    """The journals of one workspace, on this machine. Everything raises StoreFailed or a kind of it."""

    def opened(self, name: str) -> IndexJournal:
        """The journal of this name (letters, digits, `-`), made where there is none, or where what lies
        there is damaged. Raises StoreBusy where another process has it open."""
        ...

    def set_aside(self, name: str) -> None:
        """Keep one that is damaged under another name, until another index is finished; it is not open."""
        ...

    def in_memory(self) -> IndexJournal: ...

    def parsing(self, *, is_kept: bool) -> ParsingMark:
        """The mark of the one process that has the index on disk, or one that only reads it; raises nothing."""
        ...

    def vectors(self) -> VectorCache: ...

    def keep_only(self, names: Iterable[str]) -> None:
        """Remove the journals of other names."""
        ...

    def clear(self) -> None:
        """Remove them all, and the vectors; none is open."""
        ...

    def disk_bytes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file as it was when it was opened, and what it held then: TOO_LARGE and UNREADABLE are reasons
    why that is not known."""

    entry: FileEntry
    content: bytes | Refusal


class SearchableFiles(Protocol):
    """The files of a folder that may be searched; raises nothing."""

    def listed(self, root: Path) -> Iterable[FileEntry | Skipped]:
        """Every regular file that is not ignored, and what is passed over with a reason that one should
        know. Paths are relative to `root`. May take seconds."""
        ...

    def read(self, root: Path, path: str, most_bytes: int) -> FileContent | None:
        """The regular file at `path`; None where there is none, or a link leads to it."""
        ...

    def would_list(self, root: Path, path: str) -> bool:
        """Whether a regular file at `path`, which may not lie there yet, would be listed. May ask git."""
        ...


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
