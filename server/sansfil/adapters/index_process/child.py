"""The index process itself: the owner of its workspace's index, or a guest at the owner's, or, where neither
can be, alone with an index in memory."""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable

from sansfil.adapters.engines.locks import Lock
from sansfil.adapters.index_process.face import Indexer, Opening
from sansfil.adapters.index_process.following import Ending, Following
from sansfil.adapters.index_process.hall import Hall, reached
from sansfil.adapters.index_process.lines import STRANGE, message_of
from sansfil.adapters.index_process.meeting import Announcement, Meeting
from sansfil.adapters.index_process.niceness import give_way_after
from sansfil.adapters.index_process.pruning import prune
from sansfil.adapters.index_process.serving import Serving
from sansfil.adapters.index_process.values import place_of
from sansfil.adapters.index_process.windows import Correspondent, Inbox, Letter, Window
from sansfil.adapters.index_process.wires import Socket, standard_pipes
from sansfil.ports import StoreError
from sansfil.ports.code_index import IndexPlace

# Threads that wait for a line get their turn soon, while the main one computes.
SWITCH_S = 0.000_5
MEETING_DEADLINE_S, REACHING_DEADLINE_S = 3.0, 2.0
LOOK_FIRST_S, LOOK_AGAIN_S = 1.0, 5.0
# An owner that is stopped is asked once: it answers when it goes on, and the system does where it was killed.
STOPPED_S = 86_400.0
POLL_S = 0.05
READY, NUDGE = {"event": "ready"}, {"method": "look"}
Met = Lock | Socket


def serve(open_at: Callable[[IndexPlace], Opening]) -> None:
    """Serve the window at standard input and output, which says first which place it means, to its end.

    Raises SystemExit where nothing can be opened.
    """
    wire, inbox = standard_pipes(), Inbox()
    try:
        place = place_of(message_of(next(wire.lines(), b"")))
    except STRANGE:
        sys.exit("This command is for the language server alone.")
    own = Window(wire)
    _be_modest(lambda: inbox.put(Letter(own, None)))
    threading.Thread(target=own.listen, args=(inbox,), daemon=True).start()
    try:
        Life(open_at(place), own, inbox).run()
    except StoreError as error:
        sys.exit(f"{error}.")
    own.close()


def _be_modest(end: Callable[[], None]) -> None:
    """Give way to all others soon, and end when told to, but not at a Ctrl+C that is meant for the window."""
    give_way_after()
    sys.setswitchinterval(SWITCH_S)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _number, _frame: end())


class Life:
    """One window's way through the parts it may play."""

    def __init__(self, opening: Opening, own: Window, inbox: Inbox) -> None:
        self._opening, self._own, self._inbox = opening, own, inbox
        self._meeting = Meeting(opening.folder)
        self._found: Met | None = None
        self._is_owner_silent = False

    def run(self) -> None:
        """Until the window leaves; raises StoreError."""
        while not self._play():
            # What it waits for is asked again of whoever comes next.
            for letter in list(self._own.waits_for.values()):
                self._inbox.put(letter)

    def _play(self) -> bool:
        """One part, to its end; whether the window has left."""
        met, self._found = self._found, None
        is_silent, self._is_owner_silent = self._is_owner_silent, False
        try:
            if met is None and not is_silent:
                met = self._met(MEETING_DEADLINE_S, REACHING_DEADLINE_S)
        except OSError:  # nobody can be met there: the store itself tells whether it is free
            return self._serve(self._opening.kept())
        if isinstance(met, Lock):
            return self._be_owner(met)
        return self._be_alone() if met is None else self._be_guest(met)

    def _be_owner(self, lock: Lock) -> bool:
        hall = self._opened_hall()
        threading.Thread(target=prune, args=(self._opening.folder,), daemon=True).start()
        try:
            return self._serve(self._opening.kept())
        finally:
            if hall is not None:
                hall.close()
            lock.release()

    def _opened_hall(self) -> Hall | None:
        try:
            return Hall(self._meeting, self._opening.settings, self._inbox)
        except OSError:  # the others search in memory
            return None

    def _be_guest(self, wire: Socket) -> bool:
        owner = Correspondent(wire)
        threading.Thread(target=owner.listen, args=(self._inbox,), daemon=True).start()
        self._own.say(READY)
        try:
            ending = Following(owner, self._own, self._inbox).run()
        finally:
            owner.close()
        self._is_owner_silent = ending is Ending.OWNER_SILENT
        return ending is Ending.WINDOW_LEFT

    def _be_alone(self) -> bool:
        """Until there is an owner to be asked, or none at all."""
        is_over = threading.Event()
        threading.Thread(target=self._look, args=(is_over,), daemon=True).start()
        try:
            return self._serve(self._opening.in_memory())
        finally:
            is_over.set()

    def _look(self, is_over: threading.Event) -> None:
        wait_s = LOOK_FIRST_S
        while self._found is None and not is_over.wait(wait_s):
            wait_s = LOOK_AGAIN_S
            with contextlib.suppress(OSError):
                self._found = self._met(0.0, STOPPED_S)
        self._inbox.put(Letter(self._own, NUDGE))

    def _serve(self, indexer: Indexer) -> bool:
        self._own.say(READY)
        try:
            serving = Serving(indexer, self._own, self._inbox)
            return serving.run(lambda: self._found is not None)
        finally:
            indexer.close()

    def _met(self, deadline_s: float, reaching_s: float) -> "Met | None":
        """The owner's lock, or the owner, of which an answer is waited for so long; None where neither is to
        be had in time; raises OSError."""
        until_s = time.monotonic() + deadline_s
        while (lock := self._meeting.lock()) is None:
            announced = self._meeting.announced()
            wire = None if announced is None else reached(announced, reaching_s)
            if announced is not None and wire is not None:
                return self._if_same(announced, wire)
            if time.monotonic() >= until_s:
                return None
            time.sleep(POLL_S)
        return lock

    def _if_same(self, announced: Announcement, wire: Socket) -> Socket | None:
        """An index of other settings is not shared: it might reach what these forbid."""
        if announced.settings == self._opening.settings:
            return wire
        wire.cut()
        return None
