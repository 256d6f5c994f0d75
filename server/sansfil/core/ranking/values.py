"""What a ranking is made of."""

from dataclasses import dataclass
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is for; tests, prose, configuration and the wording of the user interface count for
    less where code is asked for."""

    CODE = "code"
    TEST = "test"
    DOC = "doc"
    CONFIG = "config"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Weights of terms; `indices` are CRC-32 of the terms (unsigned, each once, in any order)."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk that a store found: chunk `number` of the file at `path` when its content had the digest
    `blob`; `score` is the store's own (BM25 with idf for sparse vectors, the cosine for dense ones)."""

    path: str
    blob: str
    number: int
    first_line: int
    end_line: int
    symbol: str
    kind: FileKind
    score: float


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the history, for its message: `paths` are the files it touched, as they are shown."""

    sha: str
    subject: str
    body: str
    paths: tuple[str, ...]
