"""Calls that wait for others (git, a disk, an embedder), made in a thread beside the steps."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, Protocol, TypeVar

Answer = TypeVar("Answer")


class Pending(Generic[Answer]):
    """What a call will return."""

    def __init__(self, call: Callable[[], Answer]) -> None:
        self._call, self._ended = call, threading.Event()
        self._answer: tuple[Answer] | BaseException | None = None

    def run(self) -> None:
        """Make the call; raises nothing."""
        try:
            self._answer = (self._call(),)
        except BaseException as error:  # told to whoever asks for the answer
            self._answer = error
        self._ended.set()

    @property
    def is_over(self) -> bool:
        return self._ended.is_set()

    def waited(self, deadline_s: float) -> bool:
        """Whether it was over in time."""
        return self._ended.wait(deadline_s)

    @property
    def answer(self) -> Answer:
        """What the call returned, once it is over; raises what it raised."""
        if isinstance(self._answer, tuple):
            return self._answer[0]
        assert self._answer is not None
        raise self._answer


class Aside(Protocol):
    """Makes calls one after the other."""

    def begin(self, call: Callable[[], Answer]) -> Pending[Answer]: ...

    def close(self) -> None:
        """No further calls; one that goes on is left alone."""
        ...


class _Thread:
    """A daemon, so that a dead disk cannot hold up the exit; started with its first call."""

    def __init__(self, name: str) -> None:
        self._name, self._thread = name, None
        self._calls: SimpleQueue[Pending[object] | None] = SimpleQueue()

    def begin(self, call: Callable[[], Answer]) -> Pending[Answer]:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        pending = Pending(call)
        self._calls.put(pending)  # type: ignore[arg-type]
        return pending

    def close(self) -> None:
        self._calls.put(None)

    def _work(self) -> None:
        while (pending := self._calls.get()) is not None:
            pending.run()


def begun_in_a_thread(name: str) -> Aside:
    """One that has a thread of this name."""
    return _Thread(name)
