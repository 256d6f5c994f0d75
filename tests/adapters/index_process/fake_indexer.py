"""An index that a test can look into, and the process of one: `python -m` of this file."""

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.adapters.index_process.child import serve
from sansfil.adapters.index_process.face import Opening
from sansfil.core.phrases import phrase
from sansfil.core.retrieval import (
    Hit,
    IndexProgress,
    IndexState,
    IndexStatus,
    SearchRequest,
    Skipped,
)
from sansfil.ports import EngineError, Problem, StoreError
from sansfil.ports.code_index import IndexPlace
from sansfil.ports.index import StoreCorrupt

NOT_UTF8 = "caf\udce9.py"


def _nothing() -> None:
    pass


@dataclass
class FakeIndexer:
    """Fits `Indexer`: has `work` steps to do, calls `in_step` in each, and notes all in `log`. A search finds
    each overlay that holds its text; some texts fail (see `search`)."""

    work: int = 0
    backend: str = "embedded"
    in_step: Callable[[], None] = _nothing
    next_step_in_s: float = 3_600.0
    log: list[str] = field(default_factory=list[str])
    overlays: dict[Path, str] = field(default_factory=dict[Path, str])
    done: int = 0

    @property
    def is_settled(self) -> bool:
        return self.work == 0

    def step(self) -> bool:
        self.log.append("step")
        self.in_step()
        if self.work:
            self.work, self.done = self.work - 1, self.done + 1
        return self.work > 0

    def search(self, asked: SearchRequest) -> Sequence[Hit]:
        self.log.append(asked.text)
        _fail_at(asked.text)
        if asked.text == "process":
            return [Hit(self.backend, 0, 1, "", "", 1.0, str(os.getpid()))]
        found = (each for each in self.overlays.items() if asked.text in each[1])
        return [Hit(str(path), 0, 1, "", "", 1.0, text) for path, text in found]

    def status(self) -> IndexStatus:
        state = IndexState.BUILDING if self.work else IndexState.READY
        progress = IndexProgress(self.done, self.done + self.work) if self.work else None
        return IndexStatus(state, self.backend, files=self.done, progress=progress)

    def skipped(self, most: int) -> Sequence[Skipped]:
        return [Skipped(NOT_UTF8, "index.skipped.name")] * most

    def atlas(self, tokens: int) -> str:
        return "x" * tokens

    def changed(self, paths: Iterable[Path]) -> None:
        self.log += [f"changed {path}" for path in paths]

    def overlaid(self, path: Path, text: str | None) -> None:
        if text is None:
            self.overlays.pop(path, None)
        else:
            self.overlays[path] = text

    def rebuild(self) -> None:
        self.work, self.done = self.work + self.done, 0

    def clear(self) -> None:
        self.log.append("clear")

    def stop(self) -> None:
        self.work = 0

    def close(self) -> None:
        self.log.append("close")


def _fail_at(text: str) -> None:
    if text == "bug":
        raise ZeroDivisionError("a bug")
    failures = {
        "disk": StoreError("the disk is gone"),
        "damage": StoreCorrupt(phrase("index.late", seconds=7)),
        "question": Problem(phrase("index.no_question")),
        "engine": EngineError(phrase("index.off")),
    }
    if text in failures:
        raise failures[text]
    if text == "death":
        os._exit(3)
    if text == "for ever":
        threading.Event().wait()


def _opening(place: IndexPlace) -> Opening:
    """`given` says how much work there is, of which settings the index is, and what it dies of."""
    work, dies_of = int(str(place.given.get("work", 0))), str(place.given.get("dies_of", ""))

    def kept() -> FakeIndexer:
        if dies_of:
            raise StoreError(dies_of)
        return FakeIndexer(work)

    def in_memory() -> FakeIndexer:
        return FakeIndexer(work, "memory")

    return Opening(Path(place.cache_dir), str(place.given.get("settings", "")), kept, in_memory)


if __name__ == "__main__":
    serve(_opening)
