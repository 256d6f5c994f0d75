"""What is asked of the code index and what it answers: values that cross the process border."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sansfil.core.phrases import Phrase


@dataclass(frozen=True)
class SearchRequest:
    """`text` is a question, words of the code or both. `without` are paths that are not wanted; `under`
    is a folder (POSIX, as paths are shown), `language` a language id, empty for all. `is_for_completion`
    claims that a key waits: definitions and words alone, no embedder, no history."""

    text: str
    limit: int = 10
    under: str = ""
    language: str = ""
    without: tuple[str, ...] = ()
    is_for_completion: bool = False


@dataclass(frozen=True)
class Reason:
    """A part of a hit's score: `name` is words, path, symbol, history or meaning; `share` is its part of
    the score (0 to 1); `detail` the words that matched, or the subject of the commit."""

    name: str
    share: float
    detail: str = ""


@dataclass(frozen=True)
class Hit:
    """Lines `first_line` to before `end_line` (0-based) of the file at `path` (POSIX, below its root; with
    the root's name in front where a workspace has several). `score` lies between 0 and 2.5, or so."""

    path: str
    first_line: int
    end_line: int
    symbol: str
    language: str
    score: float
    text: str
    why: tuple[Reason, ...] = ()


class IndexState(StrEnum):
    """The words of `sansfil/status` for the index."""

    OFF = "off"
    STARTING = "starting"
    BUILDING = "building"
    READY = "ready"
    EMBEDDING = "embedding"
    PROBLEM = "problem"


@dataclass(frozen=True)
class IndexProgress:
    """`done` of `total` files are searchable; 0 of 0 while the files are being listed. `seconds_left` is
    None while nobody can tell. `is_embedding`: chunks are counted, not files."""

    done: int
    total: int
    seconds_left: float | None = None
    is_embedding: bool = False


@dataclass(frozen=True)
class Skipped:
    """A file that is not searched; `why` is a key of `index.skipped.*`."""

    path: str
    why: str


@dataclass(frozen=True)
class IndexStatus:
    """One look at the index. `backend` is embedded, server, memory or owner (another window's);
    `skipped` counts files by reason; `vectors` of `chunks` have a dense vector; `problem` is what the
    user should know though the index works, or why it does not."""

    state: IndexState = IndexState.STARTING
    backend: str = ""
    files: int = 0
    chunks: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict[str, int])
    languages: Mapping[str, int] = field(default_factory=dict[str, int])
    commits: int = 0
    embedder: str = ""
    vectors: int = 0
    head: str = ""
    disk_bytes: int = 0
    progress: IndexProgress | None = None
    problem: Phrase | None = None
