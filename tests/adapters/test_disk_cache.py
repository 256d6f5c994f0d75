"""Generations outlive the session, within bounds, and a failing disk only means that none do."""

import asyncio
import contextlib
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfil.adapters.disk_cache import CacheLimits, DiskGenerations
from sansfil.adapters.disk_cache.entries import decoded, encoded, merged
from sansfil.ports import GenerationCache, Kept

DEADLINE_S = 20
# Slow disks and busy machines are no part of these promises.
PATIENT = CacheLimits(read_deadline_ms=15_000, write_deadline_ms=15_000, close_deadline_ms=15_000)
ONE = Kept("    return ", "total", is_whole=True)
OTHER = Kept("    retu", "rn count\n", is_whole=False)


@contextlib.asynccontextmanager
async def session(folder: Path, limits: CacheLimits = PATIENT) -> AsyncGenerator[GenerationCache]:
    """The cache as one session of the server has it."""
    cache = DiskGenerations(folder, limits)
    try:
        async with asyncio.timeout(DEADLINE_S):
            yield cache
    finally:
        await cache.close()


async def kept_by_next_session(folder: Path, key: str) -> list[Kept]:
    async with session(folder) as cache:
        return list(await cache.at(key))


async def test_the_next_session_finds_what_this_one_kept(tmp_path: Path) -> None:
    async with session(tmp_path / "kept") as cache:
        await cache.keep("here", [ONE, OTHER])
        assert list(await cache.at("here")) == [ONE, OTHER]
        assert list(await cache.at("elsewhere")) == []
    assert await kept_by_next_session(tmp_path / "kept", "here") == [ONE, OTHER]


async def test_two_windows_share_what_they_keep(tmp_path: Path) -> None:
    async with session(tmp_path) as left, session(tmp_path) as right:
        await left.keep("here", [ONE])
        await right.keep("here", [OTHER])
        assert list(await left.at("here")) == [ONE, OTHER]


async def test_any_text_comes_back_as_it_was(tmp_path: Path) -> None:
    texts = [
        "",
        "\0",
        "\r\n\x0c\u2028",
        "naïve 👩‍👩‍👧",
        "lone \ud83d half",
        "'; DROP TABLE Cache --",
    ]
    kept = [Kept(f"{number}{text}", text, is_whole=True) for number, text in enumerate(texts)]
    async with session(tmp_path) as cache:
        await cache.keep("\ud83d\0 key", kept)
    assert await kept_by_next_session(tmp_path, "\ud83d\0 key") == kept


def test_of_one_path_the_last_text_counts() -> None:
    newer = Kept(ONE.path, "subtotal", is_whole=False)
    assert merged([ONE, OTHER], [newer], PATIENT) == (OTHER, newer)


def test_the_oldest_give_way_when_one_key_holds_too_many() -> None:
    kept = [Kept(str(number), "text", is_whole=True) for number in range(20)]
    assert merged(kept[:15], kept[15:], PATIENT) == tuple(kept[4:])


def test_the_oldest_give_way_when_one_key_holds_too_much_text() -> None:
    kept = [Kept(str(number), "x" * 99, is_whole=True) for number in range(4)]
    assert merged((), kept, CacheLimits(characters_each=300)) == tuple(kept[1:])


@given(some.lists(some.builds(Kept, some.text(), some.text(), some.booleans())))
def test_what_is_encoded_is_decoded_the_same(kept: list[Kept]) -> None:
    assert decoded(encoded(kept)) == tuple(kept)


@given(some.text() | some.recursive(some.none() | some.text(), some.lists).map(repr))
def test_any_other_text_is_no_generation(text: str) -> None:
    assert decoded(text) in (None, ())


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5_000, '[["a", "b"]]', '[["a", "b", 1]]'])
def test_nested_huge_and_nearly_right_texts_are_none_either(text: str) -> None:
    assert decoded(text) is None


async def test_the_database_stays_within_its_bound_and_forgets_what_was_read_longest_ago(
    tmp_path: Path,
) -> None:
    bound = 512 * 1024
    limits = CacheLimits(bound, read_deadline_ms=15_000, write_deadline_ms=15_000)
    async with session(tmp_path, limits) as cache:
        for number in range(100):
            await cache.keep(str(number), [Kept("x", "y" * 16_000, is_whole=True)])
            await cache.at("0")
        assert await cache.at("0") and await cache.at("99")
        assert not await cache.at("1")
    # A row is written before the oldest ones go.
    assert (tmp_path / "cache.db").stat().st_size < bound + 64 * 1024


async def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    folder = tmp_path / "deeper" / "kept"
    async with session(folder) as cache:
        await cache.keep("here", [ONE])
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


async def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    async with session(tmp_path) as cache:
        await cache.keep("here", [ONE])
    tmp_path.chmod(0o755)
    assert await kept_by_next_session(tmp_path, "here") == [ONE]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


async def test_what_lies_in_a_folder_that_others_could_write_is_not_believed(
    tmp_path: Path,
) -> None:
    async with session(tmp_path) as cache:
        await cache.keep("here", [ONE])
    tmp_path.chmod(0o777)
    assert await kept_by_next_session(tmp_path, "here") == []


async def test_a_folder_that_is_a_link_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert await kept_after_keeping(tmp_path / "link") == []
    assert list((tmp_path / "real").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
async def test_the_folder_of_another_user_is_left_alone(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    assert await kept_after_keeping(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_that_diskcache_would_read_as_another_one_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELSEWHERE", "other")
    assert await kept_after_keeping(tmp_path / "$ELSEWHERE") == []
    assert list(tmp_path.iterdir()) == []


async def test_a_place_where_no_folder_can_be_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert await kept_after_keeping(tmp_path / "file" / "kept") == []


async def kept_after_keeping(folder: Path) -> list[Kept]:
    async with session(folder) as cache:
        await cache.keep("here", [ONE])
        return list(await cache.at("here"))


async def test_a_database_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim.db"
    with contextlib.closing(sqlite3.connect(victim)) as database:
        database.execute("CREATE TABLE diary (day)")
    before = victim.read_bytes()
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "cache.db").symlink_to(victim)
    assert await kept_after_keeping(tmp_path / "kept") == [ONE]
    assert victim.read_bytes() == before
    assert not (tmp_path / "kept" / "cache.db").is_symlink()


@pytest.mark.parametrize(
    "junk", [b"", b"no database at all" * 500, b"SQLite format 3\0" + b"\7" * 9_000]
)
async def test_a_broken_database_is_begun_anew(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "cache.db").write_bytes(junk)
    assert await kept_after_keeping(tmp_path) == [ONE]


async def test_a_database_that_breaks_between_sessions_is_begun_anew(tmp_path: Path) -> None:
    async with session(tmp_path) as cache:
        for number in range(40):
            await cache.keep(str(number), [Kept("x", "y" * 5_000, is_whole=True)])
    with (tmp_path / "cache.db").open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(100_000))
    async with session(tmp_path) as cache:
        for number in range(40):
            await cache.at(str(number))
            await cache.keep(str(number), [ONE])
        await cache.keep("here", [ONE])
        assert list(await cache.at("here")) == [ONE]


async def test_a_database_far_above_its_bound_is_not_even_read(tmp_path: Path) -> None:
    with (tmp_path / "cache.db").open("wb") as file:
        file.truncate(3 * PATIENT.total_bytes)
    assert await kept_after_keeping(tmp_path) == [ONE]


async def test_a_window_that_locks_the_database_is_not_waited_for(tmp_path: Path) -> None:
    limits = CacheLimits(lock_ms=10, read_deadline_ms=15_000, write_deadline_ms=15_000)
    async with session(tmp_path, limits) as cache:
        await cache.keep("here", [ONE])
        with contextlib.closing(
            sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
        ) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            assert list(await cache.at("here")) == []
            await cache.keep("here", [OTHER])
            lock.execute("ROLLBACK")
        assert list(await cache.at("here")) == [ONE]


async def test_a_disk_that_hangs_delays_nobody(tmp_path: Path) -> None:
    """A lock stands for it: whoever writes waits for a minute."""
    async with session(tmp_path) as cache:
        await cache.keep("here", [ONE])
    lock = sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
    with contextlib.closing(lock):
        lock.execute("BEGIN EXCLUSIVE")
        limits = CacheLimits(
            lock_ms=60_000, read_deadline_ms=20, write_deadline_ms=20, close_deadline_ms=20
        )
        async with session(tmp_path, limits) as cache:
            assert list(await cache.at("here")) == []
            await cache.keep("here", [OTHER])
        lock.execute("ROLLBACK")
    await the_threads_end()
    assert await kept_by_next_session(tmp_path, "here") == [ONE, OTHER]


@pytest.fixture(autouse=True)
def of_others() -> None:
    """What commands of other tests have left in this process is not waited for."""
    OF_OTHERS[:] = threading.enumerate()


OF_OTHERS: list[threading.Thread] = []


async def the_threads_end() -> None:
    for thread in threading.enumerate():
        if thread.name == "sansfil-generations" and thread not in OF_OTHERS:
            await asyncio.to_thread(thread.join, DEADLINE_S)


async def test_more_jobs_than_fit_into_the_queue_are_dropped(tmp_path: Path) -> None:
    limits = CacheLimits(jobs_waiting=0)
    async with session(tmp_path, limits) as cache:
        await cache.keep("here", [ONE])
        assert list(await cache.at("here")) == []


async def test_after_it_was_closed_nothing_is_kept_and_nothing_raised(tmp_path: Path) -> None:
    async with session(tmp_path) as cache:
        await cache.close()
        await cache.keep("here", [ONE])
        assert list(await cache.at("here")) == []
    await the_threads_end()
    assert await kept_by_next_session(tmp_path, "here") == []


async def test_what_was_given_before_closing_is_still_written(tmp_path: Path) -> None:
    async with session(tmp_path) as cache:
        writes = [asyncio.create_task(cache.keep(str(number), [ONE])) for number in range(9)]
        await asyncio.sleep(0)
        await cache.close()
        await asyncio.gather(*writes)
    assert await kept_by_next_session(tmp_path, "8") == [ONE]


FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from sansfil.adapters.disk_cache import DiskGenerations
from sansfil.ports import Kept

async def main():
    cache = DiskGenerations(Path(sys.argv[1]))
    await cache.keep("before", [Kept("x", "kept", True)])
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    for number in range(40):
        await cache.keep(str(number), [Kept("x", "y" * 16_000, True)])
    print([each.text for each in await cache.at("before")], len(await cache.at("39")))
    await cache.close()

asyncio.run(main())
"""


def test_a_full_disk_is_passed_over_in_silence(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: SQLite's writes fail half-way all the same."""
    assert hasattr(resource, "RLIMIT_FSIZE")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "['kept'] 0\n"), done.stderr


def test_naming_the_cache_does_not_load_diskcache_yet() -> None:
    code = "import sys, sansfil.adapters.disk_cache; assert 'diskcache' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


async def test_that_nothing_is_kept_is_said_once_for_all_engines(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    for _ in range(3):
        async with session(tmp_path / "file/kept") as cache:
            assert list(await cache.at("here")) == []
    assert caplog.text.count("Suggestions are not kept on disk") == 1
