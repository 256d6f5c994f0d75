"""The command line: the answer on standard output, everything else elsewhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LINES = "grow(seed, water)\n" * 4 + "grow(se\n"


def sansfil(
    *arguments: str | Path, cwd: Path, language: str = "C"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sansfil", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(cwd / ".cache"), "LC_ALL": language},
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "a.py").write_text(LINES)
    return tmp_path


AT_THE_END = ("--line", "4", "--character", "7")


def test_complete_prints_the_text_with_tier_and_milliseconds(project: Path) -> None:
    done = sansfil("complete", "a.py", *AT_THE_END, cwd=project)
    text, *_, route = done.stdout.splitlines()
    assert text == "ed, water)"
    assert route.startswith("— workspace · ")
    assert " ms · " in route
    assert (done.returncode, done.stderr) == (0, "")


def test_complete_as_json_is_one_object(project: Path) -> None:
    done = sansfil("complete", "a.py", *AT_THE_END, "--json", cwd=project)
    answer = json.loads(done.stdout)
    assert answer["suggestion"]["text"].startswith("ed, water)")
    assert answer["suggestion"]["tier"] == "workspace"
    assert 0.5 <= answer["suggestion"]["confidence"] <= 1
    assert answer["latencyMs"] > 0
    assert answer["silence"] is None


def test_complete_learns_from_the_project_around_the_file(project: Path) -> None:
    (project / "pkg").mkdir()
    (project / "pkg/b.py").write_text("grow(se")
    done = sansfil("complete", "pkg/b.py", "--line", "0", "--character", "7", cwd=project)
    assert done.stdout.startswith("ed, water)")


def test_silence_is_an_exit_code_and_a_reason(project: Path) -> None:
    (project / "b.py").write_text("qwerty")
    done = sansfil("complete", "b.py", "--line", "0", "--character", "6", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    french = sansfil(
        "complete", "b.py", "--line", "0", "--character", "6", cwd=project, language="fr_FR.UTF-8"
    )
    assert french.stderr != done.stderr


def test_characters_count_in_utf16_as_in_the_protocol(project: Path) -> None:
    (project / "b.py").write_text("x = '🪴'; grow(se", "utf-8")
    done = sansfil("complete", "b.py", "--line", "0", "--character", "17", cwd=project)
    assert done.stdout.startswith("ed, water)")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"caf\xe9", "is not UTF-8 text; save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    project: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (project / "b.py").write_bytes(content)
    done = sansfil("complete", "b.py", "--line", "0", "--character", "0", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_line_that_does_not_exist_is_one_sentence(project: Path) -> None:
    done = sansfil("complete", "a.py", "--line", "77", "--character", "0", cwd=project)
    assert done.returncode == 1
    assert "the last one is 5" in done.stderr


def test_a_byte_order_mark_is_not_a_character(project: Path) -> None:
    (project / "b.py").write_bytes(b"\xef\xbb\xbfgrow(se")
    done = sansfil("complete", "b.py", "--line", "0", "--character", "7", cwd=project)
    assert done.stdout.startswith("ed, water)")


def test_settings_come_from_config_and_set(project: Path) -> None:
    config = project / "mine.toml"
    config.write_text("[completion]\nenabled = false\n")
    off = sansfil("complete", "a.py", *AT_THE_END, "--config", config, cwd=project)
    assert off.returncode == 1
    assert "Suggestions are off" in off.stderr
    on = sansfil(
        "complete", "a.py", *AT_THE_END, "--config", config, "--set", "completion.enabled=true",
        cwd=project,
    )  # fmt: skip
    assert on.returncode == 0


def test_a_config_file_that_does_not_exist_is_told(project: Path) -> None:
    done = sansfil("complete", "a.py", *AT_THE_END, "--config", "no.toml", cwd=project)
    assert "no.toml" in done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["complete"], ["fly"], ["complete", "a.py", "--line", "x"]]
)
def test_wrong_usage_is_exit_code_2(project: Path, arguments: list[str]) -> None:
    done = sansfil(*arguments, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage" in done.stderr


def test_an_assignment_that_is_none_is_one_sentence(project: Path) -> None:
    done = sansfil("complete", "a.py", *AT_THE_END, "--set", "nonsense", cwd=project)
    assert done.returncode == 2
    assert "`--set nonsense` is not understood" in done.stderr


def test_doctor_tells_prose_or_data_and_its_exit_code_tells_health(project: Path) -> None:
    prose = sansfil("doctor", cwd=project)
    assert prose.returncode == 0
    assert prose.stdout.startswith("# Sansfil Doctor")
    data = json.loads(sansfil("doctor", "--json", cwd=project).stdout)
    assert data["healthy"] is True
    assert {finding["topic"] for finding in data["findings"]} >= {"server", "git", "cache", "model"}
    (project / "sansfil.toml").write_text("[")
    ill = sansfil("doctor", cwd=project)
    assert ill.returncode == 1
    assert "not valid TOML" in ill.stdout


def test_doctor_of_a_folder_that_is_none_is_one_sentence(project: Path) -> None:
    done = sansfil("doctor", "nowhere", cwd=project)
    assert done.returncode == 1
    assert "is not a folder" in done.stderr
