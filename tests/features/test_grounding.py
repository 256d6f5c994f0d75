"""Grounding never blocks a key, and knows of changes."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

from sansfil.core.grounding import ProjectFacts, Verdict
from sansfil.core.text import Cursor, Document, Position, cursor_at
from sansfil.features.grounding import GroundingLimits, Grounds
from tests.core.grounding.test_judging import project

ROOT = Path("/workspace")
DEADLINE_S = 20


@dataclass
class FakeManifests:
    """Says what it is told to; `read` is set at each reading of the facts."""

    said: ProjectFacts
    texts: dict[str, str] = field(default_factory=dict[str, str])
    count: int = 0
    read: threading.Condition = field(default_factory=threading.Condition)

    def facts(self, root: Path) -> ProjectFacts:
        with self.read:
            self.count += 1
            self.read.notify_all()
            return self.said

    async def until_read(self, count: int) -> None:
        def waited() -> None:
            with self.read:
                self.read.wait_for(lambda: self.count >= count, DEADLINE_S)

        await asyncio.to_thread(waited)

    def text_of(self, root: Path, path: str) -> str:
        return self.texts.get(path, "")


@contextlib.asynccontextmanager
async def living(grounds: Grounds) -> AsyncGenerator[None]:
    task = asyncio.create_task(grounds.run())
    try:
        async with asyncio.timeout(DEADLINE_S):
            await grounds.settled()
            yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def cursor() -> Cursor:
    path = ROOT / "main.py"
    document = Document(path.as_uri(), path.as_posix(), "python", 1, ("",))
    return cursor_at(document, Position(0, 0))


def verdicts(grounds: Grounds) -> list[Verdict]:
    judgements = grounds.ground_at(cursor())("import inventions", 0)
    assert judgements is not None
    return [each.verdict for each in judgements]


async def test_until_something_is_read_nobody_can_tell() -> None:
    grounds = Grounds(FakeManifests(project("main.py")), [ROOT])
    assert grounds.ground_at(cursor())("import inventions", 0) is None
    assert grounds.facts_for(ROOT / "main.py") is None


async def test_what_was_read_judges_the_files_of_its_folder_alone() -> None:
    grounds = Grounds(FakeManifests(project("main.py")), [ROOT])
    async with living(grounds):
        assert verdicts(grounds) == [Verdict.UNKNOWN]
        assert grounds.facts_for(Path("/elsewhere/main.py")) is None


async def test_names_are_judged_at_once_where_a_thread_may_read() -> None:
    manifests = FakeManifests(project("main.py", "models.py"), {"models.py": "class User: pass\n"})
    grounds = Grounds(manifests, [ROOT])
    async with living(grounds):
        text = "from models import Ghost"
        (found,) = await asyncio.to_thread(grounds.judged, "python", ROOT / "main.py", text)
        assert found.missing == ("Ghost",)


async def test_a_changed_manifest_is_read_again() -> None:
    manifests = FakeManifests(project("main.py"))
    grounds = Grounds(manifests, [ROOT], GroundingLimits(settle_s=0.0, rest=0.0))
    async with living(grounds):
        manifests.said = project("main.py", requires="inventions")
        grounds.changed([ROOT / "requirements.txt"])
        await manifests.until_read(2)
        while verdicts(grounds) != [Verdict.OK]:  # the thread has read, its answer is on its way
            await asyncio.sleep(0)
        assert manifests.count == 2
