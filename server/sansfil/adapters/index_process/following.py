"""The loop of a process whose window shares the index of another one: what is asked goes to the owner, and
what the owner answers comes back."""

import time
from collections.abc import Mapping
from typing import Any

from sansfil.adapters.index_process.lines import Message, line_of
from sansfil.adapters.index_process.windows import Correspondent, Inbox, Letter, Window

BACKEND = "owner"
# Requests of this process itself; those of its window count from 1.
STATUS_NUMBER, PING_NUMBER = -1, -2
PING = line_of({"id": PING_NUMBER, "method": "ping"})
# Sorting a very large index holds an owner up for a quarter of a minute.
BEAT_S, HUNG_S = 5.0, 30.0


class Following:
    """Passes on the requests of `own` to `owner`, which listens into the same inbox."""

    def __init__(self, owner: Correspondent, own: Window, inbox: Inbox) -> None:
        self._owner, self._own, self._inbox = owner, own, inbox
        self._heard_s = time.monotonic()

    def run(self, hung_s: float = HUNG_S) -> bool:
        """Until the own window leaves, or the owner does or says nothing for `hung_s`; whether the window
        left."""
        self._introduce()
        while time.monotonic() - self._heard_s < hung_s:
            letter = self._inbox.next(min(BEAT_S, hung_s / 4))
            if letter is None:
                self._owner.pass_on(PING)
            elif letter.message is None and letter.sender in (self._own, self._owner):
                return letter.sender is self._own
            elif letter.sender is self._own:
                self._pass_on(letter)
            elif letter.sender is self._owner and letter.message is not None:
                self._take(letter.message, letter.line)
        return False

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

    def _take(self, message: Message, line: bytes) -> None:
        self._heard_s = time.monotonic()
        number = message.get("id", 0)
        if message.get("event") == "status":
            self._own.say({**message, "status": _of_owner(message["status"])})
        elif number == STATUS_NUMBER and "result" in message:
            self._own.say({"event": "status", "status": _of_owner(message["result"])})
        elif isinstance(message.get("result"), dict):  # of `status` and `settled`
            answer = {"id": number, "result": _of_owner(message["result"])}
            self._own.answer(number, line_of(answer))
        else:
            self._own.answer(number, line)


def _of_owner(status: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**status, "backend": BACKEND}
