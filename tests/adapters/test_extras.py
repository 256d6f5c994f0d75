"""Compiled packages by consent: whole or not at all, from locked wheels, last on the path."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

import pytest

from sansfil.adapters import extras
from sansfil.adapters.engines.locks import taken
from sansfil.adapters.extras import FEATURES, Extras, missed, missing, read_lock
from sansfil.adapters.pip_words import outcome_of
from sansfil.core.phrases import sentence
from sansfil.ports import EngineError
from tests.adapters.local_index import ANYWHERE, ELSEWHERE, LocalIndex, running_index, wheels_of

DEADLINE_S = 60
ROOT = Path(__file__).parents[2]
PACKAGES = {"xllamacpp": ANYWHERE, "tiny_helper": ANYWHERE}
SHADOW = "pathspec"


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """pip with a user's odd habits, none of them this machine's; the path as it was."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield


@contextlib.contextmanager
def index_of(
    packages: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, version: str = "1.0"
) -> Generator[LocalIndex]:
    with running_index(LocalIndex(wheels_of(packages, version))) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        yield index


def extras_at(home: Path, lock: str) -> Extras:
    home.mkdir(exist_ok=True)
    lock_file = home.parent / "the.lock"
    lock_file.write_text(lock)
    return Extras(home, lock_file)


async def installed(mine: Extras) -> list[str]:
    """The features that are missed, in English."""
    async with asyncio.timeout(DEADLINE_S):
        return [sentence(each, "en") for each in await mine.install(ignore)]


def ignore(_name: str, _done: int, _total: int) -> None: ...


async def refused(mine: Extras) -> EngineError:
    with pytest.raises(EngineError) as failure:
        await installed(mine)
    assert sentence(failure.value.said, "fr")
    return failure.value


def left_in(home: Path) -> set[str]:
    return {path.name for path in home.iterdir() if path.name != "install.lock"}


async def test_locked_wheels_are_installed_and_shadow_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, int, int]] = []

    def hear(name: str, done: int, total: int) -> None:
        heard.append((name, done, total))

    with index_of({**PACKAGES, SHADOW: ANYWHERE}, monkeypatch) as index:
        mine = extras_at(tmp_path / "home", index.lock())
        assert mine.folder() is None
        mine.enter()
        assert await mine.install(hear) == []
    folder = mine.folder()
    assert folder is not None
    assert sys.path[-1] == str(folder)
    assert sys.path.count(str(folder)) == 1
    assert [name for name, _, _ in heard] == ["xllamacpp", "tiny-helper", SHADOW, ""]
    assert heard[-1][1:] == (3, 3)
    assert left_in(tmp_path / "home") == {folder.name}
    imports = f"import sys; sys.path.append(sys.argv[1]); import {SHADOW}, tiny_helper"
    look = f"{imports}; print(tiny_helper.VERSION, {SHADOW}.__file__)"
    command = [sys.executable, "-I", "-c", look, str(folder)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=DEADLINE_S).stdout
    assert said.startswith(b"1.0 ")
    assert str(folder).encode() not in said


async def test_a_package_without_a_wheel_for_this_machine_costs_its_feature_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = {"xllamacpp": ELSEWHERE, "tiny_helper": ANYWHERE}
    with index_of(packages, monkeypatch) as index:
        mine = extras_at(tmp_path / "home", index.lock())
        assert await installed(mine) == ["the engine on the processor"]
    folder = mine.folder()
    assert folder is not None
    assert {path.stem for path in folder.glob("*.py")} == {"tiny_helper"}


async def test_a_machine_for_which_there_is_nothing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with index_of({"xllamacpp": ELSEWHERE}, monkeypatch) as index:
        mine = extras_at(tmp_path / "home", index.lock())
        assert (await refused(mine)).said.key == "extras.nothing_fits"
    assert left_in(tmp_path / "home") == set()


async def test_a_wheel_that_is_not_the_locked_one_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with index_of(PACKAGES, monkeypatch) as index:
        mine = extras_at(tmp_path / "home", index.lock())
        index.wheels = {file: content + b" " for file, content in index.wheels.items()}
        assert (await refused(mine)).said.key == "extras.wrong_hash"
    assert left_in(tmp_path / "home") == set()


async def test_an_index_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = LocalIndex(wheels_of(PACKAGES)).lock()
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    mine = extras_at(tmp_path / "home", lock)
    assert (await refused(mine)).said.key == "extras.no_network"
    assert left_in(tmp_path / "home") == set()


async def test_giving_up_leaves_what_was_there_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with index_of(PACKAGES, monkeypatch) as index:
        before = extras_at(tmp_path / "home", index.lock())
        await installed(before)
        there = left_in(tmp_path / "home")
    with index_of(PACKAGES, monkeypatch, version="2.0") as index:
        index.stalls = True
        newer = extras_at(tmp_path / "home", index.lock())
        installing = asyncio.create_task(installed(newer))
        assert await asyncio.to_thread(index.asked.wait, DEADLINE_S)
        installing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await installing
        assert left_in(tmp_path / "home") == there
        index.stalls = False
        await installed(newer)
    folder = newer.folder()
    assert folder is not None
    assert left_in(tmp_path / "home") == {folder.name}
    assert "2.0" in (folder / "tiny_helper.py").read_text()


async def test_what_others_use_is_left_and_what_a_crash_left_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    for name in ("extras-cpython-39-linux-0-abcdef01", ".unfinished-x", "else"):
        (home / name).mkdir(parents=True)
    with index_of(PACKAGES, monkeypatch) as index:
        mine = extras_at(home, index.lock())
        await installed(mine)
    folder = mine.folder()
    assert folder is not None
    assert left_in(home) == {"extras-cpython-39-linux-0-abcdef01", "else", folder.name}


async def test_two_windows_do_not_install_at_once(tmp_path: Path) -> None:
    mine = extras_at(tmp_path / "home", "tiny==1\n")
    lock = taken(tmp_path / "home" / "install.lock")
    assert lock is not None
    assert (await refused(mine)).said.key == "extras.busy"
    lock.release()


async def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    mine = extras_at(tmp_path / "home", "tiny==1\n")
    (tmp_path / "file").touch()
    nowhere = Extras(tmp_path / "file", tmp_path / "the.lock")
    assert (await refused(nowhere)).said.key == "extras.no_folder"
    assert (await refused(Extras(tmp_path, tmp_path / "none"))).said.key == "extras.no_folder"
    Extras(tmp_path, tmp_path / "none").enter()
    assert mine.folder() is None


async def test_an_interpreter_without_pip_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pip", "ensurepip"):
        monkeypatch.setitem(sys.modules, name, None)
    mine = extras_at(tmp_path / "home", "tiny==1\n")
    error = await refused(mine)
    assert error.said.key == "extras.no_pip"
    assert sys.executable in sentence(error.said, "en")


@pytest.mark.parametrize(
    ("complaint", "key"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
         "extras.disk_full"),
        ("WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by ...\n"
         "ERROR: No matching distribution found for xllamacpp==1", "extras.no_network"),
        ("ERROR: Invalid requirement: 'x'", "extras.failed"),
        ("", "extras.failed"),
    ],
)  # fmt: skip
def test_pips_words_become_one_sentence(complaint: str, key: str) -> None:
    problem = outcome_of(complaint.splitlines()).problem
    assert problem is not None
    assert problem.key == key
    assert "\n" not in sentence(problem, "en")


def test_the_lock_that_we_ship_holds_every_feature_with_hashes() -> None:
    lock = read_lock(ROOT / extras.LOCK_NAME)
    modules = {extras.IMPORTED_AS.get(name, name.replace("-", "_")) for name in lock.entries}
    assert set(FEATURES) <= modules
    assert all("--hash=sha256:" in text for text in lock.entries.values())
    assert "".join(lock.entries.values()) == lock.without([])


def test_a_package_of_two_versions_keeps_both_lines(tmp_path: Path) -> None:
    lines = "numpy==2.4.6 ; python_version < '3.12' \\\n    --hash=sha256:a\n"
    text = lines + lines.replace("2.4.6", "2.5.5").replace("<", ">=")
    (tmp_path / "lock").write_text(text)
    assert read_lock(tmp_path / "lock").without([]) == text


def test_features_are_named_once_each() -> None:
    names = [sentence(each, "en") for each in missed(["tree-sitter", "tree-sitter-dart", "regex"])]
    assert names == ["syntax of some languages", "the package regex"]


def test_what_cannot_be_imported_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    assert "xllamacpp" in missing()
