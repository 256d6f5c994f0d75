"""One thread that does blocking jobs in turn; nobody waits for it longer than agreed."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

Answer = TypeVar("Answer")
_Job = Callable[[], None]


class Worker:
    """Starts at once, ends with `close`; a daemon, so that a dead disk cannot hold up the exit.

    Jobs raise nothing. More than `most_waiting` of them are not taken.
    """

    def __init__(self, name: str, most_waiting: int) -> None:
        self._most_waiting = most_waiting
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._is_closed = False
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def begin(self, job: _Job) -> None:
        """Have `job` done; nobody waits for it."""
        self._jobs.put(job)

    def post(self, job: _Job) -> None:
        """Have `job` done if not too many wait already; nobody waits for it."""
        if self._has_room:
            self._jobs.put(job)

    async def read(self, job: Callable[[], Answer], deadline_ms: int) -> Answer | None:
        """What `job` returns, or None past the deadline, which also spares a job not yet begun."""
        if not self._has_room:
            return None
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._jobs.put(lambda: None if answer.cancelled() else _tell(answer, job()))
        return await _awaited(answer, deadline_ms)

    async def write(self, job: _Job, deadline_ms: int) -> None:
        """Wait for `job` until the deadline; it is done in any case."""
        if self._has_room:
            await _awaited(self._put(job), deadline_ms)

    async def close(self, last: _Job, deadline_ms: int) -> None:
        """Do what waits, then `last`, then end; past the deadline the thread is left alone."""
        if self._is_closed:
            return
        self._is_closed = True
        answer = self._put(last)
        self._jobs.put(None)
        await _awaited(answer, deadline_ms)

    @property
    def _has_room(self) -> bool:
        return not self._is_closed and self._jobs.qsize() < self._most_waiting

    def _put(self, job: _Job) -> asyncio.Future[None]:
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._jobs.put(lambda: _tell(answer, job()))
        return answer

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


async def _awaited(answer: asyncio.Future[Answer], deadline_ms: int) -> Answer | None:
    with contextlib.suppress(TimeoutError):
        return await asyncio.wait_for(answer, deadline_ms / 1000)
    return None


def _tell(answer: asyncio.Future[Answer], result: Answer) -> None:
    # A loop that has ended has nobody left to tell.
    with contextlib.suppress(RuntimeError):
        answer.get_loop().call_soon_threadsafe(_settle, answer, result)


def _settle(answer: asyncio.Future[Answer], result: Answer) -> None:
    if not answer.done():
        answer.set_result(result)
