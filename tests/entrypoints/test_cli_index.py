"""`sansfil index` and `sansfil search`: the whole way through a real index process, one sentence where it ends."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sansfil.app import main
from sansfil.entrypoints.arguments import parsed
from tests.entrypoints.test_cli import environ

WATERING = '''"""How plants get their water."""


class WateringSchedule:
    def next_watering(self, plant):
        """The day on which a plant is thirsty again."""
        return plant.last_watered + self.interval_of(plant)
'''


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workspace; its index lies beside it, and is built by the first test that needs it."""
    folder = tmp_path_factory.mktemp("garden")
    (folder / "lib").mkdir()
    (folder / "lib" / "watering.py").write_text(WATERING)
    (folder / "lib" / "pots.dart").write_text("class Pot {\n  int litres = 3;\n}\n")
    (folder / "README.md").write_text("# Garden\n\nPots and plants.\n")
    (folder / ".env").write_text("KEY=1\n")
    return folder


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        assert (self.code, self.err) == (0, ""), self
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def sansfil(
    garden: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """The command in this process; that of the index is another one all the same."""
    usual = {"XDG_CACHE_HOME": f"{garden}-cache", "XDG_DATA_HOME": f"{garden}-data"}

    def run(*arguments: str, cwd: Path = garden, language: str = "C") -> Done:
        for name, value in {**usual, "LC_ALL": language}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(cwd)
        code = main(arguments)
        shown = capsys.readouterr()
        return Done(code, shown.out, shown.err)

    return run


def test_a_search_finds_a_place_by_what_it_does(sansfil: Run) -> None:
    done = sansfil("search", "when is a plant thirsty")
    assert (done.code, done.err) == (0, "")
    head, *snippet = done.out.splitlines()
    assert head.startswith("lib/watering.py:1-7  ") and "plant" in head
    assert '    """How plants get their water."""' in snippet


def test_the_same_as_data_below_a_folder_and_in_a_language(sansfil: Run) -> None:
    places = ("--under", "lib/", "--language", "dart")
    answer = sansfil("search", "pot", ".", *places, "--json").data
    (hit,) = answer["hits"]
    assert (hit["path"], hit["firstLine"], hit["lastLine"]) == ("lib/pots.dart", 1, 3)
    assert hit["why"] and hit["language"] == "dart" and "litres" in hit["text"]
    assert answer["status"]["state"] == "ready"


def test_ranked_paths_stand_one_a_line(sansfil: Run) -> None:
    done = sansfil("search", "plants", "--files", "--limit", "1")
    assert done.out in ("lib/watering.py\n", "README.md\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("litres", "lib", "--files", "--language", "dart"),
        ("litres", "--files", "--language", "dart", "lib"),
        ("--files", "--language", "dart", "litres", "lib"),
        ("--files", "litres", "--language", "dart", "lib"),
        ("litres", "--files", "--language", "dart", "--", "lib"),
    ],
)
def test_the_folder_may_stand_in_front_of_the_options_between_them_or_behind(
    arguments: Sequence[str],
) -> None:
    options = parsed(["search", *arguments])
    assert (options.query, options.dir, options.files) == ("litres", Path("lib"), True)
    assert parsed(["search", "litres", "--files"]).dir == Path()


def test_a_language_that_is_not_there_is_told_from_words_that_are_not(sansfil: Run) -> None:
    done = sansfil("search", "plant", "--language", "klingon")
    assert (done.code, done.out) == (0, "")
    assert "language “klingon”; there are dart, markdown, python" in done.err


def test_a_name_of_two_lines_is_one_line_of_the_answer(sansfil: Run, tmp_path: Path) -> None:
    (tmp_path / "two\nlines.py").write_text("def okapi():\n    return 1\n")
    assert sansfil("search", "okapi", "--files", cwd=tmp_path).out == "two\\nlines.py\n"


def test_where_nothing_is_defined_there_is_no_map_but_a_sentence(
    sansfil: Run, tmp_path: Path
) -> None:
    done = sansfil("index", "map", cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert "No definitions were found" in done.err


def test_nothing_found_is_no_failure_but_said(sansfil: Run) -> None:
    done = sansfil("search", "xylophone", "--no-wait", language="fr_FR.UTF-8")
    assert (done.code, done.out) == (0, "")
    assert "Rien n'a été trouvé pour « xylophone »" in done.err


def test_the_status_counts_what_is_there_and_what_is_not(sansfil: Run) -> None:
    assert "3 fichiers" in sansfil("index", "build", language="fr_FR.UTF-8").out
    status = sansfil("index", "status", "--skipped", "--json").data
    assert status["languages"] == {"python": 1, "dart": 1, "markdown": 1}
    assert (status["state"], status["skipped"]) == ("ready", {"secret": 1})
    assert [each["path"] for each in status["skippedFiles"]] == [".env"]


def test_the_map_names_what_there_is_and_clearing_forgets_it(sansfil: Run) -> None:
    assert "WateringSchedule" in sansfil("index", "map", "--tokens", "500").out
    done = sansfil("index", "clear")
    assert done.code == 0 and "forgotten" in done.out
    assert sansfil("index", "build", "--json").data["files"] == 3


WRONG: Sequence[tuple[Sequence[str], str]] = (
    (("index", "status", "nowhere"), "is not a folder"),
    (("index", "build", "file"), "is not a folder"),
    (("search", "x", "/"), "is a home folder or a whole disk"),
    (("search", "x", ".", "--under", "nowhere"), "There is no folder nowhere"),
    (("search", "x", ".", "--under", ".."), "There is no folder .."),
    (("search", " "), "There is nothing to search for"),
    (("search", "x", "--set", "index.enabled=false"), "The code index is off"),
)


@pytest.mark.parametrize(("arguments", "said"), WRONG)
def test_what_cannot_be_done_is_one_sentence(
    sansfil: Run, tmp_path: Path, arguments: Sequence[str], said: str
) -> None:
    (tmp_path / "file").write_text("")
    done = sansfil(*arguments, cwd=tmp_path)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), done
    assert said in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        *(("index",), ("search",), ("search", "x", "--limit", "0"), ("index", "burn")),
        *(("search", "x", "a", "--files", "b"), ("search", "x", "--fish"), ("usage", "a")),
    ],
)
def test_wrong_usage_is_told_by_its_exit_code(sansfil: Run, arguments: Sequence[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        sansfil(*arguments)
    assert ended.value.code == 2


def test_who_breaks_off_a_build_hears_what_is_there(tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"m{number}.py").write_text(f"def f{number}(x):\n    return x\n" * 20)
    leader, terminal = pty.openpty()
    command = [sys.executable, "-m", "sansfil", "index", "build"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environ(tmp_path, LC_ALL="C"),
        stdout=subprocess.PIPE,
        stderr=terminal,
        process_group=0,
    ) as building:
        os.close(terminal)
        told = _until(leader, b"Indexing: ")
        os.killpg(building.pid, signal.SIGINT)
        told += _until(leader, b"goes on from there")
        assert building.stdout is not None and building.stdout.read() == b""
    os.close(leader)
    assert building.returncode == 1
    assert b"Broken off" in told


def _until(leader: int, word: bytes) -> bytes:
    """What the terminal showed until this."""
    told = b""
    while word not in told:
        told += os.read(leader, 4_096)
    return told
