"""`sansfil index status` and `sansfil search` of an index that is not complete: they say so."""

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from sansfil.assistant import Assistant, Problem
from sansfil.core.phrases import phrase
from sansfil.core.retrieval import Hit, IndexProgress, IndexState, IndexStatus
from sansfil.entrypoints import index_command, search_command
from sansfil.entrypoints.arguments import parsed, settings_given
from sansfil.entrypoints.calling import Call, Doors
from sansfil.entrypoints.index_calls import patiently
from sansfil.entrypoints.index_command import index
from sansfil.entrypoints.search_command import search
from tests.index_fakes import FakeIndexProcess, FakeLink
from tests.notation import assistant_of

HIT = Hit("a.py", 0, 2, "water", "python", 1.0, "def water(plant):\n    return plant\n")
LOOKING = IndexStatus(IndexState.BUILDING, files=55, progress=IndexProgress(0, 0))
BUILDING = IndexStatus(IndexState.BUILDING, files=183, progress=IndexProgress(183, 2_559))


class Unsettled(FakeLink):
    """Goes on building for ever."""

    async def settled(self, deadline_ms: int) -> IndexStatus:
        await asyncio.Event().wait()
        raise AssertionError


def call_of(link: FakeLink, *arguments: str) -> Call:
    def opened(*_given: object) -> Assistant:
        return assistant_of({}, index=FakeIndexProcess(link))

    def refused(*_given: object) -> Any:
        raise AssertionError("no other door is needed")

    doors = Doors(
        opened,
        *(refused, refused, refused),
        lambda _path: True,
        *(refused, refused),
    )
    options = parsed(list(arguments))
    return Call(options, settings_given(options), "en", doors)


Said = Callable[[], tuple[str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.setattr(index_command, "LOOKING_S", 0.05)
    monkeypatch.setattr(index_command, "BUILDING_S", 0.01)
    monkeypatch.setattr(search_command, "LOOKING_S", 0.05)

    def told() -> tuple[str, str]:
        shown = capsys.readouterr()
        return shown.out, shown.err

    return told


@pytest.mark.parametrize(("ends", "is_answered"), [(2, True), (3, True), (4, False)])
async def test_a_process_that_ends_a_few_times_is_asked_again(ends: int, is_answered: bool) -> None:
    left = [ends]

    async def ask() -> str:
        left[0] -= 1
        if left[0] >= 0:
            raise Problem(phrase("index.no_answer", why="the index process has ended"))
        return "built"

    if is_answered:
        assert await patiently(ask) == "built"
        return
    with pytest.raises(Problem):
        await patiently(ask)


def test_the_status_of_an_index_that_looks_says_that_its_counts_are_of_before(
    said: Said, tmp_path: Path
) -> None:
    link = Unsettled(status_now=LOOKING)
    assert index(call_of(link, "index", "status", str(tmp_path))) == 0
    out, err = said()
    assert "looks at the files" in out and "55" not in out
    assert "not complete" in err


def test_the_status_of_an_index_that_builds_says_how_far_it_is(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_command, "LOOKING_S", 3_600.0)
    link = Unsettled(status_now=BUILDING)
    assert index(call_of(link, "index", "status", str(tmp_path))) == 0
    out, err = said()
    assert "183 of 2,559 files" in out
    assert err == ""


@pytest.mark.parametrize("status", [LOOKING, BUILDING])
def test_a_search_that_does_not_wait_says_that_not_all_is_searched(
    said: Said, tmp_path: Path, status: IndexStatus
) -> None:
    link = Unsettled([HIT], status_now=status)
    assert search(call_of(link, "search", "water", str(tmp_path), "--no-wait")) == 0
    out, err = said()
    assert "a.py:1-2" in out
    assert "looks at the files" in err or "183 of 2,559 files" in err


@pytest.mark.parametrize("status", [LOOKING, BUILDING])
def test_other_words_are_not_advised_where_not_all_was_searched(
    said: Said, tmp_path: Path, status: IndexStatus
) -> None:
    link = Unsettled(status_now=status)
    assert search(call_of(link, "search", "water", str(tmp_path), "--no-wait")) == 0
    out, err = said()
    assert out == "" and "so far" in err and "other words" not in err


def test_other_words_are_advised_where_all_was_searched(said: Said, tmp_path: Path) -> None:
    assert search(call_of(FakeLink(), "search", "water", str(tmp_path), "--no-wait")) == 0
    assert "other words" in said()[1]


def test_a_search_as_data_says_how_much_was_searched(said: Said, tmp_path: Path) -> None:
    link = Unsettled([HIT], status_now=BUILDING)
    assert search(call_of(link, "search", "water", str(tmp_path), "--no-wait", "--json")) == 0
    status = json.loads(said()[0])["status"]
    assert (status["state"], status["done"], status["total"]) == ("building", 183, 2_559)


@pytest.mark.parametrize(("options", "is_there"), [((), False), (("--skipped",), True)])
def test_skipped_files_are_in_the_data_where_they_were_asked_for(
    said: Said, tmp_path: Path, options: Sequence[str], is_there: bool
) -> None:
    status = IndexStatus(IndexState.READY, skipped={"index.skipped.secret": 1})
    call = call_of(
        FakeLink(status_now=status), "index", "status", str(tmp_path), "--json", *options
    )
    assert index(call) == 0
    answer = json.loads(said()[0])
    assert ("skippedFiles" in answer, answer["skipped"]) == (is_there, {"secret": 1})


def test_settings_of_one_command_that_change_the_shared_index_are_said(
    said: Said, tmp_path: Path
) -> None:
    chosen = ("--set", "index.maxFiles=7", "--set", 'index.exclude=["*.sql"]')
    assert search(call_of(FakeLink([HIT]), "search", "water", str(tmp_path), *chosen)) == 0
    assert "index.maxFiles, index.exclude of this command" in said()[1]
    other = ("--set", "index.history=false")
    assert search(call_of(FakeLink([HIT]), "search", "water", str(tmp_path), *other)) == 0
    assert said()[1] == ""
