"""Tier 0's memory: the learned workspace beside the open files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sansfil.core.learnable import Refusals
from sansfil.core.ngram import Evidence
from sansfil.core.phrases import Phrase, phrase
from sansfil.features.open_files import OpenFiles
from sansfil.features.relearn import LearnedCorpus, Lesson
from sansfil.features.status import State, Status
from sansfil.ports import CorpusStore, Learner, LearningProgress, WorkspaceFiles


@dataclass(frozen=True)
class World:
    """The ports that the model acts through."""

    learner: Learner
    store: CorpusStore
    files: WorkspaceFiles


class WorkspaceModel:
    """One per set of folders; `run` is its lifetime."""

    def __init__(
        self, world: World, roots: Sequence[Path], max_tokens: int, changed: Callable[[], None]
    ) -> None:
        self.open_files = OpenFiles(world.files, roots)
        self._lesson = Lesson(tuple(roots), max_tokens)
        self._tell = changed
        self.learned = LearnedCorpus(world.learner, world.store, self._lesson, self._changed)
        self._known = self.learned.corpus

    async def run(self) -> None:
        try:
            await self.learned.run()
        finally:
            self.open_files.stop()

    async def settled(self) -> None:
        """Wait until what is on disk has been learned, or could not be."""
        await self.learned.settled.wait()
        await self.open_files.settled()

    def evidence_for(self, uri: str) -> Evidence:
        return self.open_files.evidence_for(uri, self.learned.corpus)

    @property
    def is_learning(self) -> bool:
        return self.learned.progress is not None

    @property
    def refusals(self) -> Refusals:
        return self.learned.refusals

    def status(self) -> Status:
        state, message = self._state()
        corpus, problem = self.learned.corpus, self.learned.problem
        return Status(
            state=state,
            message=message,
            files=corpus.document_count if corpus else 0,
            tokens=corpus.token_count if corpus else 0,
            skipped=self.learned.refusals.total,
            progress=self.learned.progress,
            problems=() if problem is None else (problem,),
        )

    def _changed(self) -> None:
        if self.learned.corpus is not self._known:
            self._known = self.learned.corpus
            self.open_files.forget_closed()
        self._tell()

    def _state(self) -> tuple[State, Phrase]:
        learned = self.learned
        if not self._lesson.max_tokens:
            return State.READY, phrase("state.model_off")
        if not self._lesson.roots:
            return State.READY, phrase("state.open_files_only")
        if learned.progress is not None:
            return State.LEARNING, _said(learned.progress)
        if learned.problem is not None:
            return State.PROBLEM, learned.problem
        if not learned.settled.is_set():
            return State.STARTING, phrase("state.starting")
        corpus = learned.corpus
        files, tokens = (corpus.document_count, corpus.token_count) if corpus else (0, 0)
        return State.READY, phrase("state.ready", files=files, tokens=tokens)


def _said(progress: LearningProgress) -> Phrase:
    if progress.total == 0:
        return phrase("state.listing")
    return phrase("state.learning", learned=progress.learned, total=progress.total)
