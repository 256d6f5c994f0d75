"""Open files are followed, read in slices, and remembered for a while after they were closed."""

import asyncio

from sansfil.core.text import Document, Position, replaced, split_lines
from sansfil.features.open_files import OpenFiles, Pace
from tests.fakes import FakeFiles
from tests.notation import DEADLINE_S, ROOT, buffer_of

LINE = "grow(seed, water)\n"


def document(name: str, lines: int = 3) -> Document:
    buffer = buffer_of(name)
    return Document(buffer.uri, buffer.path, "python", 1, split_lines(LINE * lines))


def files(pace: Pace) -> OpenFiles:
    return OpenFiles(FakeFiles({}), [ROOT], pace)


async def test_closed_files_are_remembered_up_to_the_limit_and_the_latest_first() -> None:
    open_files = files(Pace(remembered=4))
    documents = [document(f"{number}.py") for number in range(6)]
    for closing, each in enumerate(documents, start=1):
        open_files.opened(each)
        async with asyncio.timeout(DEADLINE_S):
            await open_files.settled()
        open_files.closed(each.uri)
        remembered = [open_files.follows(known.uri) for known in documents[:closing]]
        assert remembered == [False] * (closing - 4) + [True] * min(closing, 4)


async def test_what_was_closed_without_saving_is_forgotten() -> None:
    open_files, typed = files(Pace()), document("a.py")
    open_files.opened(typed)
    async with asyncio.timeout(DEADLINE_S):
        await open_files.settled()
    start = Position(0, 0)
    open_files.changed(*replaced(typed, start, start, "x", 2))
    open_files.closed(typed.uri)
    assert not open_files.follows(typed.uri)


async def test_typing_into_a_file_that_is_still_being_read_starts_no_second_reader() -> None:
    open_files, typed = files(Pace(slice_ms=0.0)), document("a.py", lines=500)
    open_files.opened(typed)
    before = len(asyncio.all_tasks())
    start = Position(0, 0)
    for version in range(2, 12):
        typed, splice = replaced(typed, start, start, "x", version)
        open_files.changed(typed, splice)
    assert len(asyncio.all_tasks()) == before
    open_files.stop()
