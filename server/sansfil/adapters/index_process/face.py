"""What the index process is made around, and what it is opened with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sansfil.core.retrieval import Hit, IndexStatus, SearchRequest, Skipped


class Indexer(Protocol):
    """An index and the work on it, for one thread. What it is asked raises Problem, StoreError and
    EngineError; `step`, `changed`, `overlaid` and `stop` raise nothing."""

    @property
    def is_settled(self) -> bool:
        """Whether everything is searchable that is there now, or never will be."""
        ...

    @property
    def next_step_in_s(self) -> float:
        """When to come back where `step` had nothing to do."""
        ...

    def step(self) -> bool:
        """One small unit of work; False where nothing is to be done now."""
        ...

    def search(self, asked: SearchRequest) -> Sequence[Hit]: ...

    def status(self) -> IndexStatus: ...

    def skipped(self, most: int) -> Sequence[Skipped]: ...

    def atlas(self, tokens: int) -> str: ...

    def changed(self, paths: Iterable[Path]) -> None: ...

    def overlaid(self, path: Path, text: str | None) -> None: ...

    def rebuild(self) -> None: ...

    def clear(self) -> None: ...

    def stop(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Opening:
    """How a workspace's index is opened. Windows of the same workspace meet in `folder`, if their
    settings are the same as `settings` says in some words; `kept` opens what lies on disk, for one process
    at a time, `in_memory` what others cannot see; both raise StoreError."""

    folder: Path
    settings: str
    kept: Callable[[], Indexer]
    in_memory: Callable[[], Indexer]
