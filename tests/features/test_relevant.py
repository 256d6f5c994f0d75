"""What a question gets to see of the code, and what it never sees."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.retrieval import Hit, IndexState, IndexStatus
from sansfil.features import relevant as relevant_module
from sansfil.features.code_index import CodeIndex
from sansfil.features.ground_room import GroundRoom
from sansfil.features.relevant import Relevant
from sansfil.ports.code_index import IndexPlace
from tests.fakes import NoManifests
from tests.index_fakes import FakeIndexProcess, FakeLink

ROOT = Path("/workspace")
DEADLINE_S = 10
MAP = "garden.py:\n  class Garden\nsecret/plan.py:\n  def plan\nshed.py:\n  def shed\n"


def hit(path: str, text: str = "def water(plant):\n    return plant\n") -> Hit:
    return Hit(path, 4, 6, "water", "python", 1.0, text)


async def refusal(path: str) -> Phrase | None:
    return phrase("index.off") if "/secret/" in path else None


def nothing_declared() -> GroundRoom:
    return GroundRoom(NoManifests, ())


async def allowed() -> Phrase | None:
    return None


def index_of(link: FakeLink) -> CodeIndex:
    return CodeIndex(
        lambda: FakeIndexProcess(link), IndexPlace((ROOT,), "", {}), lambda: None, allowed
    )


async def places_of(hits: Sequence[Hit], window: int = 0, named: Sequence[str] = ()) -> list[str]:
    async with index_of(FakeLink(hits)).opened() as index:
        pieces = await Relevant(index, nothing_declared(), refusal).pieces("water", named, window)
    return [piece.name for piece in pieces]


async def test_places_are_named_by_path_and_lines_as_editors_count_them() -> None:
    assert await places_of([hit("garden.py"), hit("shed.py")]) == [
        "garden.py:5-6",
        "shed.py:5-6",
    ]


async def test_a_file_that_never_leaves_is_not_sent_along() -> None:
    assert await places_of([hit("secret/plan.py"), hit("shed.py")]) == ["shed.py:5-6"]


async def test_a_file_that_the_question_names_is_not_sent_twice() -> None:
    assert await places_of([hit("garden.py"), hit("shed.py")], named=["garden.py"]) == [
        "shed.py:5-6"
    ]


async def test_files_that_tell_what_is_left_out_are_not_sent_along() -> None:
    assert await places_of([hit(".gitignore"), hit("shed.py"), hit("a/.dockerignore")]) == [
        "shed.py:5-6"
    ]


async def test_a_small_window_gets_what_fits_a_quarter_of_it() -> None:
    long = hit("long.py", "water = 1\n" * 200)
    assert await places_of([long, hit("shed.py")], window=1_000) == ["shed.py:5-6"]


async def test_the_map_leaves_out_what_never_leaves() -> None:
    async with index_of(FakeLink(map=MAP)).opened() as index:
        overview = await Relevant(index, nothing_declared(), refusal).overview()
    assert overview.startswith("garden.py:")
    assert "shed.py" in overview
    assert "plan" not in overview


async def test_without_an_index_a_question_goes_without() -> None:
    index = CodeIndex(lambda: FakeIndexProcess(), None, lambda: None, allowed)
    relevant = Relevant(index, nothing_declared(), refusal)
    assert await relevant.pieces("water", ()) == []
    assert await relevant.overview() == ""


async def test_a_question_does_not_wait_for_a_long_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relevant_module, "BUILDING_S", 0.01)
    link = FakeLink([hit("shed.py")], status_now=IndexStatus(IndexState.BUILDING))
    async with index_of(link).opened() as index:
        relevant = Relevant(index, nothing_declared(), refusal)
        pieces = await relevant.pieces("water", ())
    assert [piece.name for piece in pieces] == ["shed.py:5-6"]
    assert relevant.is_partial


async def test_a_question_does_not_wait_for_the_history() -> None:
    async with index_of(_Reading([hit("shed.py")])).opened() as index, asyncio.timeout(DEADLINE_S):
        relevant = Relevant(index, nothing_declared(), refusal)
        pieces = await relevant.pieces("water", ())
    assert [piece.name for piece in pieces] == ["shed.py:5-6"]
    assert not relevant.is_partial


async def test_an_index_that_hangs_is_gone_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relevant_module, "ANSWER_S", 0.01)
    link = FakeLink([hit("shed.py")], map=MAP)
    link.is_free.clear()
    async with index_of(link).opened() as index, asyncio.timeout(DEADLINE_S):
        relevant = Relevant(index, nothing_declared(), refusal)
        assert await relevant.overview() == ""
        assert await relevant.pieces("water", ()) == []


async def test_a_question_that_has_come_starts_the_index() -> None:
    process = FakeIndexProcess(FakeLink())
    index = CodeIndex(lambda: process, IndexPlace((ROOT,), "", {}), lambda: None, allowed)
    life = asyncio.create_task(index.run())
    Relevant(index, nothing_declared(), refusal).begin()
    async with asyncio.timeout(DEADLINE_S):
        await process.was_opened.wait()
    life.cancel()


class _Reading(FakeLink):
    """Has built the index, and reads the history for ever."""

    async def settled(self, deadline_ms: int) -> IndexStatus:
        await self.gone.wait()
        raise AssertionError
