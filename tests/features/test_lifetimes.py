"""Lives that go on at once and end in turn."""

import asyncio
from collections.abc import Callable

import pytest

from sansfil.features.lifetimes import lived


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
