"""What is kept of suggestions on disk: counted as told, by no more than its owner, and never a text."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfil.adapters.telemetry import UsageLimits, UsageRecords
from sansfil.adapters.telemetry.logbook import LAYOUT
from sansfil.adapters.telemetry.words import features_as_json, name, word
from sansfil.core.outcomes import Fate, Offer, Outcome, Source
from sansfil.core.retention import Remainder
from sansfil.core.suggest import Tier
from sansfil.core.usage import Left, Today, lines_of, today_of
from sansfil.ports import StoreError

DAY_S = 86_400
NOON_S = time.mktime((2026, 3, 2, 12, 0, 0, 0, 0, -1))
SECRET = "launch_code = 'tulip'"


class Clock:
    def __init__(self) -> None:
        self.now_s = NOON_S

    def __call__(self) -> float:
        return self.now_s


def fate(
    number: int,
    outcome: Outcome = Outcome.ACCEPTED,
    source: Source = Source.TOLD,
    model: str = "coder",
    stood_ms: float = 400,
) -> Fate:
    offer = Offer(
        number, f"file:///home/me/{SECRET}.py", "python", Tier.LOCAL, "llama.cpp", model,
        SECRET, 0.75, 31.4, 1_000.0,
    )  # fmt: skip
    taken = len(SECRET) if outcome is Outcome.ACCEPTED else 0
    return Fate(offer, outcome, source, taken, 1_000.0 + stood_ms)


@contextlib.asynccontextmanager
async def records(folder: Path, **kept: Any) -> AsyncGenerator[UsageRecords]:
    clock = kept.pop("clock", Clock())
    opened = UsageRecords(folder, UsageLimits(**kept), clock)
    try:
        yield opened
    finally:
        await opened.close()


def rows(folder: Path, table: str = "offers") -> list[Any]:
    with contextlib.closing(sqlite3.connect(folder / LAYOUT.name)) as database:
        return database.execute(f"SELECT * FROM {table}").fetchall()


async def test_what_was_told_is_counted_by_model_outcome_and_source(tmp_path: Path) -> None:
    async with records(tmp_path) as usage:
        usage.record(fate(1))
        usage.record(fate(2, Outcome.REJECTED, Source.INFERRED, stood_ms=800))
        usage.record(fate(3, Outcome.REJECTED, Source.INFERRED, stood_ms=700))
        usage.record(fate(4, Outcome.LEFT, model="other"))
        totals = await usage.totals(30)
    assert totals is not None
    found = {(each.model, each.outcome, each.source): each for each in totals}
    rejected = found["coder", Outcome.REJECTED, Source.INFERRED]
    assert (rejected.offers, rejected.read, rejected.characters) == (2, 1, 0)
    accepted = found["coder", Outcome.ACCEPTED, Source.TOLD]
    assert (accepted.offers, accepted.read, accepted.characters) == (1, 1, len(SECRET))
    assert found["other", Outcome.LEFT, Source.TOLD].offers == 1
    assert [line.model for line in lines_of(totals)] == ["coder", "other"]


async def test_what_is_left_is_added_when_it_is_known(tmp_path: Path) -> None:
    async with records(tmp_path) as usage:
        for number in (1, 2, 3):
            usage.record(fate(number))
        for remainder in (Remainder(1, 30, 21), Remainder(1, 120, 4), Remainder(2, 30, 11)):
            usage.record_remainder(remainder)
        totals = await usage.totals(30)
    assert totals is not None
    (total,) = totals
    size = len(SECRET)
    assert total.left == (Left(2 * size, 32), Left(size, 4), Left(0, 0))
    assert today_of([total]) == Today(shown=3, accepted=3, kept=1), "the last look counts"


async def test_no_text_and_no_path_reaches_the_disk(tmp_path: Path) -> None:
    model = "/home/me/tulips/coder.gguf"
    async with records(tmp_path) as usage:
        usage.record(fate(1, model=model))
        usage.record_judgement(
            0.5, 0.4, shown=True, features={"why": SECRET, "agrees": True, "tier": "local"}
        )
        await usage.totals(30)
        on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word_of_the_users in (b"tulip", b"launch_code", b"file:", b"/home"):
        assert word_of_the_users not in on_disk
    assert b"coder.gguf" in on_disk


@given(st.text(max_size=60))
def test_only_short_words_pass(text: str) -> None:
    assert word(text) in ("", text)
    assert " " not in word(text) and "/" not in word(text) and "\n" not in word(text)
    assert "/" not in name(text) and "\\" not in name(text) and len(name(text)) <= 80


def test_models_keep_the_name_that_people_know() -> None:
    assert name("Qwen/Qwen2.5-Coder-1.5B") == "Qwen2.5-Coder-1.5B"
    assert name("C:\\models\\coder.gguf") == "coder.gguf"
    assert name("qwen2.5-coder:1.5b-base") == "qwen2.5-coder:1.5b-base"


def test_features_are_numbers_and_words() -> None:
    features = {"odds": -0.25, "tier": "local", "none": None, "nan": float("nan"), "a b": 1.0}
    assert (
        features_as_json(features) == '{"odds": -0.25, "tier": "local", "none": null, "nan": null}'
    )


async def test_judgements_are_kept_in_a_table_of_their_own(tmp_path: Path) -> None:
    async with records(tmp_path) as usage:
        usage.record_judgement(0.31, 0.4, shown=False, features={"odds": -1.5, "tier": "local"})
        assert await usage.totals(30) == []
    assert rows(tmp_path, "judgements") == [
        (NOON_S, 0.31, 0.4, 0, '{"odds": -1.5, "tier": "local"}')
    ]


async def test_two_windows_write_into_one_database(tmp_path: Path) -> None:
    async with records(tmp_path) as one, records(tmp_path) as other:
        for number in range(1, 30):
            one.record(fate(number))
            other.record(fate(number, Outcome.REJECTED))
        one.record_remainder(Remainder(1, 30, 21))
        await one.totals(30)
        totals = await other.totals(30) or ()
    assert sum(total.offers for total in totals) == 58


async def test_old_rows_go_and_so_do_too_many(tmp_path: Path) -> None:
    clock = Clock()
    kept = {"clock": clock, "days": 90, "rows": 10, "writes_between": 5}
    async with records(tmp_path, **kept) as usage:
        for number in range(1, 8):
            usage.record(fate(number))
        await usage.totals(30)
        clock.now_s += 91 * DAY_S
        await usage.totals(30)
        for number in range(8, 11):
            usage.record(fate(number))
        await usage.totals(30)
        assert [row[1] for row in rows(tmp_path)] == [8, 9, 10]
        for number in range(11, 36):
            usage.record(fate(number))
        await usage.totals(30)
    assert [row[1] for row in rows(tmp_path)] == list(range(26, 36))


async def test_today_begins_at_midnight(tmp_path: Path) -> None:
    clock = Clock()
    async with records(tmp_path, clock=clock) as usage:
        clock.now_s = NOON_S - 13 * 3600
        usage.record(fate(1))
        await usage.totals(30)
        clock.now_s = NOON_S
        assert await usage.totals(0) == []
        assert today_of(await usage.totals(1) or ()).shown == 1


async def test_asking_makes_nothing_on_disk(tmp_path: Path) -> None:
    folder = tmp_path / "usage"
    async with records(folder) as usage:
        assert await usage.totals(30) == ()
        await usage.clear()
    assert not folder.exists()


async def test_the_folder_is_the_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "usage"
    folder.mkdir(mode=0o755)
    async with records(folder) as usage:
        usage.record(fate(1))
        await usage.totals(30)
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("damage", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 4096])
async def test_a_damaged_database_is_put_aside_and_begun_anew(
    tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / LAYOUT.name).write_bytes(damage)
    async with records(tmp_path) as usage:
        usage.record(fate(1))
        totals = await usage.totals(30)
        assert totals is not None and len(totals) == 1
        assert usage.problem is not None and usage.problem.key == "problem.usage_damaged"
    assert (tmp_path / LAYOUT.aside).read_bytes() == damage


async def test_a_database_that_is_damaged_while_it_is_open_costs_what_was_in_it(
    tmp_path: Path,
) -> None:
    async with records(tmp_path) as usage:
        for number in range(1, 200):
            usage.record(fate(number))
        await usage.totals(30)
    size = (tmp_path / LAYOUT.name).stat().st_size
    with (tmp_path / LAYOUT.name).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    async with records(tmp_path) as usage:
        usage.record(fate(1))
        totals = await usage.totals(30)
        assert totals is not None and sum(total.offers for total in totals) == 1


async def test_a_stranger_by_our_name_is_put_aside(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as database:
        database.execute("CREATE TABLE offers (a)")
        database.execute("CREATE TRIGGER t AFTER INSERT ON offers BEGIN DELETE FROM offers; END")
        database.commit()
    async with records(tmp_path) as usage:
        usage.record(fate(1))
        totals = await usage.totals(30)
        assert totals is not None and len(totals) == 1
    assert (tmp_path / LAYOUT.aside).exists()


async def test_a_link_in_its_place_is_put_aside_and_not_followed(tmp_path: Path) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "usage"
    victim.write_text("a letter")
    folder.mkdir()
    (folder / LAYOUT.name).symlink_to(victim)
    async with records(folder) as usage:
        usage.record(fate(1))
        assert len(await usage.totals(30) or ()) == 1
    assert victim.read_text() == "a letter"
    assert not (folder / LAYOUT.name).is_symlink()


async def test_the_records_of_a_newer_version_are_left_alone(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as database:
        database.execute("CREATE TABLE tomorrow (a)")
        database.execute("PRAGMA user_version = 9")
        database.commit()
    async with records(tmp_path) as usage:
        usage.record(fate(1))
        assert await usage.totals(30) is None
        assert usage.problem is not None and usage.problem.key == "problem.usage_unwritable"
    assert rows(tmp_path, "tomorrow") == []
    assert not (tmp_path / LAYOUT.aside).exists()


async def test_a_folder_that_cannot_be_made_is_one_problem_and_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    async with records(tmp_path / "file" / "usage") as usage:
        for number in range(5):
            usage.record(fate(number))
        usage.record_judgement(0.5, 0.5, shown=True, features={})
        # Nothing can lie there, so nothing is what there is; only writing fails.
        await usage.totals(30)
        assert usage.problem is not None and usage.problem.key == "problem.usage_unwritable"


async def test_clearing_forgets_everything(tmp_path: Path) -> None:
    (tmp_path / LAYOUT.aside).write_text("old")
    async with records(tmp_path) as usage, records(tmp_path) as other:
        other.record(fate(1))
        usage.record(fate(1))
        usage.record_judgement(0.5, 0.5, shown=True, features={})
        await other.totals(30)
        await usage.clear()
        assert await other.totals(30) == []
        other.record(fate(2))
        assert today_of(await other.totals(30) or ()).shown == 1
    assert not (tmp_path / LAYOUT.aside).exists()


async def test_clearing_says_why_it_could_not(tmp_path: Path) -> None:
    async with records(tmp_path, lock_ms=1) as usage:
        usage.record(fate(1))
        await usage.totals(30)
        with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(StoreError, match="cannot be written"):
                await usage.clear()


async def test_a_lock_of_another_window_costs_a_row_and_no_time(tmp_path: Path) -> None:
    async with records(tmp_path, lock_ms=1) as usage:
        usage.record(fate(1))
        await usage.totals(30)
        with contextlib.closing(sqlite3.connect(tmp_path / LAYOUT.name)) as other:
            other.execute("BEGIN IMMEDIATE")
            usage.record(fate(2))
            await usage.totals(30)
        usage.record(fate(3))
        totals = await usage.totals(30) or ()
        assert sum(total.offers for total in totals) == 2
        assert usage.problem is None


async def test_closing_writes_what_was_told_first(tmp_path: Path) -> None:
    async with records(tmp_path) as usage:
        for number in range(1, 51):
            usage.record(fate(number))
    assert len(rows(tmp_path)) == 50


def test_a_window_that_is_killed_damages_nothing(tmp_path: Path) -> None:
    code = (
        "import os, sqlite3, sys; from pathlib import Path\n"
        "from sansfil.adapters.telemetry.limits import USUAL\n"
        "from sansfil.adapters.telemetry.logbook import Logbook\n"
        "book = Logbook(Path(sys.argv[1]), USUAL, lambda: 1e9)\n"
        "for n in range(20): book.write_judgement(0.5, 0.5, 1, '{}')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == -9
    assert len(rows(tmp_path, "judgements")) == 20


async def test_records_in_a_place_that_cannot_be_written_to_are_still_read(sealed: Path) -> None:
    folder = sealed / "usage"
    async with records(folder) as usage:
        usage.record(fate(1))
        await usage.totals(30)
    folder.chmod(0o500)
    (folder / LAYOUT.name).chmod(0o400)
    async with records(folder) as usage:
        assert today_of(await usage.totals(30) or ()).shown == 1
        assert usage.problem is not None and usage.problem.key == "problem.usage_unwritable"
    folder.chmod(0o700)
    assert [path.name for path in folder.iterdir()] == [LAYOUT.name]


async def test_a_folder_that_may_not_be_entered_is_a_problem_and_no_failure(sealed: Path) -> None:
    (sealed / "cache").mkdir(mode=0)
    async with records(sealed / "cache" / "usage") as usage:
        assert await usage.totals(30) == ()
        assert usage.problem is not None and usage.problem.key == "problem.usage_unwritable"
