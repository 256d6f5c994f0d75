"""The local socket over which windows of the same workspace share one index: only bytes go over it, and
both ends prove that they could read the owner's file (the challenge of `multiprocessing.connection`)."""

import contextlib
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Client,
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from queue import Empty, SimpleQueue

from sansfil.adapters.index_process.meeting import Announcement, Meeting
from sansfil.adapters.index_process.windows import Inbox, Window
from sansfil.adapters.index_process.wires import Socket

# More windows on one workspace search in memory.
MOST_WINDOWS = 32
_FAILURES = (OSError, EOFError, ValueError, AuthenticationError)


class Hall:
    """Where the owner of an index listens to other windows; what they say goes to its inbox."""

    def __init__(self, meeting: Meeting, settings: str, inbox: Inbox) -> None:
        """Raises OSError."""
        self._meeting, self._inbox = meeting, inbox
        self._announcement = Announcement(meeting.free_address(), settings)
        self._listener = Listener(self._announcement.address, backlog=MOST_WINDOWS)
        self._room = threading.BoundedSemaphore(MOST_WINDOWS)
        threading.Thread(target=self._listen, daemon=True).start()
        meeting.announce(self._announcement)

    def close(self) -> None:
        """Nobody comes in any more; the threads end with the process."""
        self._meeting.withdraw()
        with contextlib.suppress(OSError):
            self._listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection = self._listener.accept()
                if self._room.acquire(blocking=False):
                    threading.Thread(target=self._host, args=(connection,), daemon=True).start()
                else:
                    connection.close()

    def _host(self, connection: "Connection[bytes, bytes]") -> None:
        """One window, to its end."""
        key = self._announcement.key.encode()
        with self._room_given_back(), contextlib.suppress(*_FAILURES), connection:
            deliver_challenge(connection, key)
            answer_challenge(connection, key)
            window = Window(Socket(connection))
            window.listen(self._inbox)

    def _room_given_back(self) -> contextlib.ExitStack:
        stack = contextlib.ExitStack()
        stack.callback(self._room.release)
        return stack


def reached(announcement: Announcement, deadline_s: float) -> Socket | None:
    """A connection to the owner that said so, None where it does not answer in time."""
    asking = _Asking(announcement)
    threading.Thread(target=asking.run, daemon=True).start()
    try:
        return asking.answer.get(timeout=deadline_s)
    except Empty:
        asking.give_up()
        return None


class _Asking:
    """Connects in a thread, because an owner that is stopped does so without an end."""

    def __init__(self, announcement: Announcement) -> None:
        self._announcement = announcement
        self._connection: Connection[bytes, bytes] | None = None
        self.answer: SimpleQueue[Socket | None] = SimpleQueue()

    def run(self) -> None:
        try:
            connection = self._connection = Client(self._announcement.address)
            key = self._announcement.key.encode()
            answer_challenge(connection, key)
            deliver_challenge(connection, key)
            self.answer.put(Socket(connection))
        except _FAILURES:
            self.answer.put(None)

    def give_up(self) -> None:
        if self._connection is not None:
            Socket(self._connection).cut()
