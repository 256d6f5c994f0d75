"""The progress of learning and indexing, as an editor is told of it: begun when it is worth it, never going back."""

import asyncio
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types as t
from pygls.lsp.server import LanguageServer

from sansfil.assistant import State, Status
from sansfil.core.phrases import phrase
from sansfil.core.retrieval import IndexProgress, IndexState, IndexStatus
from sansfil.entrypoints.lsp import progress
from sansfil.entrypoints.lsp.progress import WorkDisplay
from sansfil.ports import LearningProgress

DEADLINE_S = 10
READY = IndexStatus(IndexState.READY)


class FakeEditor:
    """Fits what is used of pygls' server: an editor that agrees to every progress and notes it."""

    def __init__(self) -> None:
        self.tokens = dict[str, Future[None]]()
        self.told = list[Any]()
        self.has_begun, self.has_ended = asyncio.Event(), asyncio.Event()
        window = SimpleNamespace(work_done_progress=True)
        self.client_capabilities = SimpleNamespace(window=window)
        self.work_done_progress = self

    async def create_async(self, token: str) -> None:
        self.tokens[token] = Future()

    def begin(self, _token: str, told: t.WorkDoneProgressBegin) -> None:
        self.told.append(told)
        self.has_begun.set()

    def report(self, _token: str, told: t.WorkDoneProgressReport) -> None:
        self.told.append(told)

    def end(self, _token: str, told: t.WorkDoneProgressEnd) -> None:
        self.told.append(told)
        self.has_ended.set()

    @property
    def percentages(self) -> list[int]:
        return [
            each.percentage for each in self.told if not isinstance(each, t.WorkDoneProgressEnd)
        ]


def display_on(editor: FakeEditor) -> WorkDisplay:
    return WorkDisplay(cast("LanguageServer", editor), lambda: None)


def learning(learned: int, index: IndexStatus) -> Status:
    progress = LearningProgress(learned, 526)
    return Status(State.LEARNING, phrase("state.starting"), progress=progress, index=index)


def building(done: int, total: int) -> IndexStatus:
    return IndexStatus(IndexState.BUILDING, progress=IndexProgress(done, total))


@given(st.lists(st.tuples(st.integers(0, 526), st.integers(0, 9), st.integers(0, 9)), max_size=8))
def test_what_is_told_never_goes_back(looks: list[tuple[int, int, int]]) -> None:
    async def shown() -> list[int]:
        editor = FakeEditor()
        display = display_on(editor)
        display.show(learning(57, READY))
        await editor.has_begun.wait()
        for learned, done, total in looks:
            display.show(learning(learned, building(done, total)))
        return editor.percentages

    told = asyncio.run(shown())
    assert told == sorted(told)


async def test_the_second_progress_begins_anew() -> None:
    editor = FakeEditor()
    display = display_on(editor)
    for _ in range(2):
        editor.has_begun.clear()
        display.show(learning(500, READY))
        await editor.has_begun.wait()
        display.show(learning(263, READY))
        display.show(Status(State.READY, phrase("state.starting"), index=READY))
    assert editor.percentages == [0, 50, 0, 50]


@pytest.mark.parametrize(
    "index",
    [building(0, 0), IndexStatus(IndexState.STARTING, progress=IndexProgress(0, 0))],
)
async def test_an_index_that_starts_or_looks_for_long_is_shown_though_nothing_else_is_told(
    monkeypatch: pytest.MonkeyPatch, index: IndexStatus
) -> None:
    monkeypatch.setattr(progress, "BUILDING_FOR_S", 0.01)
    editor = FakeEditor()
    display = display_on(editor)
    display.show(Status(State.READY, phrase("state.starting"), index=index))
    async with asyncio.timeout(DEADLINE_S):
        await editor.has_begun.wait()


async def test_a_short_look_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    editor = FakeEditor()
    display = display_on(editor)
    display.show(Status(State.READY, phrase("state.starting"), index=building(0, 0)))
    monkeypatch.setattr(progress, "BUILDING_FOR_S", 0.0)
    display.show(Status(State.READY, phrase("state.starting"), index=READY))
    await asyncio.sleep(0)
    assert not editor.told and not editor.has_begun.is_set()


async def test_an_index_that_nobody_needs_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "BUILDING_FOR_S", 0.0)
    editor = FakeEditor()
    display = display_on(editor)
    for _ in range(2):
        display.show(Status(State.READY, phrase("state.starting"), index=IndexStatus()))
        await asyncio.sleep(0)
    assert not editor.told
