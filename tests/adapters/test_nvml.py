"""GPUs as the driver tells of them: through pynvml, from a library built here to nvml.h's ABI."""

import asyncio
import ctypes
import ctypes.util
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from sansfil.adapters.nvml import Knobs, SystemGpus
from sansfil.core.phrases import sentence
from sansfil.ports import EngineError
from tests.adapters.nvml_library import COMPILER, FakeDriver, build

pytest.importorskip("pynvml")
built = pytest.mark.skipif(
    COMPILER is None or sys.platform != "linux", reason="needs a C compiler and ELF"
)

NOT_SUPPORTED, NO_PERMISSION, DRIVER_NOT_LOADED = 3, 4, 9
LIBRARY_NOT_FOUND, FUNCTION_NOT_FOUND, GPU_IS_LOST, MISMATCH = 12, 13, 15, 18
QUICK = Knobs(deadline_ms=100)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("nvml"))


@pytest.fixture(scope="module")
def loaded(library: Path) -> Any:
    """Loaded under its name first, so that pynvml's own loading finds it and no other."""
    return ctypes.CDLL(str(library))


@pytest.fixture
def driver(loaded: Any) -> Iterator[FakeDriver]:
    fake = FakeDriver(loaded)
    fake.heal()
    yield fake
    fake.heal()


@pytest.fixture
async def gpus(driver: FakeDriver, tmp_path: Path) -> AsyncIterator[SystemGpus]:
    system = SystemGpus(cards=tmp_path)
    yield system
    driver.heal()
    await system.close()


@built
async def test_each_gpu_tells_its_memory_temperature_and_load(gpus: SystemGpus) -> None:
    h200, rtx = await gpus.now()
    assert (h200.name, h200.temperature_c, h200.load_percent) == ("NVIDIA H200", 34, 97)
    assert (h200.total_bytes, h200.used_bytes) == (150754820096, 50754820096)
    assert h200.free_bytes == 100000000000
    assert (rtx.name, rtx.temperature_c, rtx.load_percent) == ("NVIDIA GeForce RTX 3060", 55, 3)
    assert rtx.free_bytes == 11 * 1024**3


@built
async def test_a_process_that_computes_and_draws_counts_once_and_an_untold_one_not(
    gpus: SystemGpus,
) -> None:
    h200, rtx = await gpus.now()
    assert h200.bytes_by_pid == {4711: 40000000000, 12: 2000000000}
    assert rtx.bytes_by_pid == {}


@built
async def test_the_driver_is_opened_once_and_closed_with_us(
    gpus: SystemGpus, driver: FakeDriver
) -> None:
    before = driver.inits
    await gpus.now()
    await gpus.now()
    assert driver.inits == before + 1
    await gpus.close()
    assert driver.inits == before


@built
@pytest.mark.parametrize("code", [DRIVER_NOT_LOADED, LIBRARY_NOT_FOUND])
async def test_a_machine_without_a_driver_has_no_gpus(
    gpus: SystemGpus, driver: FakeDriver, code: int
) -> None:
    driver.fail("nvmlInitWithFlags", code)
    assert list(await gpus.now()) == []


async def test_without_the_package_there_are_no_gpus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", None)
    system = SystemGpus(cards=tmp_path)
    assert list(await system.now()) == []
    await system.close()


@pytest.mark.skipif(
    ctypes.util.find_library("nvidia-ml") is not None, reason="this machine has a driver"
)
def test_a_machine_without_the_library_has_no_gpus() -> None:
    script = (
        "import asyncio; from sansfil.adapters.nvml import SystemGpus; "
        "print(list(asyncio.run(SystemGpus().now())))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=30
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


@built
@pytest.mark.parametrize(
    ("call", "code", "why"),
    [
        ("nvmlInitWithFlags", MISMATCH, "version mismatch"),
        ("nvmlDeviceGetCount_v2", GPU_IS_LOST, "GPU is lost"),
        ("nvmlDeviceGetHandleByIndex_v2", GPU_IS_LOST, "GPU is lost"),
        ("nvmlDeviceGetMemoryInfo", GPU_IS_LOST, "GPU is lost"),
        ("nvmlDeviceGetName", GPU_IS_LOST, "GPU is lost"),
        ("nvmlDeviceGetTemperature", GPU_IS_LOST, "GPU is lost"),
        ("nvmlDeviceGetUtilizationRates", GPU_IS_LOST, "GPU is lost"),
        ("nvmlDeviceGetComputeRunningProcesses_v3", GPU_IS_LOST, "GPU is lost"),
        ("nvmlDeviceGetMemoryInfo", 12345, "Error"),
    ],
)
async def test_a_driver_that_fails_in_the_middle_is_one_sentence_and_may_come_back(
    gpus: SystemGpus, driver: FakeDriver, call: str, code: int, why: str
) -> None:
    before = driver.inits
    assert len(await gpus.now()) == 2
    await gpus.close()
    system = SystemGpus()
    driver.fail(call, code)
    with pytest.raises(EngineError) as raised:
        await system.now()
    assert raised.value.said.key == "gpu.failed"
    assert why in sentence(raised.value.said, "en")
    assert driver.inits == before
    driver.heal()
    assert len(await system.now()) == 2
    await system.close()


@built
async def test_a_name_that_is_no_text_is_a_sentence_and_the_thread_lives(
    gpus: SystemGpus, driver: FakeDriver
) -> None:
    driver.garble_names()
    for _ in range(2):
        with pytest.raises(EngineError) as raised:
            await gpus.now()
        assert raised.value.said.key == "gpu.failed"
    driver.heal()
    assert len(await gpus.now()) == 2


@built
@pytest.mark.parametrize("code", [NOT_SUPPORTED, FUNCTION_NOT_FOUND, NO_PERMISSION])
@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("nvmlDeviceGetTemperature", (None, 97, {4711, 12})),
        ("nvmlDeviceGetUtilizationRates", (34, None, {4711, 12})),
        ("nvmlDeviceGetComputeRunningProcesses_v3", (34, 97, {12})),
        ("nvmlDeviceGetGraphicsRunningProcesses_v3", (34, 97, {4711, 12})),
    ],
)
async def test_what_a_gpu_does_not_tell_is_unknown_and_the_rest_is_known(
    gpus: SystemGpus, driver: FakeDriver, call: str, told: object, code: int
) -> None:
    driver.fail(call, code)
    h200, _ = await gpus.now()
    assert (h200.temperature_c, h200.load_percent, set(h200.bytes_by_pid)) == told
    assert h200.free_bytes == 100000000000


@built
async def test_a_gpu_that_does_not_tell_its_memory_is_left_out(
    gpus: SystemGpus, driver: FakeDriver
) -> None:
    driver.fail("nvmlDeviceGetMemoryInfo", NOT_SUPPORTED)
    assert list(await gpus.now()) == []


@pytest.fixture
def gate(driver: FakeDriver) -> Iterator[int]:
    """The end of a pipe by which a hung driver is let go; closing it twice is harmless."""
    end, release = os.pipe()
    driver.hang_on(end)
    yield release
    driver.heal()
    os.write(release, b"." * 1000)
    os.close(release)


@built
async def test_a_hung_driver_is_given_up_after_its_deadline_and_heard_again_later(
    driver: FakeDriver, gate: int
) -> None:
    system = SystemGpus(QUICK)
    async with asyncio.timeout(10):
        with pytest.raises(EngineError) as raised:
            await system.now()
    assert raised.value.said.key == "gpu.silent"
    assert "100 ms" in sentence(raised.value.said, "en")
    driver.hang_on(-1)
    os.write(gate, b".")
    assert len(await system.now()) == 2
    await system.close()


@built
async def test_several_may_ask_at_once(gpus: SystemGpus) -> None:
    answers = await asyncio.gather(*(gpus.now() for _ in range(5)))
    assert [len(answer) for answer in answers] == [2] * 5


@built
async def test_whoever_asks_a_hung_driver_beyond_those_who_wait_is_told_at_once(
    driver: FakeDriver, gate: int
) -> None:
    system = SystemGpus(Knobs(deadline_ms=60_000))
    async with asyncio.timeout(20):
        waiting = [asyncio.ensure_future(system.now()) for _ in range(20)]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert all(isinstance(task.exception(), EngineError) for task in done)
        driver.hang_on(-1)
        os.write(gate, b".")
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert 0 < sum(isinstance(answer, list) for answer in answers) < 20
    await system.close()


@built
async def test_questions_to_a_hung_driver_do_not_pile_up(driver: FakeDriver, gate: int) -> None:
    system = SystemGpus(QUICK)
    before = driver.asked
    for _ in range(4):
        with pytest.raises(EngineError):
            await system.now()
    assert driver.asked == before + 1
    driver.hang_on(-1)
    os.write(gate, b".")
    await system.close()


@built
def test_a_hung_driver_does_not_hold_up_the_exit(library: Path) -> None:
    script = (
        "import asyncio, ctypes, os, sys\n"
        "from sansfil.adapters.nvml import Knobs, SystemGpus\n"
        "from sansfil.ports import EngineError\n"
        "end, release = os.pipe()\n"
        "fake = ctypes.CDLL(sys.argv[1])\n"
        "ctypes.c_int.in_dll(fake, 'fake_gate').value = end\n"
        "async def main():\n"
        "    system = SystemGpus(Knobs(deadline_ms=100))\n"
        "    try:\n"
        "        await system.now()\n"
        "    except EngineError as error:\n"
        "        print(error.said.key)\n"
        "    await system.close()\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-I", "-c", script, str(library)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (0, "gpu.silent\n")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such folder")
def test_an_amd_card_is_said_to_be_not_measured(tmp_path: Path) -> None:
    for card, maker in (("card0", "0x1002"), ("card1", "0x10de"), ("card2", "0x1002")):
        (tmp_path / card / "device").mkdir(parents=True)
        (tmp_path / card / "device" / "vendor").write_text(f"{maker}\n")
    (tmp_path / "card3" / "device" / "vendor").mkdir(parents=True)
    (said,) = SystemGpus(cards=tmp_path).unmeasured()
    assert sentence(said, "en").startswith("AMD GPU: not measured")
    assert sentence(said, "fr").startswith("GPU AMD : non mesuré")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such folder")
def test_a_machine_without_cards_has_nothing_unmeasured(tmp_path: Path) -> None:
    assert list(SystemGpus(cards=tmp_path / "missing").unmeasured()) == []


def test_a_mac_is_said_to_be_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    (said,) = SystemGpus().unmeasured()
    assert "Apple" in sentence(said, "en")
