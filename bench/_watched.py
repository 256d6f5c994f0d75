"""The server with a stopwatch on its event loop: every callback that takes long is written down.

Usage: python bench/_watched.py REPORT lsp; REPORT gets one JSON line for each.
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

LONG_MS = 4.0


def watch_loop(report: Path) -> None:
    """From now on, whatever the loop runs is timed."""
    run: Any = asyncio.Handle._run
    file = report.open("a", encoding="utf-8", buffering=1)

    def timed(handle: Any) -> None:
        clock, own = time.perf_counter(), time.thread_time()
        run(handle)
        clock_ms = 1e3 * (time.perf_counter() - clock)
        if clock_ms >= LONG_MS:
            own_ms = 1e3 * (time.thread_time() - own)
            line = {"at": clock, "clock_ms": clock_ms, "own_ms": own_ms, "what": _name(handle)}
            file.write(json.dumps(line) + "\n")

    setattr(asyncio.Handle, "_run", timed)  # noqa: B010


def _name(handle: Any) -> str:
    called: Any = handle._callback
    task: Any = getattr(called, "__self__", None)
    if hasattr(task, "get_coro"):
        called = task.get_coro()
    return str(getattr(called, "__qualname__", called))


if __name__ == "__main__":
    watch_loop(Path(sys.argv.pop(1)))
    from sansfil.app import main

    sys.exit(main(sys.argv[1:]))
