"""The GPUs of this machine at one moment, and the room that one of them has for a model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Gpu:
    """One GPU now: memory in bytes, `load_percent` 0 to 100, both None where it does not tell.

    `bytes_by_pid` is the memory of each process that the driver tells of.
    """

    name: str
    total_bytes: int
    used_bytes: int
    free_bytes: int
    temperature_c: int | None
    load_percent: int | None
    bytes_by_pid: Mapping[int, int]


@dataclass(frozen=True)
class Machine:
    """The memory that a model may have; both 0 where it is not measured.

    `is_gpu` claims that it is a GPU's, and not what the processor uses.
    """

    free_bytes: int = 0
    total_bytes: int = 0
    is_gpu: bool = True


def machine_of(gpus: Iterable[Gpu]) -> Machine:
    """The roomiest GPU: a model split over several is slower and needs more."""
    rooms = [Machine(gpu.free_bytes, gpu.total_bytes) for gpu in gpus]
    return max(rooms, key=lambda room: room.free_bytes, default=Machine())


def processor_of(free_bytes: int) -> Machine:
    """A machine without a GPU, whose programs may have so much memory; 0 where that is not known."""
    return Machine(free_bytes, free_bytes, is_gpu=False)
