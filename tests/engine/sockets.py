"""The sockets of this process, to see that none is left behind."""

import contextlib
from pathlib import Path


def open_here() -> frozenset[str]:
    """Their names by the kernel; empty where it does not tell."""
    folder = Path("/proc/self/fd")
    found: set[str] = set()
    for descriptor in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(OSError):
            found.add(str(descriptor.readlink()))
    return frozenset(target for target in found if target.startswith("socket:"))
