"""What the flows ask of the outside world, as Protocols that adapters fit by shape."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sansfil.core.learnable import Refusal, Refusals
from sansfil.core.ngram import Corpus
from sansfil.core.phrases import Phrase


class Problem(Exception):
    """What was asked cannot be done; `said` is the sentence for the person who asked."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(said.key)
        self.said = said


class StoreError(Exception):
    """Something could not be kept or read back; the text is a reason for a person."""


class LearningError(Exception):
    """The workspace could not be learned; the text is a reason for a person."""


@dataclass(frozen=True)
class FileEntry:
    """A regular file of a workspace: `path` is POSIX and relative to its root, `size` in bytes."""

    path: str
    size: int
    modified_ns: int


@dataclass(frozen=True)
class LearningProgress:
    """`learned` of `total` files have been read; both 0 while the files are being listed."""

    learned: int
    total: int


@dataclass(frozen=True)
class LearnedWorkspace:
    """A model lies at `path`; `is_kept` claims that the next start finds it again."""

    path: Path
    refusals: Refusals
    is_kept: bool
    why_not_kept: str = ""


LearningEvent = LearningProgress | LearnedWorkspace


@dataclass(frozen=True)
class Machine:
    """Where the server runs; `git` is its version or empty, `cache_obstacle` why nothing is kept."""

    version: str
    python: str
    executable: str
    package: str
    libraries: Mapping[str, str]
    git: str
    cache_dir: str
    cache_obstacle: str


@dataclass(frozen=True)
class SettingsFile:
    """A `sansfil.toml`: its tree, or the sentence that says why it cannot be read."""

    path: str
    tree: Mapping[str, object]
    is_of_workspace: bool
    problem: Phrase | None = None


SETTINGS_NAME = "sansfil.toml"


class SettingsFiles(Protocol):
    """The user's settings file and those at the roots of the workspace."""

    def read(self, roots: Sequence[Path]) -> Sequence[SettingsFile]:
        """Those that exist, the user's first."""
        ...


class WorkspaceFiles(Protocol):
    """The files of a folder, as its version control and ignore files see them."""

    def listed(self, root: Path) -> Iterator[FileEntry]:
        """Every regular file under `root` that is not ignored; symbolic links are not followed."""
        ...

    def text_of(self, root: Path, entry: FileEntry) -> str | Refusal:
        """The text, without a byte order mark, or why there is none."""
        ...

    def is_ignored(self, root: Path, path: Path) -> bool:
        """Whether the ignore rules of `root` leave out `path`; blocks for at most some seconds."""
        ...


class CorpusStore(Protocol):
    """Learned models on disk, one per workspace."""

    def newest(self, workspace: str) -> Corpus | None:
        """The model kept for the workspace of this key, whatever files it was learned from."""
        ...

    def path_of(self, workspace: str, fingerprint: str) -> Path | None:
        """Where the model of exactly these files lies, if it does."""
        ...

    def keep(
        self, workspace: str, fingerprint: str, sections: Iterable[bytes | memoryview]
    ) -> Path:
        """Write a model atomically and drop its predecessors; raises StoreError."""
        ...

    def keep_for_now(self, sections: Iterable[bytes | memoryview]) -> Path:
        """Write a model where the next start will not find it; raises StoreError."""
        ...

    def opened(self, path: Path) -> Corpus:
        """The model at `path`, mapped into memory; raises StoreError."""
        ...


class Learner(Protocol):
    """Learns a workspace outside the event loop."""

    def learning(
        self, roots: Sequence[Path], max_tokens: int
    ) -> AbstractAsyncContextManager[AsyncIterator[LearningEvent]]:
        """Events until the one `LearnedWorkspace`; leaving the context stops the work.

        The iterator raises LearningError.
        """
        ...
