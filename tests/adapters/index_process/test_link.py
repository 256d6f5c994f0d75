"""The index process as the language server has it: asked with deadlines, ended with it, missed when it dies."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from sansfil.adapters.index_process import ChildIndex
from sansfil.adapters.index_process import link as link_module
from sansfil.adapters.index_process.link import Link
from sansfil.core.retrieval import IndexState, IndexStatus, SearchRequest, Skipped
from sansfil.ports import Problem, StoreError
from sansfil.ports.code_index import IndexLink, IndexPlace, IndexProcess
from tests.adapters.index_process import fake_indexer

COMMAND = (sys.executable, fake_indexer.__file__)
PATIENT_MS = 30_000


def place_in(cache: Path, **given: object) -> IndexPlace:
    return IndexPlace((Path("/caf\udce9"),), str(cache), given)


@pytest.fixture(autouse=True)
def _no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are stuck are not waited for; the others end at once."""
    monkeypatch.setattr(link_module, "GRACE_S", 0.5)


def hear_nothing(_status: IndexStatus) -> None:
    pass


@contextlib.asynccontextmanager
async def opened(cache: Path, **given: object) -> AsyncGenerator[Link]:
    async with (
        asyncio.timeout(60),
        ChildIndex(COMMAND).opened(place_in(cache, **given), hear_nothing) as link,
    ):
        yield link


async def process_of(link: IndexLink) -> tuple[int, str]:
    """The number of the process that searches, and its back end."""
    (hit,) = await link.search(SearchRequest("process"), PATIENT_MS)
    return int(hit.text), hit.path


async def test_it_answers_what_it_is_asked(tmp_path: Path) -> None:
    process: IndexProcess = ChildIndex(COMMAND)
    async with asyncio.timeout(60), process.opened(place_in(tmp_path), hear_nothing) as link:
        link.overlaid(Path("/caf\udce9.py"), "a cordless word\ud800")
        (hit,) = await link.search(SearchRequest("cordless"), PATIENT_MS)
        assert (hit.path, hit.text) == ("/caf\udce9.py", "a cordless word\ud800")
        assert (await link.status(PATIENT_MS)).state is IndexState.READY
        assert (
            await link.skipped(2, PATIENT_MS)
            == [Skipped(fake_indexer.NOT_UTF8, "index.skipped.name")] * 2
        )
        assert await link.atlas(3, PATIENT_MS) == "xxx"
        await link.rebuild(PATIENT_MS)
        await link.clear(PATIENT_MS)


async def test_how_far_it_is_is_heard_until_all_is_searchable(tmp_path: Path) -> None:
    heard: list[IndexStatus] = []
    place = place_in(tmp_path, work=100)
    async with asyncio.timeout(60), ChildIndex(COMMAND).opened(place, heard.append) as link:
        assert (await link.settled(PATIENT_MS)).files == 100
        assert heard


FAILURES = {
    "disk": (StoreError, "the disk is gone"),
    "damage": (StoreError, "within 7 s"),
    "question": (Problem, "index.no_question"),
    "engine": (Problem, "index.off"),
    "bug": (Problem, "index.request_failed"),
}


async def test_what_fails_there_is_raised_here_and_ends_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as link:
        for text, (kind, said) in FAILURES.items():
            with pytest.raises(kind, match=said):
                await link.search(SearchRequest(text), PATIENT_MS)
        assert await link.search(SearchRequest("nothing"), PATIENT_MS) == []


async def test_a_call_is_given_up_after_its_deadline(tmp_path: Path) -> None:
    async with opened(tmp_path) as link:
        with pytest.raises(TimeoutError):
            await link.search(SearchRequest("for ever"), 50)


async def test_a_late_answer_is_dropped(tmp_path: Path) -> None:
    async with opened(tmp_path, work=10_000) as link:
        with pytest.raises(TimeoutError):
            await link.settled(0)
        link.stop()
        assert (await link.settled(PATIENT_MS)).state is IndexState.READY


async def test_a_process_that_dies_fails_all_that_wait(tmp_path: Path) -> None:
    async with opened(tmp_path) as link:
        waiting = [link.search(SearchRequest("for ever"), PATIENT_MS) for _ in range(2)]
        pid, _ = await process_of(link)
        calls = asyncio.gather(*waiting, link.ended(), return_exceptions=True)
        await asyncio.sleep(0)
        os.kill(pid, signal.SIGKILL)
        assert [type(each) for each in await calls] == [StoreError] * 3
        with pytest.raises(StoreError):
            await link.status(PATIENT_MS)
        link.overlaid(Path("/a"), "")  # nobody hears it, and nothing is raised


async def test_another_one_is_started_after_that(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        async with opened(tmp_path) as link:
            await link.search(SearchRequest("death"), PATIENT_MS)
    async with opened(tmp_path) as link:
        assert await link.search(SearchRequest("nothing"), PATIENT_MS) == []


async def test_what_cannot_be_opened_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^no room$"):
        async with opened(tmp_path, dies_of="no room"):
            pass


async def test_a_program_that_is_not_there_is_a_store_error(tmp_path: Path) -> None:
    process = ChildIndex((str(tmp_path / "missing"),))
    with pytest.raises(StoreError, match="No such file"):
        async with process.opened(place_in(tmp_path), hear_nothing):
            pass


@pytest.mark.parametrize("line", ["nonsense", "[1]", '{"event": "status", "status": {}}'])
async def test_a_process_that_speaks_otherwise_is_given_up(tmp_path: Path, line: str) -> None:
    code = f'import sys; print(\'{{"event": "ready"}}\'); print({line!r}); sys.stdin.read()'
    process = ChildIndex((sys.executable, "-c", f"{code}"))
    async with asyncio.timeout(60), process.opened(place_in(tmp_path), hear_nothing) as link:
        with pytest.raises(StoreError):
            await link.ended()


async def test_a_process_that_hangs_is_given_up(tmp_path: Path) -> None:
    code = 'import sys; print(\'{"event": "ready"}\', flush=True); sys.stdin.read()'
    process = ChildIndex((sys.executable, "-c", code), hung_s=0.2)
    async with asyncio.timeout(60), process.opened(place_in(tmp_path), hear_nothing) as link:
        with pytest.raises(StoreError, match="no sign of life"):
            await link.ended()


async def test_a_process_with_nothing_to_say_is_asked_for_a_sign_of_life(tmp_path: Path) -> None:
    code = """
import sys
print('{"event": "ready"}', flush=True)
sys.stdin.readline()
for _ in range(6):
    print(sys.stdin.readline() and '{"id": 0, "result": null}', flush=True)
sys.exit("asked six times")
"""
    process = ChildIndex((sys.executable, "-c", code), hung_s=2.0)
    async with asyncio.timeout(60), process.opened(place_in(tmp_path), hear_nothing) as link:
        with pytest.raises(StoreError, match="asked six times"):
            await link.ended()


async def test_it_ends_with_the_server_that_started_it(tmp_path: Path) -> None:
    child = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    assert child.stdin is not None
    child.stdin.write(b'{"roots": [], "cacheDir": "%s", "given": {}}\n' % bytes(tmp_path))
    child.stdin.close()
    assert await asyncio.wait_for(child.wait(), 60) == 0


async def test_a_key_that_interrupts_the_command_does_not_end_it_as_a_word_does(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as link:
        pid, _ = await process_of(link)
        os.kill(pid, signal.SIGINT)
        assert (await process_of(link))[0] == pid
        os.kill(pid, signal.SIGTERM)
        with pytest.raises(StoreError):
            await link.ended()


async def test_nothing_of_it_is_left_when_it_is_left_in_the_middle(tmp_path: Path) -> None:
    async with opened(tmp_path) as link:
        pid, _ = await process_of(link)
        asking = asyncio.create_task(link.search(SearchRequest("for ever"), PATIENT_MS))
        await asyncio.sleep(0)
    with pytest.raises(StoreError):
        await asking
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_nothing_of_it_is_left_when_it_is_left_in_a_hurry(tmp_path: Path) -> None:
    inside = asyncio.Event()
    found: list[int] = []

    async def use() -> None:
        async with opened(tmp_path) as link:
            found.append((await process_of(link))[0])
            inside.set()
            await link.search(SearchRequest("for ever"), PATIENT_MS)

    using = asyncio.create_task(use())
    await inside.wait()
    for _ in range(2):
        using.cancel()
        await asyncio.sleep(0)
    with contextlib.suppress(asyncio.CancelledError):
        await using
    with pytest.raises(ProcessLookupError):
        os.kill(found[0], 0)
