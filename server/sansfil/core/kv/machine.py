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
    """The GPU memory that a model may have; both 0 where there is no GPU, or none that is measured."""

    free_bytes: int = 0
    total_bytes: int = 0


def machine_of(gpus: Iterable[Gpu]) -> Machine:
    """The roomiest GPU: a model split over several is slower and needs more."""
    rooms = [Machine(gpu.free_bytes, gpu.total_bytes) for gpu in gpus]
    return max(rooms, key=lambda room: room.free_bytes, default=Machine())
