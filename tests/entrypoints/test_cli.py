"""The command line: the answer on standard output, everything else elsewhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sansfil.app import main
from tests.warm import SANSFIL

LINES = "grow(seed, water)\n" * 4 + "grow(se\n"


def sansfil(
    *arguments: str | Path, cwd: Path, language: str = "C", **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SANSFIL, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8").partition(":")[0],
        timeout=60,
        check=False,
        env=environ(cwd, LC_ALL=language, **environment),
    )


def environ(cwd: Path, **more: str) -> dict[str, str]:
    usual = {
        "XDG_CACHE_HOME": str(cwd / ".cache"),
        "XDG_DATA_HOME": str(cwd / ".data"),
        "PYTHONUNBUFFERED": "",
    }
    return {**os.environ, **usual, **more}


def shell(line: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a line in which `$SANSFIL` is the command; its exit code is that of `$SANSFIL`."""
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environ(cwd, LC_ALL="C", SANSFIL=f"{sys.executable} -m sansfil", **more),
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


@pytest.mark.parametrize("arguments", ["--help", "doctor", "doctor --json"])
def test_a_reader_that_left_ends_the_command_quietly(project: Path, arguments: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody_reads:
        done = subprocess.run(
            [sys.executable, "-m", "sansfil", *arguments.split()],
            cwd=project,
            stdout=nobody_reads,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
            env=environ(project),
        )
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("arguments", ["--version", "doctor", "doctor --json", "doctor nowhere"])
def test_output_that_is_full_is_one_sentence(project: Path, arguments: str) -> None:
    done = shell(f"$SANSFIL {arguments} > /dev/full", project)
    assert done.returncode == 1
    assert done.stderr.startswith("sansfil: ")
    assert done.stderr.count("\n") == 1


def test_errors_that_nobody_can_hear_change_nothing(project: Path) -> None:
    done = shell("$SANSFIL doctor nowhere 2> /dev/full", project)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    assert shell("$SANSFIL --version >&- 2>&-", project).returncode == 0


@pytest.mark.parametrize("encoding", ["latin-1:strict", "ascii:strict", "utf-8:strict"])
def test_every_encoding_of_the_output_gets_an_answer(project: Path, encoding: str) -> None:
    (project / "a.py").write_text(LINES.replace("water", "'🪴'"), "utf-8")
    prose = sansfil("complete", "a.py", *AT_THE_END, cwd=project, PYTHONIOENCODING=encoding)
    assert (prose.returncode, prose.stderr) == (0, "")
    data = sansfil(
        "complete", "a.py", *AT_THE_END, "--json", cwd=project, PYTHONIOENCODING=encoding
    )
    assert json.loads(data.stdout)["suggestion"]["text"].startswith("ed, '🪴')")


def test_names_that_are_not_utf8_are_completed_and_told(project: Path) -> None:
    name = os.fsdecode(b"\xe9.py")
    (project / name).write_text("grow(se")
    (project / os.fsdecode(b"\xe9.png")).write_text("")
    done = sansfil("complete", name, "--line", "0", "--character", "7", cwd=project)
    assert done.stdout.startswith("ed, water)")
    for arguments in (("doctor",), ("doctor", "--json")):
        told = sansfil(*arguments, cwd=project, PYTHONIOENCODING="utf-8:strict")
        assert (told.returncode, told.stderr) == (0, "")
    missing = sansfil("complete", "no" + name, *AT_THE_END, cwd=project)
    assert missing.stderr.count("\n") == 1


def test_a_link_that_the_user_names_is_completed_in_its_own_project(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project / "b.py").write_text("grow(se")
    (elsewhere / "link.py").symlink_to(project / "b.py")
    done = sansfil("complete", "link.py", "--line", "0", "--character", "7", cwd=elsewhere)
    assert done.stdout.startswith("ed, water)")


def test_a_path_through_another_project_does_not_learn_that_project(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "b.py").write_text("grow(se")
    way = os.path.relpath(other / "b.py", project)
    done = sansfil("complete", way, "--line", "0", "--character", "7", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("arguments", [("complete", "no.py", *AT_THE_END), ("doctor", "nowhere")])
def test_as_json_an_error_is_an_object_too(project: Path, arguments: tuple[str, ...]) -> None:
    done = sansfil(*arguments, "--json", cwd=project)
    assert done.returncode == 1
    assert done.stderr == f"sansfil: {json.loads(done.stdout)['error']}\n"


def test_the_servers_own_command_is_not_offered_to_people(project: Path) -> None:
    assert "learn" not in sansfil("--help", cwd=project).stdout
    assert "learn" not in sansfil("fly", cwd=project).stderr


def test_learning_by_hand_writes_into_the_cache_folder_only(project: Path) -> None:
    before = set(project.iterdir())
    done = sansfil("learn", "--max-tokens", "1000", ".", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(project.iterdir()) - before == {project / ".cache"}


def test_a_model_that_fits_nowhere_is_told_in_plain_words(project: Path) -> None:
    (project / "temporary").mkdir()
    (project / "many.py").write_text("".join(f"word_{number}\n" for number in range(2000)))
    line = "ulimit -f 1; $SANSFIL learn --max-tokens 100000 --cache-dir cache ."
    done = shell(line, project, TMPDIR=str(project / "temporary"))
    assert (done.returncode, done.stderr) == (1, "File too large.\n")
    assert list((project / "temporary").iterdir()) == []


def test_a_user_without_a_home_gets_an_answer(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_cls: type[Path]) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", classmethod(nobody))
    cache = f"cache_dir={project / 'cache'}"
    arguments = ["complete", str(project / "a.py"), *AT_THE_END, "--set", cache]
    assert main(arguments) == 0
