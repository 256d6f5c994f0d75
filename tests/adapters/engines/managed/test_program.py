"""A `llama-server` on the PATH: found, started with what it knows, ended with its host."""

import asyncio
import contextlib
import os
import signal
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from sansfil.adapters.engines.locks import freed, is_free
from sansfil.adapters.engines.managed import Patience, program_on_path
from sansfil.adapters.engines.opening import EngineHall, engines_below
from sansfil.adapters.engines.program import has_gpu_of
from sansfil.adapters.engines.rendezvous import Meeting, Place, place_of
from sansfil.core.phrases import sentence
from sansfil.ports import Engine, EngineError
from sansfil.settings import LocalSettings
from tests.adapters.engines.asking import becomes
from tests.adapters.engines.managed.window import window

STAND_IN = Path(__file__).with_name("llama_server.py")
DEADLINE_S = 60
SOON = Patience(linger_s=0.0)
TEXT = "def here(x):\n    return x\n" * 20


@pytest.fixture(autouse=True)
def program(no_program: Path) -> Path:
    path = no_program / "llama-server"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{STAND_IN}" "$@"\n')
    path.chmod(0o755)
    return path


def opened(
    cache: Path, model: Path, patience: Patience = SOON
) -> AbstractAsyncContextManager[Engine | None]:
    settings = LocalSettings(engine="managed", model=str(model), threads=1)
    return EngineHall(cache, patience=patience).opened(settings, lambda _download: None)


def place(cache: Path, model: Path) -> Place:
    return place_of(engines_below(cache), model)


async def refused(cache: Path, model: Path, patience: Patience = SOON) -> EngineError:
    with pytest.raises(EngineError) as failure:
        async with opened(cache, model, patience):
            raise AssertionError("the engine was opened")
    return failure.value


@pytest.mark.parametrize(("day", "has_gpu"), [("", False), ("gpu", True)])
async def test_it_is_preferred_and_says_whether_it_has_a_gpu(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch, day: str, has_gpu: bool
) -> None:
    monkeypatch.setenv("STAND_IN", day)
    async with opened(cache, model) as engine:
        assert engine is not None
        facts = engine.facts
        assert (facts.name, facts.has_gpu, facts.slots) == ("llama-server", has_gpu, 4)
        assert facts.model == model.stem
        await engine.warm(TEXT, 20_000)
        assert (await engine.warm(TEXT + "y", 20_000)).fresh <= 2
    assert await freed(place(cache, model).engine_lock, DEADLINE_S)


async def test_an_old_build_is_told_only_what_it_understands(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "old")
    async with opened(cache, model) as engine:
        assert engine is not None
        assert engine.facts.slots == 4
        assert (await engine.warm(TEXT, 20_000)).fresh > 0


async def test_a_port_that_another_program_took_first_is_left_to_it(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STAND_IN", "loses")
    monkeypatch.setenv("STAND_IN_SEEN", str(tmp_path / "seen"))
    async with opened(cache, model) as engine:
        assert engine is not None
        assert (await engine.warm(TEXT, 20_000)).fresh > 0
    assert (tmp_path / "seen").exists()


async def test_its_last_words_are_told_without_folders(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "dies")
    error = await refused(cache, model)
    assert error.said.key == "engine.program_failed"
    said = sentence(error.said, "en")
    assert "no kernel image" in said
    assert "llama-server" in said
    assert "secret" not in said
    assert "\n" not in said


async def test_one_that_never_becomes_ready_is_given_up_and_ended(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "hangs")
    error = await refused(cache, model, Patience(start_s=3, linger_s=0.0))
    assert error.said.key == "engine.start_hung"
    assert await freed(place(cache, model).engine_lock, DEADLINE_S)
    assert await freed(place(cache, model).host_lock, DEADLINE_S)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part is Linux'")
async def test_it_dies_with_a_host_that_was_killed(cache: Path, model: Path) -> None:
    async with opened(cache, model):
        os.kill(met(cache, model).pid, signal.SIGKILL)
        assert await freed(place(cache, model).engine_lock, DEADLINE_S)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every orphan lives on")
async def test_an_orphan_is_ended_by_the_next_start(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "outlives")
    async with opened(cache, model):
        before = met(cache, model)
        os.kill(before.pid, signal.SIGKILL)
        assert await freed(place(cache, model).host_lock, DEADLINE_S)
    assert not is_free(place(cache, model).engine_lock)
    async with opened(cache, model) as engine:
        assert engine is not None
        assert (await engine.warm(TEXT, 20_000)).fresh > 0
        assert met(cache, model).url != before.url
        assert not has_members(before.pid)


def has_members(group: int) -> bool:
    """Whether a process of the group lives; zombies that nobody has reaped do not."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, leader = status.read_text().rpartition(")")[2].split()[:3]
            if int(leader) == group and state != "Z":
                return True
    return False


def met(cache: Path, model: Path) -> Meeting:
    meeting = place(cache, model).meeting()
    assert meeting is not None
    return meeting


def test_a_program_of_the_current_folder_is_never_started(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program_on_path() == str(program)
    monkeypatch.chdir(program.parent)
    for path in (".", "", os.pathsep):
        monkeypatch.setenv("PATH", path)
        assert program_on_path() == ""


@pytest.mark.parametrize(
    ("listing", "has_gpu"),
    [
        ("Available devices:\n", False),
        ("Available devices:\n  (none)\n", False),
        ("ggml_cuda_init: found 1\nAvailable devices:\n  CUDA0: RTX (9 MiB, 8 MiB free)\n", True),
        ("Available devices:\n  Vulkan0: Radeon (9 MiB, 8 MiB free)\n", True),
        ("Available devices:\n  BLAS: OpenBLAS (0 MiB, 0 MiB free)\n", False),
        ("error: invalid argument: --list-devices\n", None),
        ("", None),
    ],
)
def test_devices_are_read_as_the_program_lists_them(listing: str, has_gpu: bool | None) -> None:
    assert has_gpu_of(listing) is has_gpu


async def test_a_window_killed_while_the_engine_hangs_at_start_leaves_no_engine(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "hangs")
    async with window(cache, model, start_s=600) as first:
        await becomes(lambda: place(cache, model).meeting() is not None)
        await first.kill()
    assert await freed(place(cache, model).host_lock, DEADLINE_S)
    assert await freed(place(cache, model).engine_lock, DEADLINE_S)


async def test_giving_up_while_it_starts_ends_it(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "hangs")
    starting = asyncio.create_task(refused(cache, model))
    await becomes(lambda: place(cache, model).meeting() is not None)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert await freed(place(cache, model).host_lock, DEADLINE_S)
    assert await freed(place(cache, model).engine_lock, DEADLINE_S)
