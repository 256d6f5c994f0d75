"""Grounding never blocks a key, and knows of changes."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sansfil.assistant import Completing, Silence, Suggestion
from sansfil.core.grounding import ANYTHING, Defined, Outside, ProjectFacts, Verdict
from sansfil.core.text import Cursor, Document, Position, cursor_at, split_lines
from sansfil.features.ground_folder import REVIEWED_S
from sansfil.features.ground_room import GroundRoom
from sansfil.features.grounding import GroundingLimits, Grounds
from tests.core.grounding.test_judging import project
from tests.fakes import FakeEngine, FakeEngines
from tests.notation import assistant_of, buffer_of
from tests.notation import living as living_assistant

ROOT = Path("/workspace")
DEADLINE_S = 20


@dataclass
class FakeManifests:
    """Says what it is told to; `read` is set at each reading of the facts."""

    said: ProjectFacts
    texts: dict[str, str | None] = field(default_factory=dict[str, str | None])
    outside: dict[str, Defined] = field(default_factory=dict[str, Defined])
    asked: list[str] = field(default_factory=list[str])
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

    async def until_asked(self, module: str) -> None:
        while module not in self.asked:
            await asyncio.sleep(0)

    def note_strangers(self, root: Path, facts: ProjectFacts) -> None:
        pass

    def text_of(self, root: Path, path: str) -> str | None:
        return self.texts.get(path, "")

    def defined_outside(self, root: Path, facts: ProjectFacts, module: Outside) -> Defined:
        self.asked.append(module.module)
        return self.outside.get(module.module, ANYTHING)


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


def opened(name: str, text: str) -> Document:
    path = ROOT / name
    return Document(path.as_uri(), path.as_posix(), "python", 1, split_lines(text))


def cursor() -> Cursor:
    return cursor_at(opened("main.py", ""), Position(0, 0))


async def missing(grounds: Grounds, text: str) -> tuple[str, ...]:
    """The names that `text` imports and that are not there, once everything has been read for that."""
    ground = grounds.ground_at(cursor())
    while (found := ground(text, 0)) is None or any(each.is_unread for each in found):
        await grounds.caught_up()
    (judgement,) = found
    return judgement.missing if judgement.verdict is not Verdict.UNKNOWN else (judgement.module,)


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


async def test_what_a_saved_file_imports_is_no_invention_in_the_others(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("")
    texts: dict[str, str | None] = {"models.py": "import inventions\n"}
    grounds = Grounds(FakeManifests(project("main.py", "models.py"), texts), [tmp_path])
    path = tmp_path / "main.py"
    document = Document(path.as_uri(), path.as_posix(), "python", 1, split_lines(""))
    async with living(grounds):
        ground = grounds.ground_at(cursor_at(document, Position(0, 0)))
        assert [each.verdict for each in ground("import inventions", 0) or ()] == [Verdict.UNKNOWN]
        grounds.changed([tmp_path / "models.py"])
        ground("import inventions", 0)
        await grounds.caught_up()
        assert [each.verdict for each in ground("import inventions", 0) or ()] == [
            Verdict.UNDECLARED
        ]


async def test_a_name_of_a_module_is_not_taken_for_good_before_the_module_is_read() -> None:
    manifests = FakeManifests(project("main.py", "models.py"), {"models.py": "class User: pass\n"})
    grounds = Grounds(manifests, [ROOT])
    async with living(grounds):
        ground = grounds.ground_at(cursor())
        first = ground("from models import Ghost", 0)
        assert first is not None
        assert [each.is_unread for each in first] == [True]
        await grounds.caught_up()
        second = ground("from models import Ghost", 0)
        assert second is not None
        assert [(each.is_unread, each.missing) for each in second] == [(False, ("Ghost",))]


async def test_a_module_that_cannot_be_read_may_define_anything() -> None:
    grounds = Grounds(FakeManifests(project("main.py", "big.py"), {"big.py": None}), [ROOT])
    async with living(grounds):
        assert await missing(grounds, "from big import anything") == ()


async def test_what_the_editor_has_open_counts_before_the_disk() -> None:
    texts: dict[str, str | None] = {"models.py": "class User: pass\n"}
    open_documents = [opened("models.py", "class Ghost: pass\n")]
    manifests = FakeManifests(project("main.py", "models.py"), texts)
    grounds = Grounds(manifests, [ROOT], open_documents=lambda: open_documents)
    async with living(grounds):
        assert await missing(grounds, "from models import Ghost, User") == ("User",)
        open_documents[:] = [opened("models.py", "class Spirit: pass\n")]
        assert await missing(grounds, "from models import Ghost, Spirit") == ("Ghost",)
        open_documents.clear()
        assert await missing(grounds, "from models import Spirit, User") == ("Spirit",)


async def test_an_open_module_that_was_never_saved_exists() -> None:
    open_documents = [opened("app/fresh.py", "def brew(): ...\n")]
    manifests = FakeManifests(project("main.py", "app/__init__.py"))
    grounds = Grounds(manifests, [ROOT], open_documents=lambda: open_documents)
    async with living(grounds):
        assert await missing(grounds, "from app.fresh import brew, drink") == ("drink",)
        text = "from app.fresh import drink"
        (found,) = await asyncio.to_thread(grounds.judged, "python", ROOT / "main.py", text)
        assert found.missing == ("drink",)
        open_documents.clear()
        assert await missing(grounds, "import app.fresh") == ("app.fresh",)


TOLD = {"json": Defined(frozenset(("loads",)))}


async def test_a_name_of_a_module_outside_is_not_taken_for_good_before_it_is_read() -> None:
    manifests = FakeManifests(project("main.py"), outside=TOLD)
    grounds = Grounds(manifests, [ROOT])
    async with living(grounds):
        first = grounds.ground_at(cursor())("from json import frob", 0)
        assert [each.is_unread for each in first or ()] == [True]
        assert await missing(grounds, "from json import frob, loads") == ("frob",)


async def test_what_a_document_imports_is_read_before_anybody_types_in_it() -> None:
    manifests = FakeManifests(project("main.py"), outside=TOLD)
    document = opened("main.py", "import os\nfrom json import loads\n")
    grounds = Grounds(manifests, [ROOT], open_documents=lambda: [document])
    async with living(grounds):
        await manifests.until_asked("json")
        await settled_reading(grounds, document)
        found = grounds.ground_at(cursor_at(document, Position(0, 0)))("from json import frob", 0)
        assert [(each.is_unread, each.missing) for each in found or ()] == [(False, ("frob",))]


async def test_a_module_outside_is_looked_at_again_after_a_while() -> None:
    now_s = 0.0
    manifests = FakeManifests(project("main.py"), outside=dict(TOLD))
    grounds = Grounds(manifests, [ROOT], GroundingLimits(clock=lambda: now_s))
    async with living(grounds):
        assert await missing(grounds, "from json import frob") == ("frob",)
        manifests.outside["json"] = Defined(frozenset(("frob",)))
        assert await missing(grounds, "from json import frob") == ("frob",)
        now_s = 2 * REVIEWED_S
        assert await missing(grounds, "from json import frob") == ("frob",)
        await grounds.caught_up()
        assert await missing(grounds, "from json import frob") == ()


async def settled_reading(grounds: Grounds, document: Document) -> None:
    """Until the thread that reads has told what it has read."""
    ground = grounds.ground_at(cursor_at(document, Position(0, 0)))
    while any(each.is_unread for each in ground("from json import loads", 0) or ()):
        await asyncio.sleep(0)


async def test_an_answer_that_names_what_no_module_defines_is_repaired_at_once() -> None:
    manifests = FakeManifests(project("main.py", "models.py"), {"models.py": "class User: pass\n"})
    room = GroundRoom(lambda: manifests, [ROOT])
    task = asyncio.create_task(room.run())
    try:
        await room.settled()
        answer = "```python\nfrom models import Ghost\n```\n"
        found = await asyncio.to_thread(room.repair, answer)
        assert found is not None
        assert "models does not define Ghost" in found.turn
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    ("name", "shown"), [("Ghost", "unknown_import"), ("User", "from models import User")]
)
async def test_the_first_answer_judges_names_of_a_module_that_nobody_has_read_yet(
    name: str, shown: str
) -> None:
    manifests = FakeManifests(project("main.py", "models.py"), {"models.py": "class User: pass\n"})
    engines = FakeEngines(FakeEngine(lambda _prompt: f"from models import {name}\n"))
    given = {"completion": {"aggressiveness": "eager"}, "workspaceModel": {"enabled": False}}
    assistant = assistant_of({"main.py": ""}, given, engines, manifests=manifests)
    async with living_assistant(assistant), asyncio.timeout(DEADLINE_S):
        buffer = buffer_of("main.py")
        assistant.open(buffer, 1, "import os\n\n")
        await assistant.learned()
        await assistant.engine_settled()
        answer = await assistant.complete(buffer.uri, Position(1, 0), Completing(is_asked=True))
    outcome = answer.outcome
    assert (outcome.code if isinstance(outcome, Silence) else outcome.text) == shown
    assert isinstance(outcome, Suggestion) == (name == "User")
