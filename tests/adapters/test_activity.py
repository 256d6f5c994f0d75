"""What is kept of requests on disk: whole, bounded, by no more than its owner, and never in the way."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.activity import ActivityLimits, ActivityRecords
from sansfil.adapters.activity.rows import LAYOUT, recorded_of, shared_bytes, values_of
from sansfil.core.activity_report import UNFINISHED
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import StoreError
from sansfil.ports.activity import Exchange, Recorded, Wanted

NOON_S = 1_772_450_000.0
DAY_S = 86_400
SOME = Exchange(
    NOON_S,
    "completion",
    "local",
    "http://127.0.0.1:8012",
    "qwen2.5-coder",
    "llama.cpp",
    session="slot 0",
    workspace="garden",
    why=(phrase("route.at_once"), phrase("engine.slow", url="http://127.0.0.1:8012")),
    body=b'{"prompt": "def water(plant):"}',
    answer="    return plant\n",
    prompt_tokens=1_792,
    reused_tokens=1_780,
    completion_tokens=5,
    first_ms=31.25,
    total_ms=83.5,
    cost=200_000_000,
    masked=2,
    generation="gen-1",
    fault="closed",
    said=phrase("engine.of_backup", why=phrase("engine.no_end"), key="KEY"),
)


class Clock:
    def __init__(self) -> None:
        self.now_s = NOON_S

    def __call__(self) -> float:
        return self.now_s


@contextlib.asynccontextmanager
async def records(folder: Path, **kept: Any) -> AsyncGenerator[ActivityRecords]:
    clock = kept.pop("clock", Clock())
    opened = ActivityRecords(folder, ActivityLimits(**kept), clock)
    try:
        yield opened
    finally:
        await opened.close()


def with_body(body: bytes, **others: Any) -> Exchange:
    return replace(SOME, body=body, **others)


async def numbers(activity: ActivityRecords) -> list[int]:
    return [each.number for each in await activity.listed(Wanted())]


async def test_an_exchange_comes_back_as_it_was_told(tmp_path: Path) -> None:
    async with records(tmp_path) as activity:
        activity.record(SOME)
        (listed,) = await activity.listed(Wanted())
        whole = await activity.whole(listed.number)
    assert whole is not None and whole == Recorded(1, SOME, len(SOME.body), 0)
    assert listed == replace(whole, exchange=replace(SOME, body=b"", answer=""))


async def test_what_is_told_twice_under_one_token_is_kept_once_as_it_was_told_last(
    tmp_path: Path,
) -> None:
    begun = replace(SOME, answer="", fault=UNFINISHED, total_ms=None, token="t1")
    async with records(tmp_path) as activity:
        activity.record(begun)
        activity.record(with_body(b"another"))
        (_, first) = await activity.listed(Wanted())
        assert (first.number, first.exchange.fault) == (1, UNFINISHED)
        activity.record(replace(SOME, token="t1"))
        assert await numbers(activity) == [2, 1]
        found = await activity.whole(1)
    assert found is not None and (found.exchange, found.shared_bytes) == (SOME, 0)


async def test_an_end_takes_nothing_else_away_where_its_beginning_is_gone(tmp_path: Path) -> None:
    async with records(tmp_path) as activity:
        activity.record(replace(SOME, fault=UNFINISHED, token="t1"))
        assert await numbers(activity) == [1]
        with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as database, database:
            # As in a database that was begun anew.
            database.execute("DELETE FROM exchanges")
            database.execute("DELETE FROM sqlite_sequence")
        activity.record(with_body(b"another"))
        assert await numbers(activity) == [1]
        activity.record(replace(SOME, token="t1"))
        assert len(await activity.listed(Wanted())) == 2


async def test_the_list_is_newest_first_and_goes_on_where_it_ended(tmp_path: Path) -> None:
    async with records(tmp_path) as activity:
        for number in range(7):
            activity.record(replace(SOME, purpose="warm-up" if number % 2 else "completion"))
        assert [each.number for each in await activity.listed(Wanted(3))] == [7, 6, 5]
        assert [each.number for each in await activity.listed(Wanted(3, before=5))] == [4, 3, 2]
        warmed = await activity.listed(Wanted(purposes=("warm-up", "models")))
        assert [each.number for each in warmed] == [6, 4, 2]
        assert [each.number for each in await activity.listed(Wanted(2, before=2**80))] == [7, 6]


async def test_the_shared_beginning_is_that_of_the_same_conversation(tmp_path: Path) -> None:
    async with records(tmp_path) as activity:
        activity.record(with_body(b"system, first"))
        activity.record(with_body(b"system, other", session="slot 1"))
        activity.record(with_body(b"system, other", model="another"))
        activity.record(with_body(b"system, other", origin="https://elsewhere"))
        activity.record(with_body(b"system, first and more"))
        activity.record(with_body(b""))
        activity.record(with_body(b"system, second"))
        shared = [each.shared_bytes for each in await activity.listed(Wanted())]
    assert shared == [len(b"system, "), 0, len(b"system, first"), 0, 0, 0, 0]


@given(st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=40))
def test_a_shared_beginning_is_shared_and_no_longer(begin: bytes, one: bytes, other: bytes) -> None:
    one, other = begin + one, begin + other
    length = shared_bytes(one, other)
    assert one[:length] == other[:length] and len(begin) <= length
    assert one[length : length + 1] != other[length : length + 1] or one == other


VALUES = st.recursive(
    st.none() | st.text() | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2).map(tuple),
    max_leaves=4,
)


@given(st.builds(Phrase, st.just("engine.slow"), st.fixed_dictionaries({"url": VALUES})))
def test_a_sentence_is_kept_with_its_values(said: Phrase) -> None:
    row = values_of(replace(SOME, why=(said,)), 0, ActivityLimits())
    assert recorded_of((1, *row[:-3], *row[-2:])).exchange.why == (said,)


@pytest.mark.parametrize(
    "said",
    [Phrase("of.tomorrow", {}), Phrase("engine.slow", {}), Phrase("engine.slow", {"uri": "x"})],
)
async def test_a_sentence_of_another_version_is_left_out(tmp_path: Path, said: Phrase) -> None:
    async with records(tmp_path) as activity:
        activity.record(replace(SOME, why=(said, phrase("route.at_once")), said=said))
        (listed,) = await activity.listed(Wanted())
    assert listed.exchange.why == (phrase("route.at_once"),)
    assert listed.exchange.said is None


async def test_what_no_database_can_hold_is_recorded_all_the_same(tmp_path: Path) -> None:
    strange = replace(SOME, model="half \ud800", answer="half \udfff", cost=10**40)
    async with records(tmp_path) as activity:
        activity.record(replace(strange, prompt_tokens=2**70, at_s=float("nan")))
        activity.record(strange)
        whole = await activity.whole(1)
        assert whole is not None and whole.exchange.model == "half ?"
        assert whole.exchange.answer == "half ?" and whole.exchange.cost == 2**63 - 1
        assert await activity.whole(2**90) is None and await activity.whole(-1) is None


async def test_bodies_are_packed(tmp_path: Path) -> None:
    prompt = b"    self.journal.append(plant.name)\n" * 1000
    async with records(tmp_path) as activity:
        for _ in range(20):
            activity.record(with_body(prompt))
        whole = await activity.whole(20)
        assert whole is not None and whole.exchange.body == prompt
    assert (tmp_path / LAYOUT.name).stat().st_size < 4 * len(prompt)


async def test_the_oldest_go_beyond_rows_bytes_and_days(tmp_path: Path) -> None:
    clock = Clock()
    async with records(tmp_path / "rows", rows=4, writes_between=5) as activity:
        for _ in range(10):
            activity.record(SOME)
        assert await numbers(activity) == [10, 9, 8, 7]
    async with records(tmp_path / "bytes", kept_bytes=10_000) as activity:
        for _ in range(20):
            activity.record(with_body(os.urandom(1_900), answer=""))
        assert await numbers(activity) == [20, 19, 18, 17, 16]
    async with records(tmp_path / "days", clock=clock, writes_between=1) as activity:
        activity.record(SOME)
        clock.now_s += 31 * DAY_S
        activity.record(replace(SOME, at_s=clock.now_s))
        assert await numbers(activity) == [2]


async def test_a_body_without_measure_is_known_by_its_size_alone(tmp_path: Path) -> None:
    async with records(tmp_path, most_text_bytes=1_000) as activity:
        activity.record(with_body(b"x" * 1_001))
        whole = await activity.whole(1)
    assert whole is not None
    assert (whole.body_bytes, whole.exchange.body) == (1_001, b"")


async def test_two_windows_write_into_one_database(tmp_path: Path) -> None:
    async with records(tmp_path) as one, records(tmp_path) as other:
        for _ in range(30):
            one.record(SOME)
            other.record(SOME)
        await one.listed(Wanted(1))
        assert len(await other.listed(Wanted())) == 60


async def test_recording_returns_before_the_disk_has_done_anything(tmp_path: Path) -> None:
    async with records(tmp_path) as activity:
        free = threading.Event()

        def wait() -> None:
            free.wait()

        activity._worker.begin(wait)  # pyright: ignore[reportPrivateUsage] - a slow disk
        activity.record(SOME)
        assert not (tmp_path / LAYOUT.name).exists()
        free.set()
        assert await numbers(activity) == [1]


async def test_asking_makes_nothing_on_disk(tmp_path: Path) -> None:
    folder = tmp_path / "activity"
    async with records(folder) as activity:
        assert await activity.listed(Wanted()) == ()
        assert await activity.whole(1) is None
        await activity.clear()
    assert not folder.exists()


async def test_the_folder_is_the_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "activity"
    folder.mkdir(mode=0o755)
    async with records(folder) as activity:
        activity.record(SOME)
        await activity.listed(Wanted())
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("damage", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 4096])
async def test_a_damaged_database_is_put_aside_and_begun_anew(
    tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / LAYOUT.name).write_bytes(damage)
    async with records(tmp_path) as activity:
        activity.record(SOME)
        assert await numbers(activity) == [1]
        assert activity.problem is not None and activity.problem.key == "problem.activity_damaged"
    assert (tmp_path / LAYOUT.aside).read_bytes() == damage


async def test_a_body_that_is_damaged_raises_nothing(tmp_path: Path) -> None:
    async with records(tmp_path) as activity:
        activity.record(SOME)
        await activity.listed(Wanted())
        with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as other, other:
            other.execute("UPDATE exchanges SET body = x'00ff'")
        assert await activity.whole(1) is None
        activity.record(SOME)
        assert [each.shared_bytes for each in await activity.listed(Wanted())] == [0, 0]


async def test_a_link_in_its_place_is_put_aside_and_not_followed(tmp_path: Path) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "activity"
    victim.write_text("a letter")
    folder.mkdir()
    (folder / LAYOUT.name).symlink_to(victim)
    async with records(folder) as activity:
        activity.record(SOME)
        assert await numbers(activity) == [1]
    assert victim.read_text() == "a letter"
    assert not (folder / LAYOUT.name).is_symlink()


async def test_the_record_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as database:
        database.execute("CREATE TABLE tomorrow (a)")
        database.execute("PRAGMA user_version = 9")
        database.commit()
    async with records(tmp_path) as activity:
        activity.record(SOME)
        with pytest.raises(StoreError, match="cannot be read"):
            await activity.listed(Wanted())
        assert (
            activity.problem is not None and activity.problem.key == "problem.activity_unwritable"
        )
    assert not (tmp_path / LAYOUT.aside).exists()


async def test_a_folder_that_cannot_be_made_is_one_problem_and_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with records(tmp_path / "file" / "activity") as activity:
        for _ in range(5):
            activity.record(SOME)
        assert await activity.listed(Wanted()) == ()
        assert (
            activity.problem is not None and activity.problem.key == "problem.activity_unwritable"
        )


async def test_clearing_forgets_everything_and_leaves_no_bytes(tmp_path: Path) -> None:
    (tmp_path / LAYOUT.aside).write_text("old")
    secret = os.urandom(600)
    async with records(tmp_path) as activity, records(tmp_path) as other:
        other.record(with_body(secret))
        activity.record(with_body(secret))
        assert len(await other.listed(Wanted())) > 0
        await activity.clear()
        assert await other.listed(Wanted()) == []
        left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        other.record(SOME)
        assert await numbers(other) == [3], "numbers are never given twice"
    assert secret[:40] not in left and not (tmp_path / LAYOUT.aside).exists()


async def test_clearing_says_why_it_could_not(tmp_path: Path) -> None:
    async with records(tmp_path, lock_ms=1) as activity:
        activity.record(SOME)
        await activity.listed(Wanted())
        with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreError, match="cannot be written"):
                await activity.clear()


async def test_a_lock_of_another_window_costs_an_entry_and_no_time(tmp_path: Path) -> None:
    async with records(tmp_path, lock_ms=1) as activity:
        activity.record(SOME)
        await activity.listed(Wanted())
        with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as other:
            other.execute("BEGIN IMMEDIATE")
            activity.record(SOME)
            await activity.listed(Wanted())
        activity.record(SOME)
        assert len(await activity.listed(Wanted())) == 2
        assert activity.problem is None


async def test_closing_writes_what_was_told_first(tmp_path: Path) -> None:
    async with records(tmp_path) as activity:
        for _ in range(50):
            activity.record(SOME)
    with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as database:
        assert database.execute("SELECT COUNT(*) FROM exchanges").fetchone() == (50,)


def test_a_window_that_is_killed_damages_nothing(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from sansfil.adapters.activity.limits import USUAL\n"
        "from sansfil.adapters.activity.logbook import Logbook\n"
        "from sansfil.ports.activity import Exchange\n"
        "book = Logbook(Path(sys.argv[1]), USUAL, lambda: 1e9)\n"
        "for n in range(20): book.add(Exchange(1e9, 'ask', 'free', 'o', 'm', body=b'body'))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == -9
    with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as database:
        assert database.execute("SELECT COUNT(*) FROM exchanges").fetchone() == (20,)


async def test_a_record_that_cannot_be_written_to_is_still_read(sealed: Path) -> None:
    folder = sealed / "activity"
    async with records(folder) as activity:
        activity.record(SOME)
        await activity.listed(Wanted())
    folder.chmod(0o500)
    (folder / LAYOUT.name).chmod(0o400)
    async with records(folder) as activity:
        assert await numbers(activity) == [1]
        assert (
            activity.problem is not None and activity.problem.key == "problem.activity_unwritable"
        )
    folder.chmod(0o700)
    assert [path.name for path in folder.iterdir()] == [LAYOUT.name]


async def test_a_folder_that_may_not_be_entered_is_a_problem_and_no_failure(sealed: Path) -> None:
    (sealed / "cache").mkdir(mode=0)
    async with records(sealed / "cache" / "activity") as activity:
        assert await activity.listed(Wanted()) == ()
        assert (
            activity.problem is not None and activity.problem.key == "problem.activity_unwritable"
        )
