"""Which programs the processes on a GPU are, and which of them belong to engines of ours."""

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from sansfil.ports import Process

PROC = Path("/proc")


def named(pids: Iterable[int], hosts: Collection[int], proc: Path = PROC) -> Mapping[int, Process]:
    """By number; `hosts` are the engines that Sansfil started, each with its own process group."""
    return {pid: Process(_name(pid, proc), _group(pid) in hosts) for pid in pids}


def _name(pid: int, proc: Path) -> str:
    """Linux tells it of every process (proc_pid_comm(5)); empty elsewhere, and for one that ended."""
    try:
        return (proc / str(pid) / "comm").read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except (AttributeError, OSError):
        return pid
