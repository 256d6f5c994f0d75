"""Child processes that speak in lines: nothing of them outlives their use."""

import asyncio
import contextlib
import gc
import sys
import threading

import pytest

from sansfil.adapters.children import started

# Its own child holds its pipes, and so would keep whoever waits for their end.
STAYS = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3)"])
print("here", flush=True)
time.sleep(60)
"""


async def _left_while_it_ends() -> None:
    inside = asyncio.Event()

    async def use() -> None:
        async with started([sys.executable, "-c", STAYS]) as child:
            assert await child.line(10) == b"here\n"
            inside.set()
            await asyncio.Event().wait()

    using = asyncio.create_task(use())
    await inside.wait()
    for _ in range(2):
        using.cancel()
        await asyncio.sleep(0)
    with contextlib.suppress(asyncio.CancelledError):
        await using


def _end_of_waiting_threads() -> None:
    """asyncio's threads hold what they wait for; what they let go later, another test would hear."""
    for thread in threading.enumerate():
        if "waitpid" in thread.name:
            thread.join(10)


def test_a_child_that_is_left_in_a_hurry_leaves_nothing_to_a_loop_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complaints: list[type[BaseException]] = []

    def hear(told: "sys.UnraisableHookArgs") -> None:
        complaints.append(told.exc_type)

    monkeypatch.setattr(sys, "unraisablehook", hear)
    asyncio.run(_left_while_it_ends())
    _end_of_waiting_threads()
    gc.collect()
    assert RuntimeError not in complaints
