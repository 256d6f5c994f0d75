"""The GPUs as they are now: memory, heat, load, and who uses them; or why that is not known."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sansfil.core.kv import Gpu
from sansfil.core.phrases import Locale, Phrase, phrase, sentence
from sansfil.features.status import Finding, Level
from sansfil.ports import EngineError, Gpus, Inventory, Process

TOPIC = "gpu"
MIB = 1 << 20


OpenInventory = Callable[[], Awaitable[Inventory]]


@dataclass(frozen=True)
class Use:
    """What a process has of a GPU's memory, in bytes."""

    pid: int
    process: Process
    used_bytes: int


@dataclass(frozen=True)
class LiveGpu:
    """A GPU now, and its users, the largest first."""

    gpu: Gpu
    uses: tuple[Use, ...]


async def live_gpus(gpus: Gpus, opened: OpenInventory) -> Sequence[LiveGpu]:
    """One for each GPU that is measured; none is a normal answer. Raises EngineError."""
    found = await gpus.now()
    pids = {pid for gpu in found for pid in gpu.bytes_by_pid}
    if not pids:
        return [LiveGpu(gpu, ()) for gpu in found]
    processes = await (await opened()).processes(pids)
    return [LiveGpu(gpu, _uses(gpu, processes)) for gpu in found]


def gpus_data(found: Sequence[LiveGpu], locale: Locale) -> Mapping[str, Any]:
    """For programs, with a sentence for people for each GPU and each of its users."""
    return {"gpus": [_data(each, locale) for each in found]}


async def gpu_findings(gpus: Gpus, opened: OpenInventory) -> Sequence[Finding]:
    """For each GPU and each of its users; that there is none is a finding like any other."""
    try:
        live = await live_gpus(gpus, opened)
        measured = [finding for each in live for finding in _findings_of(each)]
    except EngineError as error:
        measured = [Finding(TOPIC, Level.NOTE, error.said)]
    named = [Finding(TOPIC, Level.NOTE, said) for said in gpus.unmeasured()]
    return [*measured, *named] or [Finding(TOPIC, Level.NOTE, phrase("kv.no_gpu"))]


def told_of(gpu: Gpu) -> Phrase:
    """Its memory; heat and load where it tells them."""
    memory = {"name": gpu.name, "used": gpu.used_bytes // MIB, "total": gpu.total_bytes // MIB}
    if gpu.temperature_c is None or gpu.load_percent is None:
        return phrase("gpu.memory", **memory)
    return phrase("gpu.now", **memory, celsius=gpu.temperature_c, percent=gpu.load_percent)


def told_of_use(use: Use) -> Phrase:
    """A process and its memory; ours are marked."""
    name = use.process.name or phrase("gpu.some_process")
    values = {"name": name, "pid": str(use.pid), "used": use.used_bytes // MIB}
    return (
        phrase("gpu.use_of_ours", **values) if use.process.is_ours else phrase("gpu.use", **values)
    )


def _findings_of(live: LiveGpu) -> Sequence[Finding]:
    used = [Finding(TOPIC, Level.NOTE, told_of_use(use)) for use in live.uses]
    return [Finding(TOPIC, Level.FINE, told_of(live.gpu)), *used]


def _data(live: LiveGpu, locale: Locale) -> Mapping[str, Any]:
    gpu = live.gpu
    return {
        "name": gpu.name,
        "message": sentence(told_of(gpu), locale),
        "usedBytes": gpu.used_bytes,
        "totalBytes": gpu.total_bytes,
        "temperatureC": gpu.temperature_c,
        "loadPercent": gpu.load_percent,
        "processes": [_use_data(use, locale) for use in live.uses],
    }


def _use_data(use: Use, locale: Locale) -> Mapping[str, Any]:
    return {
        "pid": use.pid,
        "name": use.process.name,
        "usedBytes": use.used_bytes,
        "isOurs": use.process.is_ours,
        "message": sentence(told_of_use(use), locale),
    }


def _uses(gpu: Gpu, processes: Mapping[int, Process]) -> tuple[Use, ...]:
    found = [Use(pid, processes[pid], count) for pid, count in gpu.bytes_by_pid.items()]
    return tuple(sorted(found, key=lambda use: -use.used_bytes))
