"""Lives that go on at once and end in turn."""

import asyncio
from collections.abc import Callable

import pytest

from sansfil.features.lifetimes import Room, lived


async def endless(ended: Callable[[], None]) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        await asyncio.sleep(0)
        ended()


@pytest.mark.parametrize("fails", [False, True])
async def test_lives_end_one_after_another_the_last_one_first(fails: bool) -> None:
    ended = list[str]()

    async def failing() -> None:
        raise ValueError

    lives = [endless(lambda: ended.append("first")), endless(lambda: ended.append("second"))]
    whole = asyncio.create_task(lived(*lives, *([failing()] if fails else [])))
    await asyncio.sleep(0)
    if not fails:
        whole.cancel()
    with pytest.raises(ValueError if fails else asyncio.CancelledError):
        await whole
    assert ended == ["second", "first"]


class Slow:
    """Takes until `may_end` to end."""

    def __init__(self) -> None:
        self.began, self.ending, self.may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.ending.set()
            await self.may_end.wait()


async def test_a_room_that_is_left_while_it_is_swapped_ends() -> None:
    first, second = Slow(), Slow()
    room = Room(first)
    whole = asyncio.create_task(room.run())
    await first.began.wait()
    room.swap(second)
    await first.ending.wait()
    whole.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await whole
    assert not second.began.is_set()
