"""The windows that an index process serves: its own server at the pipe, those of other processes at a
socket. Each has a thread that listens to it and one that speaks to it, so that none can hold up the index."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from sansfil.adapters.index_process.lines import ALIVE, Message, NotOurs, line_of, message_of

# A window that leaves so many lines unheard hears nothing any more.
MOST_UNHEARD = 2_000
# A second at most: it may be that nobody reads the other end.
LAST_LINES_S = 1.0


class Wire(Protocol):
    """One end of a connection. `write` and `lines` block; both raise OSError, as `lines` does at `cut`."""

    def write(self, line: bytes) -> None: ...

    def lines(self) -> Iterator[bytes]: ...

    def cut(self) -> None: ...


class Speaker:
    """Writes lines to a wire in a thread of its own."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._speak, daemon=True)
        self._thread.start()

    def say(self, line: bytes) -> None:
        if self._lines.qsize() < MOST_UNHEARD:
            self._lines.put(line)
        else:
            self._wire.cut()

    def close(self) -> None:
        """Say what waits, within a second, then cut the wire."""
        self._lines.put(None)
        self._thread.join(LAST_LINES_S)
        self._wire.cut()

    def _speak(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # ValueError: the file is closed
            while (line := self._lines.get()) is not None:
                self._wire.write(line)


@dataclass(frozen=True, eq=False)
class Letter:
    """A line that came from `sender`; no message where its wire has ended."""

    sender: "Correspondent"
    message: Message | None
    line: bytes = b""


class Inbox:
    """What has come from all, in its order."""

    def __init__(self) -> None:
        self._letters: SimpleQueue[Letter] = SimpleQueue()

    def put(self, letter: Letter) -> None:
        """From any thread, and from a signal's handler."""
        self._letters.put(letter)

    def next(self, wait_s: float) -> Letter | None:
        """The next one, or None where none comes in time."""
        try:
            return self._letters.get(timeout=wait_s) if wait_s > 0 else self._letters.get_nowait()
        except Empty:
            return None


class Correspondent:
    """Somebody at the other end of a wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._speaker = wire, Speaker(wire)

    def say(self, message: Message) -> None:
        self._speaker.say(line_of(message))

    def pass_on(self, line: bytes) -> None:
        self._speaker.say(line)

    def close(self) -> None:
        self._speaker.close()

    def listen(self, inbox: Inbox) -> None:
        """Put everything into the inbox as it comes, to the end; blocks."""
        with contextlib.suppress(OSError, EOFError, ValueError, NotOurs):
            for line in self._wire.lines():
                message = message_of(line)
                self.note(message, line)
                inbox.put(Letter(self, message, line))
        inbox.put(Letter(self, None))

    def note(self, message: Message, line: bytes) -> None:
        """Called by the thread that listens, before anybody reads the letter; raises NotOurs."""


class Window(Correspondent):
    """One window: what it waits for, and what its open documents say."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(wire)
        self.overlays = dict[str, str]()
        self.waits_for = dict[int, Letter]()

    def note(self, message: Message, line: bytes) -> None:
        number = message.get("id", message.get("cancel", 0))
        if not isinstance(number, int):
            raise NotOurs
        if "cancel" in message:
            self.waits_for.pop(number, None)
        elif message.get("method") == ALIVE:
            self.say({"id": number, "result": None})
        elif "id" in message:
            self.waits_for[number] = Letter(self, message, line)

    def keep(self, path: str, text: str | None) -> None:
        """Note what an open document says, or that it was closed."""
        if text is None:
            self.overlays.pop(path, None)
        else:
            self.overlays[path] = text

    def still_waits(self, message: Message) -> bool:
        """Whether it has not been answered, nor is told to be spared."""
        return message.get("id") in self.waits_for

    def answer(self, number: int, line: bytes) -> None:
        """Say what was waited for; nothing where it is not any more."""
        if self.waits_for.pop(number, None) is not None:
            self.pass_on(line)
