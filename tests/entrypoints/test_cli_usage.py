"""`sansfil usage`: what was shown, accepted and kept, and forgetting it."""

import asyncio
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sansfil.adapters.telemetry import UsageRecords
from sansfil.adapters.telemetry.logbook import LAYOUT
from sansfil.core.outcomes import Fate, Offer, Outcome, Source
from sansfil.core.retention import Remainder
from sansfil.core.suggest import Tier
from tests.entrypoints.test_cli import environ, sansfil

CACHE = ".cache/sansfil/usage"


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A cache in which four suggestions were recorded; the folder to run in."""

    async def told() -> None:
        records = UsageRecords(tmp_path / CACHE)
        for number, outcome in enumerate(
            (Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.REJECTED, Outcome.LEFT), start=1
        ):
            offer = Offer(
                number, "file:///a.py", "python", Tier.LOCAL, "Ollama", "coder:1.5b",
                "log.append(name)", 0.8, 40.0, 0.0,
            )  # fmt: skip
            characters = 16 if outcome is Outcome.ACCEPTED else 0
            source = Source.TOLD if number == 1 else Source.INFERRED
            records.record(Fate(offer, outcome, source, characters, 900.0))
        records.record_remainder(Remainder(1, 30, 12))
        await records.close()

    asyncio.run(told())
    return tmp_path


def test_the_report_is_printed(recorded: Path) -> None:
    done = sansfil("usage", cwd=recorded)
    assert (done.returncode, done.stderr) == (0, "")
    told = re.sub(" +", " ", done.stdout)
    assert "| local | coder:1.5b (Ollama) | 4 | 4 | 1 + 1 | 0 | 0 + 1 | 0 | 0 | 1 | 50 % |" in told
    assert "| 32 | 12 of 16 (75 %) | — | — |" in told
    assert f"stays on this machine, in {recorded / CACHE}" in done.stdout


def test_the_same_as_data(recorded: Path) -> None:
    done = sansfil("usage", "--days", "7", "--json", cwd=recorded)
    answer = json.loads(done.stdout)
    assert (answer["days"], answer["path"]) == (7, str(recorded / CACHE))
    (line,) = answer["lines"]
    assert (line["shown"], line["read"], line["acceptanceRate"]) == (4, 4, 0.5)
    assert line["accepted"] == {"told": 1, "inferred": 1}
    assert line["charactersLeft"]["30"] == {"of": 16, "left": 12}


def test_in_french(recorded: Path) -> None:
    done = sansfil("usage", cwd=recorded, language="fr_FR.UTF-8")
    assert "reste sur cette machine" in done.stdout and "acceptées" in done.stdout


def test_nothing_recorded_is_a_plain_sentence_and_makes_no_file(tmp_path: Path) -> None:
    done = sansfil("usage", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "No suggestion was recorded" in done.stdout
    assert not (tmp_path / CACHE).exists()


def test_recording_that_is_off_is_said(tmp_path: Path) -> None:
    done = sansfil("usage", "--set", "usage.record=false", cwd=tmp_path)
    assert "Nothing is being recorded now" in done.stdout


def test_records_that_cannot_be_read_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / CACHE / LAYOUT.name).mkdir(parents=True)
    (tmp_path / CACHE / "usage.damaged.sqlite3").mkdir()
    (tmp_path / CACHE / "usage.damaged.sqlite3" / "x").write_text("")
    done = sansfil("usage", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and str(tmp_path / CACHE) in done.stderr
    assert json.loads(done.stdout)["error"]


def test_clearing_needs_a_yes(recorded: Path) -> None:
    done = sansfil("usage", "--clear", cwd=recorded)
    assert done.returncode == 1 and "--yes" in done.stderr
    assert "coder:1.5b" in sansfil("usage", cwd=recorded).stdout
    done = sansfil("usage", "--clear", "--yes", cwd=recorded)
    assert (done.returncode, done.stderr) == (0, "")
    assert "forgotten" in done.stdout
    assert "No suggestion was recorded" in sansfil("usage", cwd=recorded).stdout


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 1), (b"\n", 1), (b"y\n", 0)])
def test_whoever_sits_at_a_terminal_is_asked(recorded: Path, answer: bytes, code: int) -> None:
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answer)
        done = subprocess.run(
            [sys.executable, "-m", "sansfil", "usage", "--clear"],
            stdin=theirs, capture_output=True, cwd=recorded, timeout=60, check=False,
            env=environ(recorded, LC_ALL="C"),
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"[y/N]" in done.stderr
    assert done.returncode == code


@pytest.mark.parametrize("days", ["0", "-1", "many"])
def test_days_are_counted_from_one(tmp_path: Path, days: str) -> None:
    assert sansfil("usage", f"--days={days}", cwd=tmp_path).returncode == 2


def test_days_have_an_upper_bound_that_is_told(tmp_path: Path) -> None:
    done = sansfil("usage", "--days=100000000000000000000", cwd=tmp_path)
    assert done.returncode == 2 and "from 1 to 3650" in done.stderr


def test_clearing_is_of_everything_or_not_at_all(recorded: Path) -> None:
    done = sansfil("usage", "--clear", "--yes", "--days", "7", cwd=recorded)
    assert (done.returncode, done.stdout) == (2, "") and "--days" in done.stderr
    assert "coder:1.5b" in sansfil("usage", cwd=recorded).stdout


@pytest.mark.parametrize("is_folder", [False, True], ids=["garbage", "folder"])
def test_records_that_were_put_aside_are_told_of(tmp_path: Path, *, is_folder: bool) -> None:
    path = tmp_path / CACHE / LAYOUT.name
    path.parent.mkdir(parents=True)
    path.mkdir() if is_folder else path.write_bytes(b"garbage" * 1000)
    done = sansfil("usage", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"put aside in {tmp_path / CACHE / LAYOUT.aside}" in done.stdout
    assert "No suggestion was recorded" not in done.stdout


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("a file")
    done = sansfil("usage", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert "Usage is not recorded in" in json.loads(done.stdout)["problem"]


def test_a_settings_file_that_is_missing_is_told(tmp_path: Path) -> None:
    done = sansfil("usage", "--config", "/nope.toml", cwd=tmp_path)
    assert done.returncode == 0
    assert "/nope.toml" in done.stderr and done.stderr.count("\n") == 1
