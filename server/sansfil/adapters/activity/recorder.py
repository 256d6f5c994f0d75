"""The port to the record of requests: told from the event loop, written in one thread beside it."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from sansfil.adapters.activity.limits import USUAL, ActivityLimits
from sansfil.adapters.activity.logbook import Logbook
from sansfil.adapters.worker import Worker
from sansfil.core.phrases import Phrase
from sansfil.ports import StoreError
from sansfil.ports.activity import Exchange, Recorded, Wanted


class ActivityRecords:
    """Fits `Activity`; several windows may write into the same folder. Nothing is made on disk before
    the first exchange."""

    def __init__(
        self, folder: Path, limits: ActivityLimits = USUAL, clock_s: Callable[[], float] = time.time
    ) -> None:
        self._limits = limits
        self._logbook = Logbook(folder, limits, clock_s)
        self._worker = Worker("sansfil-activity", limits.jobs_waiting)

    @property
    def problem(self) -> Phrase | None:
        return self._logbook.problem

    def record(self, exchange: Exchange) -> None:
        self._worker.post(partial(self._logbook.add, exchange))

    async def listed(self, wanted: Wanted) -> Sequence[Recorded]:
        """Raises StoreError where they cannot be read."""
        read = partial(self._logbook.listed, wanted)
        found = await self._worker.read(read, self._limits.read_deadline_ms)
        if found is None:
            raise StoreError("the database cannot be read")
        return found

    async def whole(self, number: int) -> Recorded | None:
        read = partial(self._logbook.whole, number)
        return await self._worker.read(read, self._limits.read_deadline_ms)

    async def clear(self) -> None:
        why = await self._worker.read(self._logbook.clear, self._limits.read_deadline_ms)
        if why != "":
            raise StoreError(why or "the database does not answer")

    async def close(self) -> None:
        """What was told is written first, if the disk keeps up."""
        await self._worker.close(self._logbook.close, self._limits.close_deadline_ms)
