"""The port to the cache on disk: asked from the event loop, done in one thread beside it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sansfil.adapters.disk_cache.limits import USUAL, CacheLimits
from sansfil.adapters.disk_cache.shelf import Shelf
from sansfil.adapters.worker import Worker
from sansfil.ports import Kept


class DiskGenerations:
    """Fits `GenerationCache`; opens the database in `folder` at once, in its own thread.

    What may hold a secret must not be given to it: whether it may is for the caller to decide. What
    is kept at a key joins what is there; it comes back oldest first.
    """

    def __init__(self, folder: Path, limits: CacheLimits = USUAL) -> None:
        self._limits = limits
        self._shelf = Shelf(folder, limits)
        self._worker = Worker("sansfil-generations", limits.jobs_waiting)
        self._worker.begin(self._shelf.open)

    async def at(self, key: str) -> Sequence[Kept]:
        found = await self._worker.read(
            partial(self._shelf.read, key), self._limits.read_deadline_ms
        )
        return found or ()

    async def keep(self, key: str, kept: Sequence[Kept]) -> None:
        work = partial(self._shelf.write, key, tuple(kept))
        await self._worker.write(work, self._limits.write_deadline_ms)

    async def close(self) -> None:
        """What was given is written first, if the disk keeps up."""
        await self._worker.close(self._shelf.close, self._limits.close_deadline_ms)
