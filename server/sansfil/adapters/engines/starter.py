"""Whoever asked for an engine holds the other end of the host's standard input until it is ready."""

import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Generator

STANDARD_INPUT = 0


def starter_has_left() -> bool:
    """Whether the other end is closed, because its process gave up or died."""
    return _is_closed(0)


@contextlib.contextmanager
def ending_with_starter() -> Generator[None]:
    """End this process when the starter leaves while the body, which may block, is at work."""
    is_over = threading.Event()
    threading.Thread(target=_watch, args=(is_over,), daemon=True).start()
    try:
        yield
    finally:
        is_over.set()


def _watch(is_over: threading.Event) -> None:
    if _is_closed(None) and not is_over.is_set():
        # Nothing was announced as ready, and nothing is worth a word: nobody hears it.
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def _is_closed(wait_s: float | None) -> bool:
    """Waits so long, or for ever; always False where pipes cannot be watched."""
    if sys.platform == "win32":
        return False
    readable, _, _ = select.select([STANDARD_INPUT], [], [], wait_s)
    return bool(readable) and not os.read(STANDARD_INPUT, 1)
