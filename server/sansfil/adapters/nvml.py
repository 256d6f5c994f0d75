"""The GPUs of this machine: NVIDIA's by its management library, others by name only.

The library is NVML by `pynvml` of the package nvidia-ml-py; where a GPU, its driver or the package is
missing, there are none. Names of functions and of errors are those of NVIDIA's nvml.h.
"""

import importlib
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sansfil.adapters.worker import Worker
from sansfil.core.kv import Gpu
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import EngineError

Value = TypeVar("Value")

CARDS = Path("/sys/class/drm")
# PCI numbers of makers whose GPUs are not measured (pci-ids.ucw.cz).
UNMEASURED_MAKERS: Mapping[str, str] = {"0x1002": "AMD"}


@dataclass(frozen=True)
class Knobs:
    """The library's first call loads the driver, which takes a second on some machines."""

    deadline_ms: int = 3000
    # Windows and doctor may ask at once; while a driver hangs, no more than these wait for it.
    most_waiting: int = 8


class SystemGpus:
    """Every call of the library is made in one thread of its own, which a hung driver keeps."""

    def __init__(self, knobs: Knobs = Knobs(), cards: Path = CARDS) -> None:
        self._knobs, self._cards = knobs, cards
        self._driver = _Driver()
        self._worker: Worker | None = None

    async def now(self) -> Sequence[Gpu]:
        """The NVIDIA GPUs; none is a normal answer. Raises EngineError where the driver fails."""
        self._worker = self._worker or Worker("nvml", self._knobs.most_waiting)
        found = await self._worker.read(self._driver.sample, self._knobs.deadline_ms)
        if found is None:
            raise EngineError(phrase("gpu.silent", limit=self._knobs.deadline_ms))
        if isinstance(found, _Failure):
            raise EngineError(phrase("gpu.failed", why=found.why)) from found.error
        return found

    def unmeasured(self) -> Sequence[Phrase]:
        """GPUs that are there and of which nothing more is known, each as a sentence."""
        makers = {"Apple"} if platform.system() == "Darwin" else self._makers()
        return [phrase("gpu.not_measured", vendor=maker) for maker in sorted(makers)]

    async def close(self) -> None:
        if self._worker:
            await self._worker.close(self._driver.close, self._knobs.deadline_ms)

    def _makers(self) -> set[str]:
        """Linux names the maker of each card (kernel.org, Documentation/ABI/testing/sysfs-bus-pci)."""
        numbers = (_text_of(path) for path in self._cards.glob("card*/device/vendor"))
        return {UNMEASURED_MAKERS[number] for number in numbers if number in UNMEASURED_MAKERS}


@dataclass(frozen=True)
class _Failure:
    why: str
    error: Exception


class _Driver:
    """Used by one thread only; open from the first sample until it fails or is closed."""

    def __init__(self) -> None:
        self._nvml: Any = None

    def sample(self) -> Sequence[Gpu] | _Failure:
        try:
            library: Any = importlib.import_module("pynvml")
        except ImportError:
            return ()
        try:
            return self._sampled(library)
        except library.NVMLError as error:
            self.close()
            is_absent = error.value in (
                library.NVML_ERROR_LIBRARY_NOT_FOUND,
                library.NVML_ERROR_DRIVER_NOT_LOADED,
            )
            return () if is_absent else _Failure(str(error), error)
        except ValueError as error:
            # A name that is no UTF-8 says that the library is not what it seems.
            return _Failure(str(error), error)

    def _sampled(self, library: Any) -> Sequence[Gpu]:
        if self._nvml is None:
            library.nvmlInit()
            self._nvml = library
        handles = map(library.nvmlDeviceGetHandleByIndex, range(library.nvmlDeviceGetCount()))
        return [gpu for handle in handles if (gpu := _gpu(library, handle))]

    def close(self) -> None:
        """A driver that has failed may be loaded anew by the next sample."""
        library, self._nvml = self._nvml, None
        if library is not None:
            _told(library.nvmlShutdown, (library.NVMLError,))


def _gpu(library: Any, handle: Any) -> Gpu | None:
    """None for a GPU without memory of its own to tell of; raises NVMLError."""
    # vGPUs, WSL and old cards do not tell everything.
    dumb = (library.NVMLError_NotSupported, library.NVMLError_FunctionNotFound)
    # What pynvml makes of a missing function where the driver is older than it.
    dumb += (library.NVMLError_NoPermission, library.NVMLLibraryMismatchError)
    memory = _told(lambda: library.nvmlDeviceGetMemoryInfo(handle), dumb)
    if memory is None:
        return None
    sensor = library.NVML_TEMPERATURE_GPU
    load = _told(lambda: library.nvmlDeviceGetUtilizationRates(handle), dumb)
    return Gpu(
        name=library.nvmlDeviceGetName(handle),
        total_bytes=memory.total,
        used_bytes=memory.used,
        free_bytes=memory.free,
        temperature_c=_told(lambda: library.nvmlDeviceGetTemperature(handle, sensor), dumb),
        load_percent=None if load is None else load.gpu,
        bytes_by_pid=_bytes_by_pid(library, handle, dumb),
    )


def _bytes_by_pid(library: Any, handle: Any, dumb: tuple[Any, ...]) -> Mapping[int, int]:
    """A process that computes and draws is in both lists, with the same memory."""
    found: dict[int, int] = {}
    for ask in (
        library.nvmlDeviceGetComputeRunningProcesses,
        library.nvmlDeviceGetGraphicsRunningProcesses,
    ):
        for process in _told(lambda ask=ask: ask(handle), dumb) or ():
            if process.usedGpuMemory is not None:
                found[process.pid] = max(process.usedGpuMemory, found.get(process.pid, 0))
    return found


def _told(ask: Callable[[], Value], dumb: tuple[Any, ...]) -> Value | None:
    """What the library says, or None where it fails with one of the errors `dumb`."""
    try:
        return ask()
    except dumb:
        return None


def _text_of(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
