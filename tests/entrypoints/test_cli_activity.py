"""`sansfil activity`: the requests that were recorded, one whole, all as lines, and forgetting them."""

import asyncio
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from sansfil.adapters.activity import ActivityRecords
from sansfil.adapters.activity.rows import LAYOUT
from sansfil.core.phrases import phrase
from sansfil.ports.activity import Exchange
from tests.entrypoints.test_cli import environ, sansfil

CACHE = ".cache/sansfil/activity"
BODY = '{"prompt": "def grow(é, \\u001b"}'
BINARY = b"\xff\xfe{}"


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A cache in which three requests were recorded; the folder to run in."""

    async def told() -> None:
        records = ActivityRecords(tmp_path / CACHE)
        started = 4_102_444_800.0  # far away, so that nothing is too old
        records.record(
            Exchange(
                started,
                "completion",
                "local",
                "http://127.0.0.1:8012",
                "coder:1.5b",
                "llama.cpp",
                session="slot 0",
                why=(phrase("route.at_once"),),
                body=BODY.encode(),
                answer="water)",
                prompt_tokens=1_792,
                reused_tokens=1_780,
                completion_tokens=5,
                first_ms=31.2,
                total_ms=83.4,
            )
        )
        cloud = ("https://openrouter.ai", "vendor/model", "Provider")
        records.record(
            Exchange(
                started + 1.25,
                "ask",
                "paid",
                *cloud,
                leaves_machine=True,
                body=BINARY,
                cost=200_000_000,
                masked=1,
                fault="timeout",
                said=phrase("engine.no_end"),
            )
        )
        records.record(Exchange(started + 2, "warm-up", "local", "http://127.0.0.1:8012", "coder"))
        await records.close()

    asyncio.run(told())
    return tmp_path


def test_the_newest_come_last_with_their_figures(recorded: Path) -> None:
    done = sansfil("activity", cwd=recorded)
    assert (done.returncode, done.stderr) == (0, "")
    completion, ask, warm_up = done.stdout.splitlines()
    assert "completion  coder:1.5b  12 new / 1,780 reused · 5 written · 31 ms to" in completion
    assert "ask  vendor/model (https://openrouter.ai)  $0.00020 · 1 secrets masked · failed" in ask
    assert warm_up.endswith("warm-up  coder")


def test_only_the_newest_where_so_many_are_wanted(recorded: Path) -> None:
    done = sansfil("activity", "--limit", "1", cwd=recorded)
    assert done.stdout.count("\n") == 1 and "warm-up" in done.stdout


def test_the_same_as_data(recorded: Path) -> None:
    answer = json.loads(sansfil("activity", "--json", cwd=recorded).stdout)
    assert [item["number"] for item in answer["items"]] == [3, 2, 1]
    ask = answer["items"][1]
    assert (ask["costUsd"], ask["leavesMachine"], ask["fault"]) == ("0.0002", True, "timeout")
    assert ask["at"] == "2100-01-01T00:00:01.250Z"
    assert ask["message"] and "body" not in ask


def test_in_french(recorded: Path) -> None:
    done = sansfil("activity", cwd=recorded, language="fr_FR.UTF-8")
    assert "12 nouveaux / 1\u202f780 réutilisés" in done.stdout


def test_a_body_is_shown_as_it_was_sent(recorded: Path) -> None:
    assert sansfil("activity", "--body", "1", cwd=recorded).stdout == BODY + "\n"
    item = json.loads(sansfil("activity", "--body", "1", "--json", cwd=recorded).stdout)["item"]
    assert (item["body"], item["answer"], item["bodyBytes"]) == (BODY, "water)", len(BODY.encode()))
    assert sansfil("activity", "--body", "2", cwd=recorded).stdout == "//57fQ==\n"


def test_a_body_that_is_not_there_is_one_sentence(recorded: Path) -> None:
    done = sansfil("activity", "--body", "4", cwd=recorded)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and "no request 4" in done.stderr


def test_all_are_exported_one_a_line(recorded: Path) -> None:
    file = recorded / "sent.jsonl"
    done = sansfil("activity", "--export", file, cwd=recorded)
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 requests" in done.stdout
    items = [json.loads(line) for line in file.read_text("ascii").splitlines()]
    assert [(item["number"], item["bodyEncoding"]) for item in items] == [
        (3, "utf-8"),
        (2, "base64"),
        (1, "utf-8"),
    ]
    assert items[2]["body"] == BODY and items[2]["answer"] == "water)"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in recorded.iterdir() if path.suffix == ".jsonl"] == ["sent.jsonl"]
    shown = sansfil("activity", "--export", "-", cwd=recorded)
    assert shown.stdout == file.read_text("ascii")


def test_an_export_that_cannot_be_written_is_one_sentence(recorded: Path) -> None:
    done = sansfil("activity", "--export", recorded / "no" / "sent.jsonl", cwd=recorded)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and "could not be written" in done.stderr
    (recorded / "folder").mkdir()
    done = sansfil("activity", "--export", recorded / "folder", cwd=recorded)
    assert done.returncode == 1 and "could not be written" in done.stderr
    assert {path.name for path in recorded.iterdir()} == {".cache", "folder"}


def test_nothing_recorded_is_a_plain_sentence_and_makes_no_file(tmp_path: Path) -> None:
    done = sansfil("activity", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "No request was recorded" in done.stdout
    assert not (tmp_path / CACHE).exists()


def test_recording_that_is_off_is_said_and_hides_nothing(recorded: Path) -> None:
    done = sansfil("activity", "--set", "activity.record=false", cwd=recorded)
    assert "Nothing is being recorded now" in done.stderr and "warm-up" in done.stdout


def test_a_record_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / CACHE / LAYOUT.name).mkdir(parents=True)
    (tmp_path / CACHE / LAYOUT.aside).mkdir()
    (tmp_path / CACHE / LAYOUT.aside / "x").write_text("")
    done = sansfil("activity", "--json", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and str(tmp_path / CACHE) in done.stderr
    assert json.loads(done.stdout)["error"]


def test_a_record_that_was_put_aside_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / CACHE / LAYOUT.name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"garbage" * 1000)
    done = sansfil("activity", cwd=tmp_path)
    assert done.returncode == 0
    assert str(tmp_path / CACHE / LAYOUT.aside) in done.stderr


def test_clearing_needs_a_yes(recorded: Path) -> None:
    done = sansfil("activity", "--clear", cwd=recorded)
    assert done.returncode == 1 and "--yes" in done.stderr
    assert "warm-up" in sansfil("activity", cwd=recorded).stdout
    done = sansfil("activity", "--clear", "--yes", cwd=recorded)
    assert (done.returncode, done.stderr) == (0, "")
    assert "forgotten" in done.stdout
    assert "No request was recorded" in sansfil("activity", cwd=recorded).stdout


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 1), (b"y\n", 0)])
def test_whoever_sits_at_a_terminal_is_asked(recorded: Path, answer: bytes, code: int) -> None:
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answer)
        done = subprocess.run(
            [sys.executable, "-m", "sansfil", "activity", "--clear"],
            stdin=theirs,
            capture_output=True,
            cwd=recorded,
            timeout=60,
            check=False,
            env=environ(recorded, LC_ALL="C"),
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"[y/N]" in done.stderr
    assert done.returncode == code


@pytest.mark.parametrize(
    "arguments",
    [("--limit", "0"), ("--limit", "100001"), ("--body", "-1"), ("--body", "1", "--clear")],
)
def test_nonsense_is_wrong_usage(recorded: Path, arguments: tuple[str, ...]) -> None:
    assert sansfil("activity", *arguments, cwd=recorded).returncode == 2
