"""Whatever lies where a settings file should lie is read, or told in one sentence."""

import os
from pathlib import Path

import pytest

from sansfil.adapters.settings_files import MOST_BYTES, TomlFiles, users_settings_file
from sansfil.core.phrases import sentence
from sansfil.ports import SettingsFile


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "sansfil.toml"


def read(place: Path) -> SettingsFile:
    mine = place.parent / "mine.toml"
    mine.write_text("")
    _, found = TomlFiles(mine).read([place.parent])
    return found


def problem_of(found: SettingsFile) -> str:
    assert found.problem is not None
    assert "nested" not in sentence(found.problem, "fr")
    return sentence(found.problem, "en")


def test_a_settings_file_may_be_a_link_and_start_with_a_mark(place: Path) -> None:
    real = place.with_name("real.toml")
    real.write_bytes(b"\xef\xbb\xbf[completion]\r\nenabled = false\r\n")
    place.symlink_to(real)
    assert read(place).tree == {"completion": {"enabled": False}}


@pytest.mark.timeout(20)
def test_a_pipe_is_not_waited_for(place: Path) -> None:
    os.mkfifo(place)
    assert "cannot be read (Not a regular file)" in problem_of(read(place))


def test_a_folder_is_not_called_wrong_toml(place: Path) -> None:
    place.mkdir()
    assert "cannot be read (Is a directory)" in problem_of(read(place))


def test_a_file_of_more_than_a_megabyte_is_not_read(place: Path) -> None:
    place.write_text("#" * (MOST_BYTES + 1))
    assert "cannot be read (larger than 1 MB)" in problem_of(read(place))


@pytest.mark.parametrize(
    ("content", "why"),
    [("[", "end of document"), ("a = " + "[" * 100_000, "nested too deeply")],
)
def test_wrong_toml_is_told_with_its_reason(place: Path, content: str, why: str) -> None:
    place.write_text(content)
    said = problem_of(read(place))
    assert "is not valid TOML" in said
    assert why in said


def test_the_users_file_is_the_one_that_is_named_or_that_of_the_configuration_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert users_settings_file(tmp_path / "mine.toml") == tmp_path / "mine.toml"
    assert users_settings_file(None) == tmp_path / "sansfil" / "sansfil.toml"
