"""Types into one document as an editor would, with engines that the test speaks for."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sansfil.assistant import Answer, Assistant, Completing, Ready, Suggestion, Tier
from sansfil.core.text import Position
from tests.fakes import FakeEngine, FakeEngines, FakeGenerations
from tests.notation import assistant_of, buffer_of, living, scene

LEARNED = """
-- seen.py --
def total(items):
    subtotal = sum(items)
    return round(subtotal, 2)


def other(items):
    subtotal = sum(items)
    return round(subtotal, 2)
"""


KNOWN_TO_TIER_0 = LEARNED + "-- main.py --\ndef mine(items):\n    subtotal = sum(items)\n    retˇ\n"


# These tests are about who answers, not about whether the gate lets it pass.
EAGER = {"completion": {"aggressiveness": "eager"}}


@dataclass
class Typist:
    """Types into one document as an editor would, and asks for ghost text after each key."""

    assistant: Assistant
    engine: FakeEngine
    uri: str
    position: Position
    version: int = 1
    announced: list[Ready] = field(default_factory=list[Ready])
    may_follow_up: bool = True
    is_asked: bool = False
    backup: FakeEngine | None = None

    async def ask(self, deadline_ms: int = 5_000) -> Answer:
        how = (self.is_asked, None, self.may_follow_up, deadline_ms)
        completing = Completing(*how)
        return await self.assistant.complete(self.uri, self.position, completing)

    async def type(self, text: str, closed_by_editor: str = "") -> Answer:
        self.put(text, closed_by_editor)
        return await self.ask()

    def put(self, text: str, closed_by_editor: str = "") -> None:
        self.version += 1
        at = self.position
        self.assistant.replace(self.uri, at, at, text + closed_by_editor, self.version)
        self.position = _behind(at, text)

    def backspace(self, count: int = 1) -> None:
        self.version += 1
        start = Position(self.position.line, self.position.column - count)
        self.assistant.replace(self.uri, start, self.position, "", self.version)
        self.position = start


def _behind(at: Position, text: str) -> Position:
    *above, last = text.split("\n")
    if not above:
        return Position(at.line, at.column + len(last))
    return Position(at.line + len(above), len(last))


@contextlib.asynccontextmanager
async def typing(
    before: str,
    answer: Callable[[str], str] | None = None,
    given: Mapping[str, Any] | None = None,
    generations: FakeGenerations | None = None,
    backup: FakeEngine | None = None,
) -> AsyncGenerator[Typist]:
    shown, engine = scene(before), FakeEngine(answer)
    engines = (FakeEngines(engine), generations, FakeEngines(backup))
    assistant = assistant_of(shown.files, {**EAGER, **(given or {})}, *engines)
    async with living(assistant):
        buffer = buffer_of(shown.path)
        assistant.open(buffer, 1, shown.text)
        await assistant.learned()
        typist = Typist(assistant, engine, buffer.uri, shown.position, backup=backup)
        assistant.watch(lambda: None, typist.announced.append)
        yield typist
    assert not any(each.open_streams for each in (engine, backup) if each), "a stream leaked"


def text_of(answer: Answer) -> str:
    assert isinstance(answer.outcome, Suggestion), answer.outcome
    return answer.outcome.text


def by_engine(answer: Answer) -> bool:
    return isinstance(answer.outcome, Suggestion) and answer.outcome.tier is Tier.LOCAL


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0)
