"""How many threads an engine may use without taking the machine from its user."""

import math
import os
from collections.abc import Sequence
from pathlib import Path

TOPOLOGY = Path("/sys/devices/system/cpu")
# "MAX PERIOD" in microseconds, or "max PERIOD" (kernel.org, admin-guide/cgroup-v2).
CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def threads_of(wanted: int) -> int:
    """`wanted`, or one for each physical core but one, which is the editor's."""
    return wanted or max(1, min(_physical_cores(), _quota()) - 1)


def _physical_cores() -> int:
    """Cores that this process may use; two threads of one core count once where the system tells."""
    allowed = _allowed_processors()
    siblings = {_siblings_of(number) for number in allowed}
    return len(siblings - {""}) or max(1, len(allowed) // 2)


def _allowed_processors() -> Sequence[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)


def _siblings_of(number: int) -> str:
    path = TOPOLOGY / f"cpu{number}" / "topology" / "thread_siblings_list"
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _quota() -> int:
    """Whole processors that a container grants."""
    try:
        most, period = CGROUP_QUOTA.read_text("ascii").split()
        return max(1, math.floor(int(most) / int(period)))
    except (OSError, ValueError, ZeroDivisionError):
        return len(_allowed_processors())
