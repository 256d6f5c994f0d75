"""The loop of the process that has an index: requests first, and a small step of the work in between."""

import gc
import time
import traceback
from collections.abc import Callable
from dataclasses import replace

from sansfil.adapters.index_process.answering import answer_line, result_of, tell
from sansfil.adapters.index_process.face import Indexer
from sansfil.adapters.index_process.lines import Message
from sansfil.adapters.index_process.overlays import Overlays
from sansfil.adapters.index_process.values import Plain, plain_status
from sansfil.adapters.index_process.windows import Inbox, Window
from sansfil.core.phrases import phrase
from sansfil.core.retrieval import IndexStatus

TOLD_EVERY_S = 0.25
# A step that fails of what nobody foresaw is tried again, later each time.
AGAIN_S, SELDOM_S = 1.0, 60.0
LONGEST_REST_S = 3_600.0


class Serving:
    """Serves one index to its own window, and to all others that come in."""

    def __init__(self, indexer: Indexer, own: Window, inbox: Inbox) -> None:
        self._indexer, self._own, self._inbox = indexer, own, inbox
        self._windows, self._waiting = {own: None}, dict[tuple[Window, int], None]()
        self._failures, self._fault = 0, ""
        self._last: IndexStatus | None = None
        self._look_s, self._is_at_rest = 0.0, False
        self._overlays = Overlays(indexer)
        self._overlays.repeat(own)

    def run(self, is_over: Callable[[], bool]) -> bool:
        """Until its own window leaves, or `is_over`, which is asked after each step; whether it left."""
        wait_s = 0.0
        while self._take_letters(wait_s):
            wait_s = min(self._step(), self._tell_of_it(), LONGEST_REST_S)
            if is_over():
                return False
        return True

    # Work

    def _step(self) -> float:
        """How long to wait for letters before the next one."""
        try:
            is_busy = self._indexer.step()
        except Exception as error:  # a bug: what is searchable stays so
            traceback.print_exc()
            self._failures, self._fault = self._failures + 1, f"{type(error).__name__}: {error}"
            return min(AGAIN_S * 2 ** min(self._failures - 1, 10), SELDOM_S)
        self._failures, self._fault = 0, ""
        return 0.0 if is_busy else max(0.0, self._indexer.next_step_in_s)

    def _tell_of_it(self) -> float:
        """Tell who waits, and of a change where it is time; when to look again."""
        if self._waiting and self._indexer.is_settled:
            self._tell_settled()
        left_s = self._look_s - time.monotonic()
        if left_s > 0:
            return left_s
        self._look_s = time.monotonic() + TOLD_EVERY_S
        self._tell_status()
        self._spare_garbage_collection()
        return LONGEST_REST_S

    def _spare_garbage_collection(self) -> None:
        """What is known of tens of thousands of files stays: looking through it all for garbage takes longer
        than a search."""
        if not self._is_at_rest and self._indexer.is_settled:
            self._is_at_rest = True
            gc.collect()
            gc.freeze()

    def _tell_settled(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for window, number in waiting:
            window.answer(number, answer_line(number, self._plain_status))

    def _tell_status(self) -> None:
        status = self._status()
        if status != self._last:
            self._last = status
            for window in self._windows:
                window.say(_event(status))

    def _status(self) -> IndexStatus:
        status = self._indexer.status()
        if self._fault and status.problem is None:
            return replace(status, problem=phrase("index.step_failed", why=self._fault))
        return status

    def _plain_status(self) -> Plain:
        return plain_status(self._status())

    # Letters

    def _take_letters(self, wait_s: float) -> bool:
        """Take all that have come; False once the own window has left."""
        letter = self._inbox.next(wait_s)
        while letter is not None:
            if letter.message is None and letter.sender is self._own:
                return False
            if isinstance(letter.sender, Window):
                self._take(letter.sender, letter.message)
            letter = self._inbox.next(0.0)
        return True

    def _take(self, window: Window, message: Message | None) -> None:
        if message is None:
            self._see_off(window)
            return
        self._welcome(window)
        if "cancel" in message:
            self._waiting.pop((window, message["cancel"]), None)
        elif "method" in message and "id" not in message:
            self._note(window, message)
        elif window.still_waits(message):
            self._answer(window, message)

    def _welcome(self, window: Window) -> None:
        if window not in self._windows:
            self._windows[window] = None
            window.say(_event(self._status()))

    def _see_off(self, window: Window) -> None:
        self._windows.pop(window, None)
        self._waiting = {each: None for each in self._waiting if each[0] is not window}
        self._overlays.left(window, self._windows)
        window.close()

    def _answer(self, window: Window, message: Message) -> None:
        number = message["id"]
        match message.get("method"):
            case "settled":
                self._waiting[window, number] = None
            case "status":
                window.answer(number, answer_line(number, self._plain_status))
            case _:
                line = answer_line(number, lambda: result_of(self._indexer, message))
                window.answer(number, line)

    def _note(self, window: Window, message: Message) -> None:
        try:
            if message["method"] == "overlaid":
                said = message["params"]
                self._overlays.said(window, said["path"], said["text"], self._windows)
            else:
                tell(self._indexer, message)
        except Exception:  # a bug: the next reconciliation finds what changed
            traceback.print_exc()


def _event(status: IndexStatus) -> Message:
    return {"event": "status", "status": plain_status(status)}
