"""Keeps the learned workspace up to date: learns at the start, on demand, and when files changed."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sansfil.core.learnable import GENERATED_FOLDERS, Refusals
from sansfil.core.ngram import Corpus
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.folders import workspace_key
from sansfil.ports import (
    CorpusStore,
    LearnedWorkspace,
    Learner,
    LearningError,
    LearningProgress,
    StoreError,
)

log = logging.getLogger(__name__)
ENDING_DEADLINE_S = 10.0


@dataclass(frozen=True)
class Patience:
    """How soon changed files are learned again: fewer than `few_files` wait longer."""

    few_files: int = 20
    few_wait_s: float = 600.0
    many_wait_s: float = 15.0

    def wait_s(self, changed_files: int) -> float:
        """Seconds from the first change on."""
        return self.few_wait_s if changed_files < self.few_files else self.many_wait_s


@dataclass(frozen=True)
class Lesson:
    """Where to learn and how much; `max_tokens` 0 means: nothing."""

    roots: tuple[Path, ...]
    max_tokens: int


class LearnedCorpus:
    """The corpus of a workspace; `run` replaces it whenever it has been learned anew."""

    def __init__(
        self, learner: Learner, store: CorpusStore, lesson: Lesson, changed: Callable[[], None]
    ) -> None:
        self.corpus: Corpus | None = None
        self.progress: LearningProgress | None = None
        self.problem: Phrase | None = None
        self.refusals = Refusals()
        self.settled = asyncio.Event()
        self._learner, self._store, self._lesson = learner, store, lesson
        self._changed = changed
        self._patience = Patience()
        self._changed_files: set[Path] = set()
        self._first_change_s = 0.0
        self._is_asked = False
        self._something_new = asyncio.Event()
        self._learning: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Learn, wait for a reason, learn again; until cancelled."""
        if not self._lesson.roots or not self._lesson.max_tokens:
            self.settled.set()
            return
        self.corpus = await asyncio.to_thread(self._store.newest, workspace_key(self._lesson.roots))
        while True:
            await self._learn_once()
            await self._wait_for_a_reason()

    def relearn(self) -> None:
        self._is_asked = True
        self._something_new.set()

    def stop(self) -> None:
        """Give up the learning that goes on; what was known stays."""
        if self._learning is not None:
            self._learning.cancel()

    def file_changed(self, path: Path) -> None:
        if not self._is_learned_from(path):
            return
        if not self._changed_files:
            self._first_change_s = time.monotonic()
        self._changed_files.add(path)
        self._something_new.set()

    def _is_learned_from(self, path: Path) -> bool:
        below = [path.relative_to(root) for root in self._lesson.roots if path.is_relative_to(root)]
        return any(GENERATED_FOLDERS.isdisjoint(relative.parts) for relative in below)

    async def _learn_once(self) -> None:
        self._changed_files.clear()
        self._is_asked = False
        self.problem = None
        self._learning = asyncio.create_task(self._learn())
        try:
            await asyncio.wait({self._learning})
            self.problem = self.problem or _problem_of(self._learning)
        finally:
            self._learning.cancel()
            # The child is gone before the loop may go.
            await asyncio.wait({self._learning}, timeout=ENDING_DEADLINE_S)
            self.progress = None
            self.settled.set()
            self._changed()

    async def _learn(self) -> None:
        lesson = self._lesson
        async with self._learner.learning(lesson.roots, lesson.max_tokens) as events:
            async for event in events:
                if isinstance(event, LearningProgress):
                    self.progress = event
                else:
                    await self._take(event)
                self._changed()

    async def _take(self, learned: LearnedWorkspace) -> None:
        self.corpus = await asyncio.to_thread(self._store.opened, learned.path)
        self.refusals = learned.refusals
        if not learned.is_kept:
            self.problem = phrase("problem.not_kept", why=learned.why_not_kept)

    async def _wait_for_a_reason(self) -> None:
        while not self._is_asked:
            self._something_new.clear()
            left_s = self._seconds_left()
            if left_s is not None and left_s <= 0:
                return
            try:
                async with asyncio.timeout(left_s):
                    await self._something_new.wait()
            except TimeoutError:
                return

    def _seconds_left(self) -> float | None:
        if not self._changed_files:
            return None
        wait_s = self._patience.wait_s(len(self._changed_files))
        return self._first_change_s + wait_s - time.monotonic()


def _problem_of(learning: asyncio.Task[None]) -> Phrase | None:
    if learning.cancelled():
        return phrase("problem.learning_cancelled")
    error = learning.exception()
    if error is None:
        return None
    if not isinstance(error, LearningError | StoreError):
        log.error("Learning the workspace failed.", exc_info=error)
    return phrase("problem.learning_failed", why=error)
