"""The engine that Sansfil starts: shared, each window its slot, gone with the last window."""

import asyncio
import contextlib
import os
import signal
import stat
import subprocess
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from sansfil.adapters.engines.asking import asked
from sansfil.adapters.engines.locks import freed
from sansfil.adapters.engines.managed import Patience, Seat, SharedEngines, running_in
from sansfil.adapters.engines.opening import EngineHall, engines_below
from sansfil.adapters.engines.rendezvous import Meeting, Place, place_of
from sansfil.adapters.engines.slots import ANY
from sansfil.ports import Engine, EngineGone
from sansfil.settings import LocalSettings
from tests.adapters.engines.asking import becomes
from tests.adapters.engines.managed.window import window

SOON = Patience(linger_s=0.0)
DEADLINE_S = 60
HERE = "def here(x):\n    return x\n" * 20
THERE = "class There:\n    pass\n" * 20


def opened(cache: Path, model: Path) -> AbstractAsyncContextManager[Engine | None]:
    settings = LocalSettings(engine="managed", model=str(model), threads=1)
    return EngineHall(cache, patience=SOON).opened(settings, lambda _download: None)


def seated(cache: Path, model: Path) -> AbstractAsyncContextManager[Seat]:
    return SharedEngines(engines_below(cache), SOON).seated(model, LocalSettings(threads=1))


def place(cache: Path, model: Path) -> Place:
    return place_of(engines_below(cache), model)


def met(cache: Path, model: Path) -> Meeting:
    meeting = place(cache, model).meeting()
    assert meeting is not None
    return meeting


async def test_two_windows_share_one_engine_and_keep_what_they_have_typed(
    cache: Path, model: Path
) -> None:
    async with window(cache, model) as first, window(cache, model) as second:
        one, other = await first.hears(), await second.hears()
        assert one["url"] == other["url"]
        assert {one["slot"], other["slot"]} == {0, 1}
        cold = [await first.asks(HERE), await second.asks(THERE)]
        warm = [await first.asks(HERE + "y"), await second.asks(THERE + "y")]
        assert all(usage["reused"] <= 1 for usage in cold)
        assert all(usage["fresh"] <= 3 for usage in warm)


async def test_a_killed_window_gives_its_slot_back(cache: Path, model: Path) -> None:
    async with window(cache, model) as first:
        assert (await first.hears())["slot"] == 0
        async with window(cache, model) as second:
            url = (await second.hears())["url"]
            await first.kill()
            async with window(cache, model) as third:
                heard = await third.hears()
                assert (heard["slot"], heard["url"]) == (0, url)


async def test_a_killed_engine_is_gone_for_its_window_and_started_anew_for_the_next(
    cache: Path, model: Path
) -> None:
    async with opened(cache, model) as engine:
        assert engine is not None
        before = met(cache, model)
        os.kill(before.pid, signal.SIGKILL)
        assert await freed(place(cache, model).host_lock, DEADLINE_S)
        with pytest.raises(EngineGone):
            await engine.warm(HERE, 20_000)
    async with opened(cache, model) as engine:
        assert engine is not None
        assert (await engine.warm(HERE, 20_000)).fresh > 0
        after = met(cache, model)
    assert before.pid != after.pid
    assert before.key != after.key


async def test_the_engine_ends_with_the_last_window_however_that_ends(
    cache: Path, model: Path
) -> None:
    async with window(cache, model) as first, window(cache, model) as second:
        await first.hears()
        await second.hears()
        await first.close()
        await second.asks(HERE)
        await second.kill()
    assert await freed(place(cache, model).host_lock, DEADLINE_S)
    assert place(cache, model).meeting() is None
    assert running_in(engines_below(cache)) == []


async def test_a_window_that_comes_soon_after_finds_the_engine_with_its_cache(
    cache: Path, model: Path
) -> None:
    async with window(cache, model, linger_s=30) as first:
        before = await first.hears()
        await first.asks(HERE)
        await first.close()
    async with window(cache, model) as second:
        assert await second.hears() == before
        assert (await second.asks(HERE))["fresh"] == 1
    os.kill(met(cache, model).pid, signal.SIGTERM)


async def test_windows_beyond_the_last_slot_share_and_are_told_so(cache: Path, model: Path) -> None:
    async with contextlib.AsyncExitStack() as windows:
        seats = [await windows.enter_async_context(seated(cache, model)) for _ in range(5)]
        assert [seat.slot for seat in seats] == [0, 1, 2, 3, ANY]
        engine = await windows.enter_async_context(opened(cache, model))
        assert engine is not None
        assert engine.facts.slot == ANY
        assert (await engine.warm(HERE, 20_000)).fresh > 0


async def test_windows_that_start_at_once_start_one_engine(cache: Path, model: Path) -> None:
    async with contextlib.AsyncExitStack() as windows:
        contexts = [seated(cache, model) for _ in range(3)]
        seats = await asyncio.gather(*map(windows.enter_async_context, contexts))
        assert len({seat.meeting for seat in seats}) == 1
        assert sorted(seat.slot for seat in seats) == [0, 1, 2]


async def test_the_key_is_the_users_alone_and_stands_in_no_argument(
    cache: Path, model: Path
) -> None:
    async with seated(cache, model) as seat:
        folder = place(cache, model).folder
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
        listing = subprocess.run(["/bin/ps", "-wweo", "args"], capture_output=True, check=True)
        assert str(folder).encode() in listing.stdout
        assert seat.meeting.key.encode() not in listing.stdout
        url = seat.meeting.url
        assert asked(url, "/props", "", DEADLINE_S).status == 401
        assert asked(url, "/props", "guessed", DEADLINE_S).status == 401
        assert asked(url, "/props", seat.meeting.key, DEADLINE_S).status == 200


async def test_the_engine_has_no_gpu_no_pages_and_counts_what_it_does(
    cache: Path, model: Path
) -> None:
    async with opened(cache, model) as engine, seated(cache, model) as seat:
        assert engine is not None
        assert engine.facts.is_managed
        assert engine.facts.has_gpu is False
        assert engine.facts.model == model.stem
        assert engine.facts.context_tokens >= 2048 + 64
        meeting = seat.meeting
        assert asked(meeting.url, "/", meeting.key, DEADLINE_S).status == 404
        assert asked(meeting.url, "/metrics", meeting.key, DEADLINE_S).status == 200


async def test_giving_up_at_any_moment_leaves_no_engine(cache: Path, model: Path) -> None:
    # Long enough that an engine on a busy machine does not end before it is claimed.
    shared = SharedEngines(engines_below(cache), Patience(linger_s=1.0))
    where = place(cache, model)
    moments = [
        lambda: where.start_lock.exists(),
        lambda: where.host_lock.exists(),
        lambda: where.meeting() is not None,
    ]
    for moment in moments:
        starting = asyncio.create_task(held(shared, model))
        await becomes(moment)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert await freed(where.host_lock, DEADLINE_S)


async def held(shared: SharedEngines, model: Path) -> None:
    async with shared.seated(model, LocalSettings(threads=1)):
        await asyncio.Event().wait()


async def test_a_jump_and_back_costs_one_token(cache: Path, model: Path) -> None:
    async with opened(cache, model) as engine:
        assert engine is not None
        await engine.warm(HERE, 20_000)
        await engine.warm(THERE, 20_000)
        assert (await engine.warm(HERE, 20_000)).fresh == 1
