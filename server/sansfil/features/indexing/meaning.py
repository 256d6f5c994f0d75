"""Dense vectors, where an embedder is configured: filled in behind the words, and asked for questions."""

from collections.abc import Sequence

from sansfil.core.phrases import Phrase
from sansfil.features.indexing.aside import Pending
from sansfil.features.indexing.edition import Edition
from sansfil.features.indexing.filling import Filling
from sansfil.features.indexing.questions import Questions
from sansfil.features.indexing.reading import Reader
from sansfil.features.indexing.world import IndexWorld
from sansfil.ports import EngineError, EngineGone
from sansfil.ports.index import Embedder

# What an embedder that failed is asked, to learn whether it is well.
TRIAL = "def main"


class Meaning:
    """`problem` is why nothing is embedded now. `step` raises StoreError."""

    def __init__(self, world: IndexWorld, reader: Reader) -> None:
        self._world = world
        self._aside = world.aside("embedder")
        self.embedder: Embedder | None = None
        self.problem: Phrase | None = None
        self._opening: Pending[Embedder] | None = None
        self._trial: Pending[Sequence[float]] | None = None
        self._again_s, self._wait_s = world.clock_s(), world.knobs.again_s
        self._questions = Questions(world, self._aside, self._is_well, self._is_ill)
        self._filling = Filling(world, reader, self._aside)

    # The embedder

    @property
    def is_configured(self) -> bool:
        return self._world.embedder is not None

    @property
    def is_opening(self) -> bool:
        """Whether there may be an embedder in a moment."""
        return self.is_configured and self.embedder is None and self.problem is None

    def open(self) -> bool:
        """Open the embedder, or look whether it is open; whether something happened."""
        if self.embedder is not None or self._world.embedder is None:
            return False
        if self._opening is None:
            if self._world.clock_s() < self._again_s:
                return False
            self._opening = self._aside.begin(self._world.embedder)
            return True
        if not self._opening.is_over:
            return False
        opening, self._opening = self._opening, None
        try:
            self.embedder = opening.answer
        except EngineError as error:
            self._pause(error)
        else:
            self._is_well()
        return True

    def query(self, text: str, edition: Edition) -> Sequence[float]:
        """The vector of a question, in the terms of `edition`; empty where there is none in time."""
        embedder = self.embedder
        if embedder is None or not edition.vectors or edition.embedder != embedder.fingerprint:
            return ()
        return self._questions.vector(text, embedder)

    # How it is

    def _pause(self, error: EngineError) -> None:
        self.problem = error.said
        self._again_s = self._world.clock_s() + self._wait_s
        self._wait_s = min(2 * self._wait_s, self._world.knobs.seldom_s)

    def _is_ill(self, error: EngineError) -> None:
        """One that still answers is tried at once: a text may have been too much for it. Questions to one that is
        known to be gone put off no try."""
        if isinstance(error, EngineGone) and self.problem is None:
            self._pause(error)
        else:
            self.problem = error.said

    def _is_well(self) -> None:
        if self.problem is not None:
            self._questions.end_rest()
            self._again_s = self._world.clock_s()
        self.problem, self._wait_s = None, self._world.knobs.again_s

    def _begin_trial(self, embedder: Embedder) -> None:
        deadline_ms = self._world.knobs.embed_late_ms
        self._trial = self._aside.begin(lambda: embedder.query(TRIAL, deadline_ms))

    def _take_trial(self, trial: Pending[Sequence[float]]) -> bool:
        if not trial.is_over:
            return False
        self._trial = None
        try:
            _ = trial.answer
        except EngineError as error:
            self._filling.acquit()
            self._pause(error)
        else:
            self._filling.blame()
            self._is_well()
        return True

    # Filling

    @property
    def due_s(self) -> float:
        """When `step` or `open` has something to do, by the clock."""
        now_s = self._world.clock_s()
        if self._is_awaiting:
            return now_s + self._world.knobs.poll_s
        if self.problem is None:
            return self._filling.due_s
        return self._again_s if self._again_s > now_s else float("inf")

    @property
    def _is_awaiting(self) -> bool:
        is_asked = self._opening is not None or self._trial is not None
        return is_asked or self._filling.is_waiting or self._questions.is_waiting

    def is_busy_with(self, edition: Edition) -> bool:
        """Whether vectors are missing that will come."""
        return self._fits(edition) and self.problem is None and self._filling.has_more(edition)

    def lacks(self, edition: Edition) -> bool:
        """Whether there are chunks without a vector, that could have one."""
        return self._fits(edition) and edition.vectors < edition.chunks

    def _fits(self, edition: Edition) -> bool:
        embedder = self.embedder
        is_kept = edition.store.backend != "memory"
        return embedder is not None and is_kept and edition.embedder == embedder.fingerprint

    def step(self, edition: Edition) -> bool:
        """Take over a batch, begin one, or look for texts; try an embedder that failed."""
        embedder = self.embedder
        if embedder is None or not self._fits(edition):
            return False
        self._questions.hear()
        if self._filling.is_waiting:
            return self._take_batch(edition, embedder)
        if self._trial is not None:
            return self._take_trial(self._trial)
        if self.problem is None:
            return self._filling.step(edition, embedder)
        if self._world.clock_s() < self._again_s:
            return False
        self._begin_trial(embedder)
        return True

    def _take_batch(self, edition: Edition, embedder: Embedder) -> bool:
        try:
            has_taken = self._filling.take(edition, embedder)
        except EngineError as error:
            self._is_ill(error)
            return True
        if has_taken:
            self._is_well()
        return has_taken

    def forget(self) -> None:
        """What was gathered is of another index."""
        self._filling.forget()

    def close(self) -> None:
        self._aside.close()
        self.close_cache()
        if self.embedder is not None:
            self.embedder.close()

    def close_cache(self) -> None:
        self._filling.close_cache()
