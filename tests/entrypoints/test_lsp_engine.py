"""Tier 1 over the wire: the language server on standard streams, a genuine llama.cpp behind it."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from lsprotocol import types as t
from pytest_lsp import LanguageClient

from tests.engine import models
from tests.engine.engine import RunningEngine, running_engine
from tests.engine.fixtures import POEM
from tests.entrypoints.desk import DEADLINE_S, REPEATED, Desk, begun, first_line

FOLLOWS_UP = {"sansfil": {"suggestionReady": True}}


@pytest.fixture
def own_engine() -> Iterator[RunningEngine]:
    """One that a test may hang and kill."""
    with running_engine(models.by_heart(POEM)) as running:
        yield running


async def seated(
    client: LanguageClient, root: Path, engine: RunningEngine, **settings: object
) -> Desk:
    local = {"engine": "llama.cpp", "url": engine.url, "deadlineMs": 10_000}
    desk = await begun(client, root, settings={"local": local, **settings})
    await desk.status(lambda status: status.engine is not None and status.engine.state == "ready")
    return desk


async def test_ghost_text_comes_from_the_engine_and_the_status_says_what_it_read(
    client: LanguageClient, root: Path, knowing_engine: RunningEngine
) -> None:
    desk = await seated(client, root, knowing_engine, workspaceModel={"enabled": False})
    uri = desk.open("basket.py", "class Basket:\n    def put(fruit, many):\n        \n")
    desk.type(uri, 2, 2, 8, "total = ")
    item = await desk.ghost(uri, 2, 16)
    assert item is not None and first_line(item).startswith("many + count_of(fruit)")
    status = await desk.status(lambda status: status.lastSuggestion is not None)
    assert status.lastSuggestion.tier == "local"
    assert status.lastSuggestion.freshTokens > 0


async def test_ghost_text_is_typed_through_without_a_new_request(
    client: LanguageClient, root: Path, knowing_engine: RunningEngine
) -> None:
    desk = await seated(client, root, knowing_engine, workspaceModel={"enabled": False})
    uri = desk.open("basket.py", "class Basket:\n    def put(fruit, many):\n        total = \n")
    first = await desk.ghost(uri, 2, 16)
    assert first is not None
    await _quiet(knowing_engine)
    read = knowing_engine.metrics()["prompt_tokens_total"]
    for number, key in enumerate("many +"):
        desk.type(uri, 2 + number, 2, 16 + number, key)
        item = await desk.ghost(uri, 2, 17 + number)
        assert item is not None and str(item.insert_text) == str(first.insert_text)[number + 1 :]
    assert knowing_engine.metrics()["prompt_tokens_total"] == read


async def test_only_what_was_typed_is_read_anew(
    client: LanguageClient, root: Path, engine: RunningEngine
) -> None:
    desk = await seated(client, root, engine, workspaceModel={"enabled": False})
    uri = desk.open("garden.py", REPEATED * 12)
    line, text = 120, "plants = self.plants_by_name(kind, row)"
    desk.type(uri, 2, line, 0, "# ")
    await desk.ghost(uri, line, 2)
    await _quiet(engine)
    before = engine.metrics()["prompt_tokens_total"]
    for number, key in enumerate(text):
        desk.type(uri, 3 + number, line, 2 + number, key)
        await desk.ghost(uri, line, 3 + number)
    read = engine.metrics()["prompt_tokens_total"] - before
    # One or two a key, and now and then what a suggestion would bring; a plain layout reads 900.
    assert 0 < read <= 10 * len(text)


async def test_a_jump_is_read_ahead(
    client: LanguageClient, root: Path, engine: RunningEngine
) -> None:
    desk = await seated(client, root, engine)
    uri = desk.open("garden.py", REPEATED * 12)
    before = engine.metrics()["prompt_tokens_total"]
    _move(desk, uri, 100, 4)
    await _until(lambda: engine.metrics()["prompt_tokens_total"] > before + 100)
    await _quiet(engine)
    warmed = engine.metrics()["prompt_tokens_total"]
    desk.type(uri, 2, 100, 0, "z")
    await desk.ghost(uri, 100, 1)
    assert engine.metrics()["prompt_tokens_total"] - warmed < 40


async def test_nonsense_about_the_cursor_is_survived(
    client: LanguageClient, root: Path, engine: RunningEngine
) -> None:
    desk = await seated(client, root, engine)
    for params in (
        {},
        {"textDocument": 3},
        {"textDocument": {"uri": "file:///no"}, "position": {}},
    ):
        client.protocol.notify("sansfil/didMoveCursor", params)
    _move(desk, "file:///unknown.py", -1, 10**9)
    uri = desk.open("garden.py", REPEATED)
    desk.type(uri, 2, 10, 8, "self.")
    assert await desk.ghost(uri, 10, 13) is not None


async def test_a_better_suggestion_is_announced_to_clients_that_understand(
    client: LanguageClient, root: Path, knowing_engine: RunningEngine
) -> None:
    announced: asyncio.Queue[Any] = asyncio.Queue()
    hears = cast("Callable[[str], Callable[[Any], Any]]", client.feature)

    @hears("sansfil/suggestionReady")
    def hear(ready: Any) -> None:
        announced.put_nowait(ready)

    settings = {"local": {"engine": "llama.cpp", "url": knowing_engine.url, "deadlineMs": 20}}
    desk = await begun(client, root, experimental=FOLLOWS_UP, settings=settings)
    await desk.status(lambda status: status.engine is not None and status.engine.state == "ready")
    uri = desk.open("basket.py", POEM.replace("        total = many + count_of(fruit)\n", "\n"))
    desk.type(uri, 2, 8, 0, "        total = ")
    await desk.ghost(uri, 8, 16)
    async with asyncio.timeout(DEADLINE_S):
        ready = await announced.get()
    assert ready.uri == uri and ready.version == 2
    assert (ready.position.line, ready.position.character) == (8, 16)
    item = await desk.ghost(uri, 8, 16, t.InlineCompletionTriggerKind.Invoked)
    assert item is not None and first_line(item).startswith("many")


async def test_an_engine_that_is_killed_leaves_tier_0_and_the_status_says_why(
    client: LanguageClient, root: Path, own_engine: RunningEngine
) -> None:
    desk = await seated(client, root, own_engine)
    uri = desk.open("garden.py", REPEATED)
    own_engine.kill()
    desk.type(uri, 2, 10, 8, "self.")
    item = await desk.ghost(uri, 10, 13)
    assert item is not None and first_line(item).startswith("journal")
    status = await desk.status(lambda status: status.engine.state == "problem")
    assert own_engine.url in status.engine.message


async def test_an_engine_that_hangs_is_overtaken_by_tier_0(
    client: LanguageClient, root: Path, own_engine: RunningEngine
) -> None:
    local = {"engine": "llama.cpp", "url": own_engine.url, "deadlineMs": 50}
    desk = await begun(client, root, settings={"local": local})
    await desk.status(lambda status: status.engine is not None and status.engine.state == "ready")
    uri = desk.open("garden.py", REPEATED)
    own_engine.pause()
    desk.type(uri, 2, 10, 8, "self.")
    item = await desk.ghost(uri, 10, 13)
    assert item is not None and first_line(item).startswith("journal")


def _move(desk: Desk, uri: str, line: int, character: int) -> None:
    position = {"line": line, "character": character}
    params = {"textDocument": {"uri": uri}, "position": position}
    desk.client.protocol.notify("sansfil/didMoveCursor", params)


async def _quiet(engine: RunningEngine) -> None:
    """Until the engine works on nothing."""
    await _until(lambda: not any(slot["is_processing"] for slot in engine.slots()))


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not await asyncio.to_thread(is_so):
            await asyncio.sleep(0.02)
