"""Things that run as long as the assistant and may be replaced while it runs."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Generic, Protocol, TypeVar

log = logging.getLogger(__name__)


class Runs(Protocol):
    """Whatever has a lifetime: `run` until cancelled."""

    async def run(self) -> None: ...


Living = TypeVar("Living", bound=Runs)


class Room(Generic[Living]):
    """Holds one living thing; `run` keeps it running, and after `swap` its successor."""

    def __init__(self, first: Living) -> None:
        self.now = first
        self._swapped = asyncio.Event()

    def swap(self, successor: Living) -> None:
        self.now = successor
        self._swapped.set()

    async def run(self) -> None:
        """Until cancelled; a failure is logged, and the room waits for a successor."""
        while True:
            self._swapped.clear()
            living = asyncio.create_task(self.now.run())
            swapped = asyncio.create_task(self._swapped.wait())
            try:
                await asyncio.wait({living, swapped}, return_when=asyncio.FIRST_COMPLETED)
                _log_failure(living)
                await swapped
            finally:
                was_cancelled = await _ended(living, swapped)
            if was_cancelled:
                raise asyncio.CancelledError


async def lived(*lives: Coroutine[Any, Any, None]) -> None:
    """All at once until cancelled, or until one fails; then they end one after another, the last one first."""
    tasks = [asyncio.create_task(life) for life in lives]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        await asyncio.gather(*done)
    finally:
        for task in reversed(tasks):
            await _ended(task)


def _log_failure(task: asyncio.Task[None]) -> None:
    if task.done() and not task.cancelled() and task.exception() is not None:
        log.error("A part of the server stopped.", exc_info=task.exception())


async def _ended(*tasks: asyncio.Task[object]) -> bool:
    """Whether whoever waits was cancelled meanwhile, which must not be lost."""
    for task in tasks:
        task.cancel()
    try:
        await asyncio.gather(*tasks, return_exceptions=True)
    except asyncio.CancelledError:
        return True
    return False
