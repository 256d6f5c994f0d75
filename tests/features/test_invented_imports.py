"""However an engine writes an import that does not exist, and whatever is known by then: it is never ghost text."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import pytest

from sansfil.assistant import Assistant, Buffer, Completing, Silence, Suggestion
from sansfil.core.grounding import Defined, Outside, ProjectFacts
from sansfil.core.text import Position
from sansfil.ports import End, Finished, Odds, Usage
from tests.core.grounding.invented_cases import CASES, NAMES, Case, facts, says_invention
from tests.fakes import SOME_USAGE, FakeEngine, FakeEngines
from tests.notation import ROOT, assistant_of

DEADLINE_S = 60
WHOLE = 10_000
ASKED = Completing(is_asked=True)
GIVEN = {"completion": {"aggressiveness": "eager"}, "workspaceModel": {"enabled": False}}
PLACES = {"python": "{}.py", "dart": "lib/{}.dart", "typescript": "src/{}.ts"}
FACTS = facts()


class PiecedEngine(FakeEngine):
    """Says `says` in pieces of so many characters."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.says, self._size = "", size

    async def _stream(self, prompt: str) -> AsyncIterator[str | Odds | Usage | Finished]:
        for at in range(0, len(self.says), self._size):
            yield self.says[at : at + self._size]
            await asyncio.sleep(0)
        yield Finished(End.DONE, SOME_USAGE)


class HeldManifests:
    """Says what a project has once it is let."""

    def __init__(self) -> None:
        self.may_read = threading.Event()

    def facts(self, root: Path) -> ProjectFacts:
        self.may_read.wait(DEADLINE_S)
        return FACTS

    def note_strangers(self, root: Path, facts: ProjectFacts) -> None:
        """No file of the project imports a stranger."""

    def text_of(self, root: Path, path: str) -> str | None:
        is_dart = path.endswith(".dart")
        one, script = "void {}() {{}}\n" if is_dart else "def {}(): ...\n", "export const {} = 1\n"
        one = script if path.endswith(".ts") else one
        return "".join(one.format(name) for name in NAMES)

    def defined_outside(self, root: Path, facts: ProjectFacts, module: Outside) -> Defined:
        return Defined(frozenset(NAMES))


@contextlib.asynccontextmanager
async def window(engine: FakeEngine, *, is_ready: bool) -> AsyncGenerator[Assistant]:
    """A real assistant whose folders have been read, or are being read for as long as it lives."""
    manifests = HeldManifests()
    assistant = assistant_of({}, GIVEN, FakeEngines(engine), manifests=manifests)
    lifetime = asyncio.create_task(assistant.run())
    try:
        async with asyncio.timeout(DEADLINE_S):
            await assistant.engine_settled()
            if is_ready:
                manifests.may_read.set()
                await assistant.learned()
            yield assistant
    finally:
        manifests.may_read.set()
        lifetime.cancel()
        await asyncio.gather(lifetime, return_exceptions=True)


async def shown(
    assistant: Assistant, engine: PiecedEngine, number: int, case: Case
) -> Suggestion | Silence:
    """What is shown at the first key in a new file that is not saved yet."""
    place = ROOT / PLACES.get(case.language, "src/{}.js").format(f"new{number}")
    buffer = Buffer(place.as_uri(), place.as_posix(), case.language)
    # No two are alike, so that no answer of one is one of the other.
    before = f"{'#' if case.language == 'python' else '//'} {number}\n{case.before}"
    lines = before.split("\n")
    engine.says = case.answer
    assistant.open(buffer, 1, before + case.after)
    try:
        at = Position(len(lines) - 1, len(lines[-1]))
        return (await assistant.complete(buffer.uri, at, ASKED)).outcome
    finally:
        assistant.close(buffer.uri)


@pytest.mark.parametrize("is_ready", [True, False])
@pytest.mark.parametrize("size", [2, 3, WHOLE])
async def test_an_invented_import_is_never_shown(size: int, is_ready: bool) -> None:
    engine = PiecedEngine(size)
    async with window(engine, is_ready=is_ready) as assistant:
        for number, case in enumerate(CASES):
            found = await shown(assistant, engine, number, case)
            assert isinstance(found, Silence) or not says_invention(found.text), str(case)


async def test_an_import_that_exists_is_shown_in_each_of_these_places() -> None:
    engine = PiecedEngine(WHOLE)
    async with window(engine, is_ready=True) as assistant:
        for number, case in enumerate(CASES):
            found = await shown(assistant, engine, number, case.twin)
            assert isinstance(found, Suggestion), (str(case), found)
