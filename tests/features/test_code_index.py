"""The code index in an editor: started when it is needed, asked with a deadline, started again."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from sansfil.core.phrases import Phrase, phrase
from sansfil.core.retrieval import Hit, IndexProgress, IndexState, IndexStatus, SearchRequest
from sansfil.core.text import Document, Position, split_lines
from sansfil.features.code_index import CodeIndex, IndexPatience
from sansfil.ports import Problem
from sansfil.ports.code_index import IndexPlace
from tests.index_fakes import FakeIndexProcess, FakeLink
from tests.notation import assistant_of, buffer_of, living

ROOT = Path("/workspace")
DEADLINE_S = 10
HIT = Hit("a.py", 0, 2, "water", "python", 1.0, "def water(plant):\n    return plant\n")
WATER = SearchRequest("water")
AT_ONCE = IndexPatience(typing_s=0, files_s=0, again_s=0.001, most_s=0.002)


async def allowed() -> Phrase | None:
    return None


async def refused() -> Phrase | None:
    return phrase("consent.unasked", origin="https://qdrant.example:443")


def index_of(
    process: FakeIndexProcess,
    patience: IndexPatience = AT_ONCE,
    given: dict[str, object] | None = None,
) -> CodeIndex:
    place = IndexPlace((ROOT,), "", given or {"index": {}})
    return CodeIndex(lambda: process, place, lambda: None, allowed, patience)


def document(text: str, version: int = 1) -> Document:
    lines = tuple(split_lines(text))
    return Document("file:///workspace/a.py", "/workspace/a.py", "python", version, lines)


async def test_nothing_is_started_before_somebody_asks() -> None:
    process = FakeIndexProcess(FakeLink([HIT]))
    index = index_of(process)
    life = asyncio.create_task(index.run())
    await asyncio.sleep(0)
    assert process.places == []
    assert await index.search(WATER) == [HIT]
    assert len(process.places) == 1
    life.cancel()


async def test_a_process_that_died_is_started_again_and_answers() -> None:
    first, second = FakeLink(), FakeLink([HIT])
    process = FakeIndexProcess(first, second)
    async with index_of(process).opened() as index, asyncio.timeout(DEADLINE_S):
        assert await index.search(WATER) == []
        process.was_opened.clear()
        first.gone.set()
        await process.was_opened.wait()
        assert await index.search(WATER) == [HIT]


async def test_who_asks_while_the_process_starts_waits_for_it_and_not_for_a_deadline() -> None:
    process = FakeIndexProcess(FakeLink([HIT]))
    process.is_free.clear()
    patience = IndexPatience(answer_ms=1)
    async with index_of(process, patience).opened() as index, asyncio.timeout(DEADLINE_S):
        search = asyncio.create_task(index.search(WATER))
        await process.was_opened.wait()
        assert (index.seen.state, index.seen.progress) == (IndexState.STARTING, IndexProgress(0, 0))
        await asyncio.wait({search}, timeout=0.02)
        assert not search.done()
        process.is_free.set()
        link = process.links[0]
        assert await search == [HIT] and link.asked == [WATER]


async def test_a_start_that_takes_for_ever_is_not_waited_for() -> None:
    process = FakeIndexProcess(FakeLink([HIT]))
    process.is_free.clear()
    patience = IndexPatience(answer_ms=1, opening_s=0.01)
    async with index_of(process, patience).opened() as index, asyncio.timeout(DEADLINE_S):
        with pytest.raises(Problem) as problem:
            await index.search(WATER)
    assert problem.value.said.key == "index.starting"


async def test_a_map_may_take_longer_than_a_search() -> None:
    link = FakeLink(map="a.py: water")
    link.is_free.clear()
    patience = IndexPatience(answer_ms=1)
    async with index_of(FakeIndexProcess(link), patience).opened() as index:
        drawing = asyncio.create_task(index.atlas(1_000))
        with pytest.raises(Problem) as problem:
            await index.search(WATER)
        assert problem.value.said.key == "index.late"
        link.is_free.set()
        assert await drawing == "a.py: water"


async def test_what_cannot_be_started_is_told_in_one_sentence() -> None:
    async with index_of(FakeIndexProcess(failure="no fork")).opened() as index:
        with pytest.raises(Problem) as problem:
            await index.search(WATER)
        assert problem.value.said.key in ("index.no_process", "index.starting")
        assert index.seen.state is IndexState.PROBLEM


async def test_a_prompt_goes_without_what_comes_too_late() -> None:
    link = FakeLink([HIT])
    async with index_of(FakeIndexProcess(link)).opened() as index:
        await index.search(WATER)
        assert await index.glance(WATER) == [HIT]
        link.is_free.clear()
        assert await index.glance(WATER) == ()


async def test_a_prompt_does_not_wait_for_an_index_that_is_not_there() -> None:
    assert await index_of(FakeIndexProcess()).glance(WATER) == ()


async def test_who_asks_an_index_that_is_off_hears_so() -> None:
    index = CodeIndex(lambda: FakeIndexProcess(), None, lambda: None, allowed)
    with pytest.raises(Problem) as problem:
        await index.search(WATER)
    assert problem.value.said.key == "index.off"
    assert index.seen.state is IndexState.OFF


async def test_an_empty_question_is_none() -> None:
    with pytest.raises(Problem) as problem:
        await index_of(FakeIndexProcess()).search(SearchRequest("  "))
    assert problem.value.said.key == "index.no_question"


async def test_typed_text_is_told_and_taken_back_when_it_is_saved() -> None:
    link = FakeLink()
    async with index_of(FakeIndexProcess(link)).opened() as index, asyncio.timeout(DEADLINE_S):
        await index.status()
        index.edited(document("x = 1\n"))
        await link.news.wait()
        assert link.overlays == {Path("/workspace/a.py"): "x = 1\n"}
        index.saved(document("x = 1\n"))
        while link.overlays[Path("/workspace/a.py")] is not None or not link.files:
            link.news.clear()
            await link.news.wait()
        assert link.files == [Path("/workspace/a.py")]


async def test_a_new_process_hears_what_is_typed_and_not_saved() -> None:
    first, second = FakeLink(), FakeLink()
    async with index_of(FakeIndexProcess(first, second)).opened() as index:
        async with asyncio.timeout(DEADLINE_S):
            await index.status()
            index.edited(document("x = 1\n"))
            await first.news.wait()
            first.gone.set()
            await second.news.wait()
    assert second.overlays == {Path("/workspace/a.py"): "x = 1\n"}


async def test_a_very_long_document_is_found_as_it_was_saved() -> None:
    link = FakeLink()
    patience = replace(AT_ONCE, overlay_characters=10)
    async with index_of(FakeIndexProcess(link), patience).opened() as index:
        await index.status()
        index.edited(document("x = 1_000_000\n"))
        index.file_changed(ROOT / "b.py")
        async with asyncio.timeout(DEADLINE_S):
            await link.news.wait()
    assert link.overlays == {}


async def test_without_the_users_word_nothing_of_elsewhere_is_asked() -> None:
    process = FakeIndexProcess()
    given = {
        "index": {"qdrant_url": "https://qdrant.example", "embedder": "openai", "history": True}
    }
    place = IndexPlace((ROOT,), "", given)
    index = CodeIndex(lambda: process, place, lambda: None, refused, AT_ONCE)
    async with index.opened():
        status = await index.status()
    assert process.places[0].given == {
        "index": {"qdrant_url": "", "embedder": "none", "history": True}
    }
    assert status.problem == await refused()


async def test_a_document_that_is_opened_is_told_for_it_may_differ_from_its_file() -> None:
    link = FakeLink()
    assistant = assistant_of({"a.py": "x = 1\n"}, index=FakeIndexProcess(link))
    async with living(assistant), asyncio.timeout(DEADLINE_S):
        await assistant.code_index.status()
        assistant.open(buffer_of("a.py"), 1, "x = 2  # restored, and not saved\n")
        await link.news.wait()
    assert list(link.overlays.values()) == ["x = 2  # restored, and not saved\n"]


async def test_why_another_machine_is_not_asked_is_said_with_every_answer() -> None:
    link = FakeLink()
    place = IndexPlace((ROOT,), "", {"index": {}})
    index = CodeIndex(lambda: FakeIndexProcess(link), place, lambda: None, refused, AT_ONCE)
    async with index.opened():
        assert (await index.settled()).problem == await refused()
        own = phrase("index.was_damaged")
        link.status_now = IndexStatus(IndexState.READY, problem=own)
        assert (await index.settled()).problem == own


async def test_an_index_of_other_settings_hears_what_is_open() -> None:
    first, second = FakeLink(), FakeLink()
    assistant = assistant_of({"a.py": "x = 1\n"}, index=FakeIndexProcess(first, second))
    async with living(assistant), asyncio.timeout(DEADLINE_S):
        await assistant.code_index.status()
        assistant.open(buffer_of("a.py"), 1, "x = 2  # not saved\n")
        await first.news.wait()
        assistant.configure({"index": {"exclude": ["*.sql"]}})
        await second.news.wait()
    assert list(second.overlays.values()) == ["x = 2  # not saved\n"]


async def test_a_server_is_told_of_by_the_setting_that_names_it_now() -> None:
    assistant = assistant_of({"a.py": "x = 1\n"}, index=FakeIndexProcess())
    async with living(assistant), asyncio.timeout(DEADLINE_S):
        _ = assistant.cloud
        assistant.configure({"index": {"embedder": "openai", "embedderUrl": "ftp://nowhere"}})
        problem = (await assistant.code_index.status()).problem
    assert problem is not None and problem.values["setting"] == "index.embedder_url"


async def test_an_index_that_was_off_for_a_while_hears_what_is_open() -> None:
    first, second = FakeLink(), FakeLink()
    assistant = assistant_of({"a.py": "x = 1\n"}, index=FakeIndexProcess(first, second))
    async with living(assistant), asyncio.timeout(DEADLINE_S):
        await assistant.code_index.status()
        assistant.open(buffer_of("a.py"), 1, "x = 2  # not saved\n")
        await first.news.wait()
        assistant.configure({"index": {"enabled": False}})
        assert assistant.code_index.seen.state is IndexState.OFF
        assistant.replace(buffer_of("a.py").uri, Position(0, 4), Position(0, 5), "3", 2)
        assistant.configure({"index": {"enabled": True}})
        await second.news.wait()
    assert list(second.overlays.values()) == ["x = 3  # not saved\n"]
