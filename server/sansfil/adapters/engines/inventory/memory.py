"""How much memory programs may still have."""

import os
import re
from pathlib import Path

MEMINFO = Path("/proc/meminfo")


def free_ram_bytes(meminfo: Path = MEMINFO) -> int:
    """Linux tells what is available (Documentation/filesystems/proc.rst), macOS how much there is.

    0 where neither is told.
    """
    return _available(meminfo) or _installed()


def _available(meminfo: Path) -> int:
    try:
        found = re.search(r"^MemAvailable:\s+(\d+) kB", meminfo.read_text("ascii"), re.MULTILINE)
    except (OSError, ValueError):
        return 0
    return int(found[1]) * 1024 if found else 0


def _installed() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0
