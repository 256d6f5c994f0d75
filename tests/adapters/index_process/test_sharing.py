"""Windows on the same workspace share one index, and none of them ever hears of an error for it."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import tempfile
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from multiprocessing.connection import Client, Listener
from pathlib import Path

import pytest

from sansfil.adapters.index_process import ChildIndex
from sansfil.adapters.index_process.following import Ending, Following, Signs
from sansfil.adapters.index_process.hall import Hall, reached
from sansfil.adapters.index_process.lines import ALIVE, line_of
from sansfil.adapters.index_process.link import Link
from sansfil.adapters.index_process.meeting import Announcement, Meeting
from sansfil.adapters.index_process.windows import Correspondent, Inbox, Letter, Window
from sansfil.core.retrieval import IndexStatus, SearchRequest
from tests.adapters.index_process.test_link import COMMAND, PATIENT_MS, place_in, process_of
from tests.adapters.index_process.test_serving import FakeWire


class Heard:
    """What a window hears of its index; `until` waits for a status that fits."""

    def __init__(self) -> None:
        self._all: list[IndexStatus] = []
        self._came = asyncio.Event()
        self._other: Heard | None = None

    def __call__(self, status: IndexStatus) -> None:
        self._all.append(status)
        self._came.set()
        if self._other is not None:
            self._other(status)

    def also(self, other: "Heard") -> None:
        """Who hears only what comes from now on."""
        self._other = other

    async def until(self, fits: Callable[[IndexStatus], bool]) -> None:
        while not any(map(fits, self._all)):
            self._came.clear()
            await self._came.wait()


@contextlib.asynccontextmanager
async def window(
    folder: Path, heard: Callable[[IndexStatus], None] | None = None, **given: object
) -> AsyncGenerator[Link]:
    process = ChildIndex(COMMAND)
    async with process.opened(place_in(folder, **given), heard or Heard()) as link:
        yield link


async def test_a_second_window_asks_the_first_ones_process(tmp_path: Path) -> None:
    heard = Heard()
    async with asyncio.timeout(60), window(tmp_path) as first, window(tmp_path, heard) as second:
        assert await process_of(first) == await process_of(second)
        await heard.until(lambda status: status.backend == "owner")
        assert (await second.status(PATIENT_MS)).backend == "owner"
        assert (await second.settled(PATIENT_MS)).backend == "owner"
        second.overlaid(Path("/b"), "a cordless word")
        assert await second.search(SearchRequest("cordless"), PATIENT_MS)
        assert await first.search(SearchRequest("cordless"), PATIENT_MS)
        with pytest.raises(TimeoutError):
            await second.search(SearchRequest("cordless"), 0)
        assert await second.atlas(2, PATIENT_MS) == "xx"


async def test_when_the_owner_is_killed_the_next_window_takes_over(tmp_path: Path) -> None:
    heard = Heard()
    async with asyncio.timeout(60), window(tmp_path, work=10**9) as first:
        async with window(tmp_path, heard) as second:
            second.overlaid(Path("/b"), "a cordless word")
            owner, _ = await process_of(second)
            waiting = asyncio.create_task(second.settled(PATIENT_MS))
            await heard.until(lambda status: status.progress is not None)
            os.kill(owner, signal.SIGKILL)
            # What was asked of the one that died is answered by its heir, which knows what is open.
            assert (await waiting).backend == "embedded"
            heir, _ = await process_of(second)
            assert heir != owner
            assert await second.search(SearchRequest("cordless"), PATIENT_MS)
        assert first is not None


async def test_who_comes_after_an_owner_that_was_killed_is_the_owner(tmp_path: Path) -> None:
    async with asyncio.timeout(60), window(tmp_path) as first:
        owner, _ = await process_of(first)
        os.kill(owner, signal.SIGKILL)
        assert (tmp_path / "owner.json").exists()
        async with window(tmp_path) as second:
            assert (await process_of(second))[1] == "embedded"


async def test_a_window_with_other_settings_searches_in_memory_and_then_takes_over(
    tmp_path: Path,
) -> None:
    heard = Heard()
    async with asyncio.timeout(60), contextlib.AsyncExitStack() as stack:
        async with window(tmp_path, settings="mine"):
            other = window(tmp_path, heard, settings="yours")
            second = await stack.enter_async_context(other)
            assert (await process_of(second))[1] == "memory"
        await heard.until(lambda status: status.backend == "embedded")


async def test_where_nobody_can_meet_the_store_itself_decides(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    async with asyncio.timeout(60), window(tmp_path / "file") as first:
        assert (await process_of(first))[1] == "embedded"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[Meeting, Inbox]]:
    meeting, inbox = Meeting(tmp_path), Inbox()
    lock = meeting.lock()
    assert lock is not None
    hall = Hall(meeting, "", inbox)
    yield meeting, inbox
    hall.close()
    lock.release()


def test_only_its_user_can_read_where_an_owner_listens(
    hall: tuple[Meeting, Inbox], tmp_path: Path
) -> None:
    assert (tmp_path / "owner.json").stat().st_mode & 0o777 == 0o600
    announced = hall[0].announced()
    assert announced is not None
    assert announced.key not in repr(announced)


def test_who_does_not_know_the_key_is_not_let_in(hall: tuple[Meeting, Inbox]) -> None:
    meeting, inbox = hall
    announced = meeting.announced()
    assert announced is not None
    assert reached(Announcement(announced.address, "", "00" * 32), 30) is None
    guest = reached(announced, 30)
    assert guest is not None
    guest.write(b'{"method": "hello"}\n')
    letter = inbox.next(30)
    assert letter is not None and letter.message == {"method": "hello"}
    guest.cut()


@pytest.mark.parametrize("sent", [b"\x80\x04N.", b"nonsense", b"[1]", b'{"id": []}'])
def test_what_is_not_of_ours_ends_the_visit_and_nothing_else(
    hall: tuple[Meeting, Inbox], sent: bytes
) -> None:
    meeting, inbox = hall
    announced = meeting.announced()
    assert announced is not None
    with Client(announced.address, authkey=announced.key.encode()) as guest:
        guest.send_bytes(sent)
        letter = inbox.next(30)
        assert letter is not None and letter.message is None
        letter.sender.close()


def test_an_owner_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    address = str(tmp_path / "owner.sock")
    with Listener(address):
        assert reached(Announcement(address, ""), 0.1) is None


def test_an_owner_that_is_gone_is_not_waited_for(tmp_path: Path) -> None:
    assert reached(Announcement(str(tmp_path / "owner.sock"), ""), 30) is None


def ask(own: Window, inbox: Inbox) -> None:
    """The own window asks something that nobody has answered yet."""
    message = {"id": 1, "method": "status"}
    own.note(message, line_of(message))
    inbox.put(Letter(own, message, line_of(message)))


def test_an_owner_that_falls_silent_is_left_while_something_is_asked() -> None:
    inbox = Inbox()
    owner, own = Correspondent(FakeWire()), Window(FakeWire())
    ask(own, inbox)
    following = Following(owner, own, inbox, Signs(beat_s=0.01, quiet_s=3_600))
    assert following.run() is Ending.OWNER_SILENT


def test_an_owner_whose_work_has_come_to_a_halt_is_left() -> None:
    inbox = Inbox()
    owner, own = Correspondent(FakeWire()), Window(FakeWire())
    following = Following(owner, own, inbox, Signs(beat_s=0.01, quiet_s=0.01))
    assert following.run() is Ending.OWNER_SILENT


def test_an_owner_that_is_busy_gives_signs_of_life(hall: tuple[Meeting, Inbox]) -> None:
    """Nobody takes what comes in, as while a step of the work goes on."""
    meeting, busy = hall
    announced = meeting.announced()
    assert announced is not None
    wire = reached(announced, 30)
    assert wire is not None
    owner, own, inbox = Correspondent(wire), Window(FakeWire()), Inbox()
    threading.Thread(target=owner.listen, args=(inbox,), daemon=True).start()
    ask(own, inbox)
    following = Following(owner, own, inbox, Signs(beat_s=0.05, quiet_s=3_600))
    endings = list[Ending]()
    guest = threading.Thread(target=lambda: endings.append(following.run()))
    guest.start()
    signs = 0
    while signs < 2 * Signs().left_out and guest.is_alive():
        letter = busy.next(30)
        assert letter is not None and letter.message is not None
        signs += letter.message["method"] == ALIVE
    inbox.put(Letter(own, None))
    guest.join()
    owner.close()
    assert endings == [Ending.WINDOW_LEFT]


async def test_while_the_owner_is_stopped_a_window_searches_in_memory_and_comes_back(
    tmp_path: Path,
) -> None:
    heard = Heard()
    async with asyncio.timeout(60), window(tmp_path) as first, window(tmp_path, heard) as second:
        owner, _ = await process_of(first)
        second.overlaid(Path("/b"), "a cordless word")
        assert await second.search(SearchRequest("cordless"), PATIENT_MS)
        os.kill(owner, signal.SIGSTOP)
        try:
            # What was asked of the one that is stopped is answered all the same.
            assert await second.search(SearchRequest("cordless"), PATIENT_MS)
            assert (await process_of(second))[1] == "memory"
        finally:
            os.kill(owner, signal.SIGCONT)
        back = Heard()
        heard.also(back)
        await back.until(lambda status: status.backend == "owner")
        assert await process_of(second) == (owner, "embedded")
        assert await first.search(SearchRequest("cordless"), PATIENT_MS)


def test_a_folder_with_a_long_path_still_has_a_place_to_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path.joinpath(*["a_rather_long_name"] * 8)
    short = tempfile.mkdtemp(prefix="sfl")
    monkeypatch.setattr(tempfile, "tempdir", short)
    meeting = Meeting(deep)
    lock = meeting.lock()
    assert lock is not None
    hall = Hall(meeting, "", Inbox())
    announced = meeting.announced()
    assert announced is not None and announced.address.startswith(short)
    assert reached(announced, 30) is not None
    hall.close()
    assert list(Path(short).iterdir()) == []
    Path(short).rmdir()
    lock.release()


def test_what_a_killed_owner_left_in_the_way_is_cleared_up(tmp_path: Path) -> None:
    meeting = Meeting(tmp_path)
    lock = meeting.lock()
    assert lock is not None
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "owner.sock"))
    hall = Hall(meeting, "", Inbox())
    announced = meeting.announced()
    assert announced is not None and reached(announced, 30) is not None
    hall.close()
    lock.release()


@pytest.mark.parametrize(
    "text", ["", "nonsense", "[]", "{}", json.dumps({"address": "a", "settings": "", "key": "?"})]
)
def test_a_strange_announcement_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "owner.json").write_text(text)
    assert Meeting(tmp_path).announced() is None


def test_a_file_of_somebody_else_in_that_place_is_not_removed(tmp_path: Path) -> None:
    precious = tmp_path / "elsewhere" / "owner.sock"
    precious.parent.mkdir()
    precious.write_text("precious")
    meeting = Meeting(tmp_path)
    meeting.announce(Announcement(str(precious), ""))
    meeting.free_address()
    assert precious.read_text() == "precious"
    assert threading.active_count() < 100
