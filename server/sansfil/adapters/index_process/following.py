"""The loop of a process whose window shares the index of another one: what is asked goes to the owner, and
what the owner answers comes back."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sansfil.adapters.index_process.lines import ALIVE, Message, line_of
from sansfil.adapters.index_process.windows import Correspondent, Inbox, Letter, Window

BACKEND = "owner"
# Requests of this process itself; those of its window count from 1.
STATUS_NUMBER, PING_NUMBER, ALIVE_NUMBER = -1, -2, -3


class Ending(Enum):
    """Why a visit is over."""

    WINDOW_LEFT = auto()
    OWNER_LEFT = auto()
    OWNER_SILENT = auto()


@dataclass(frozen=True)
class Signs:
    """How often a sign of life is asked for: every `beat_s` while something is waited for, else every
    `quiet_s`, and of the owner's work every `quiet_s`. One that has left out so many is silent. They are
    counted, so that a process that was held up itself misses none. A thread of the owner answers between two
    steps of its work: one of 50 ms takes less than three seconds where others leave it a fiftieth of a core.
    """

    beat_s: float = 0.5
    quiet_s: float = 5.0
    left_out: int = 6


class Following:
    """Passes on the requests of `own` to `owner`, which listens into the same inbox."""

    def __init__(
        self, owner: Correspondent, own: Window, inbox: Inbox, signs: Signs | None = None
    ) -> None:
        self._owner, self._own, self._inbox = owner, own, inbox
        self._signs = signs or Signs()
        self._alive = _Sign(line_of({"id": ALIVE_NUMBER, "method": ALIVE}))
        self._working = _Sign(line_of({"id": PING_NUMBER, "method": "ping"}))
        self._beat_due_s = self._ping_due_s = 0.0

    def run(self) -> Ending:
        """Until the own window leaves, or the owner does, or it gives no sign of life where one is asked."""
        self._introduce()
        while not self._is_silent:
            letter = self._inbox.next(max(0.0, self._beat_due_s - time.monotonic()))
            if letter is None:
                self._beat()
            elif letter.message is None and letter.sender is self._own:
                return Ending.WINDOW_LEFT
            elif letter.message is None and letter.sender is self._owner:
                return Ending.OWNER_LEFT
            elif letter.sender is self._own:
                self._pass_on(letter)
            elif letter.sender is self._owner and letter.message is not None:
                self._take(letter.message, letter.line)
        return Ending.OWNER_SILENT

    @property
    def _is_silent(self) -> bool:
        most, is_asked = self._signs.left_out, bool(self._own.waits_for)
        return (is_asked and self._alive.left_out > most) or self._working.left_out > most

    def _beat(self) -> None:
        now_s, signs = time.monotonic(), self._signs
        is_urgent = bool(self._own.waits_for) or self._alive.left_out > 0
        self._alive.ask(self._owner)
        if now_s >= self._ping_due_s:
            self._ping_due_s = now_s + signs.quiet_s
            self._working.ask(self._owner)
        self._beat_due_s = now_s + (signs.beat_s if is_urgent else signs.quiet_s)

    def _introduce(self) -> None:
        self._owner.say({"id": STATUS_NUMBER, "method": "status"})
        for path, text in self._own.overlays.items():
            self._owner.say({"method": "overlaid", "params": {"path": path, "text": text}})

    def _pass_on(self, letter: Letter) -> None:
        message: Message = letter.message or {}
        if message.get("method") == "overlaid":
            self._own.keep(message["params"]["path"], message["params"]["text"])
        if "id" not in message or self._own.still_waits(message):
            self._owner.pass_on(letter.line)
        if "id" in message:
            self._beat_due_s = min(self._beat_due_s, time.monotonic() + self._signs.beat_s)

    def _take(self, message: Message, line: bytes) -> None:
        number = message.get("id", 0)
        self._alive.left_out = 0
        if number == ALIVE_NUMBER:
            return
        self._working.left_out = 0
        if message.get("event") == "status":
            self._own.say({**message, "status": _of_owner(message["status"])})
        elif number == STATUS_NUMBER and "result" in message:
            self._own.say({"event": "status", "status": _of_owner(message["result"])})
        elif isinstance(message.get("result"), dict):  # of `status` and `settled`
            answer = {"id": number, "result": _of_owner(message["result"])}
            self._own.answer(number, line_of(answer))
        else:
            self._own.answer(number, line)


class _Sign:
    """One that is asked for, and how often it has not come."""

    def __init__(self, line: bytes) -> None:
        self._line = line
        self.left_out = 0

    def ask(self, owner: Correspondent) -> None:
        owner.pass_on(self._line)
        self.left_out += 1


def _of_owner(status: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**status, "backend": BACKEND}
