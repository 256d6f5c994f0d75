"""When the workspace is learned again, and what stays when that fails."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.features.relearn import LearnedCorpus, Lesson, Patience
from sansfil.ports import LearningEvent, LearningProgress
from tests.fakes import FakeFiles, FakeLearner, FakeStore
from tests.notation import DEADLINE_S, ROOT

CODE = "def f(x):\n    return x\n"


class Scene:
    """A learned corpus that runs, and what it was told."""

    def __init__(self, failure: str = "", obstacle: str = "") -> None:
        self.files = FakeFiles({ROOT / "a.py": CODE})
        self.store = FakeStore(obstacle=obstacle)
        self.learner = FakeLearner(self.files, self.store, failure)
        self.changed = asyncio.Event()
        lesson = Lesson((ROOT,), 100_000)
        self.learned = LearnedCorpus(self.learner, self.store, lesson, self.changed.set)

    async def until_learned(self, lessons: int) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while self.learner.lessons < lessons or self.learned.progress is not None:
                self.changed.clear()
                await self.changed.wait()


async def test_the_first_thing_is_to_learn() -> None:
    scene = Scene()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(scene.learned.run())
        await scene.until_learned(1)
        running.cancel()
    assert scene.learned.corpus is not None
    assert scene.learned.problem is None


async def test_a_kept_model_answers_while_the_files_are_looked_at() -> None:
    first = Scene()
    async with asyncio.timeout(DEADLINE_S):
        running = asyncio.create_task(first.learned.run())
        await first.learned.settled.wait()
        running.cancel()
        second = LearnedCorpus(
            FakeLearner(first.files, first.store, failure="a hung disk"),
            first.store,
            Lesson((ROOT,), 100_000),
            lambda: None,
        )
        running = asyncio.create_task(second.run())
        await second.settled.wait()
        running.cancel()
    assert second.corpus is not None
    assert second.problem is not None


async def test_a_person_who_asks_does_not_wait() -> None:
    scene = Scene()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(scene.learned.run())
        await scene.until_learned(1)
        scene.files.texts[ROOT / "b.py"] = CODE
        scene.learned.relearn()
        await scene.until_learned(2)
        running.cancel()
    assert scene.learned.corpus is not None
    assert scene.learned.corpus.document_count == 2


async def test_a_failure_is_a_sentence_and_asking_again_mends_it() -> None:
    scene = Scene(failure="the disk is gone.")
    async with asyncio.TaskGroup() as group:
        running = group.create_task(scene.learned.run())
        await scene.until_learned(1)
        assert scene.learned.problem is not None
        assert scene.learned.problem.key == "problem.learning_failed"
        scene.learner.failure = ""
        scene.learned.relearn()
        await scene.until_learned(2)
        running.cancel()
    assert scene.learned.problem is None


async def test_a_cache_that_cannot_be_written_is_told_beside_the_model() -> None:
    scene = Scene(obstacle="No space left on device")
    async with asyncio.TaskGroup() as group:
        running = group.create_task(scene.learned.run())
        await scene.until_learned(1)
        running.cancel()
    assert scene.learned.corpus is not None
    assert scene.learned.problem is not None
    assert scene.learned.problem.key == "problem.not_kept"


@pytest.mark.parametrize("path", ["/workspace/.git/index", "/workspace/node_modules/a/b.js"])
def test_files_that_are_never_learned_are_no_reason(path: str) -> None:
    learned = Scene().learned
    learned.file_changed(Path(path))
    assert learned._seconds_left() is None  # pyright: ignore[reportPrivateUsage] - the one clock


def test_a_project_below_a_folder_named_build_is_a_project() -> None:
    root = Path("/home/me/build/project")
    scene = Scene()
    learned = LearnedCorpus(scene.learner, scene.store, Lesson((root,), 1000), lambda: None)
    learned.file_changed(root / "main.py")
    assert learned._seconds_left() is not None  # pyright: ignore[reportPrivateUsage] - the one clock


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_more_changes_never_wait_longer(some: int, more: int) -> None:
    patience = Patience()
    assert patience.wait_s(max(some, more)) <= patience.wait_s(min(some, more))


async def test_whoever_ends_it_waits_until_the_child_has_ended() -> None:
    learner = _SlowToEnd()
    learned = LearnedCorpus(learner, FakeStore(), Lesson((Path("/workspace"),), 1000), lambda: None)
    running = asyncio.create_task(learned.run())
    await learner.begun.wait()
    running.cancel()
    await learner.ending.wait()
    assert not running.done()
    learner.may_end.set()
    await asyncio.wait({running})
    assert learner.has_ended


class _SlowToEnd:
    """Fits `Learner`: says nothing, and takes its time to end."""

    def __init__(self) -> None:
        self.begun, self.ending, self.may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.has_ended = False

    @contextlib.asynccontextmanager
    async def learning(
        self, roots: Sequence[Path], max_tokens: int
    ) -> AsyncGenerator[AsyncIterator[LearningEvent]]:
        try:
            yield self._events()
        finally:
            self.ending.set()
            await self.may_end.wait()
            self.has_ended = True

    async def _events(self) -> AsyncIterator[LearningEvent]:
        self.begun.set()
        await asyncio.Event().wait()
        yield LearningProgress(0, 0)
