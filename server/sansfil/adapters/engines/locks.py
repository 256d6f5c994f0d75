"""Locks between processes: files that the operating system unlocks when their holder dies."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path

from filelock import FileLock, Timeout

POLL_S = 0.02


class Lock:
    """A lock file that this process holds until `release`."""

    def __init__(self, held: FileLock) -> None:
        self._held = held

    def release(self) -> None:
        self._held.release()


def taken(path: Path, wait_s: float = 0.0) -> Lock | None:
    """The lock at `path`, or None while somebody else holds it; raises OSError.

    Blocks for at most `wait_s`.
    """
    # A soft lock would outlive a holder that was killed: rather none at all.
    lock = FileLock(path, thread_local=False, fallback_to_soft=False, mode=0o600)
    try:
        lock.acquire(timeout=wait_s, poll_interval=POLL_S)
    except Timeout:
        return None
    return Lock(lock)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock at `path`; it is held for an instant to see."""
    lock = taken(path)
    if lock is None:
        return False
    lock.release()
    return True


@contextlib.asynccontextmanager
async def holding(path: Path, deadline_s: float) -> AsyncGenerator[None]:
    """Hold the lock at `path` once it is free; raises TimeoutError and OSError."""
    async with asyncio.timeout(deadline_s):
        while (lock := taken(path)) is None:
            await asyncio.sleep(POLL_S)
    try:
        yield
    finally:
        lock.release()


async def freed(path: Path, deadline_s: float) -> bool:
    """Whether the lock at `path` is free within the deadline."""
    try:
        async with asyncio.timeout(deadline_s):
            while not is_free(path):
                await asyncio.sleep(POLL_S)
    except TimeoutError:
        return False
    return True
