"""A signal ends the language server, whenever it comes."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Generator

import pytest

from sansfil.entrypoints.lsp.framing import wake_at_signals

DEADLINE_S = 5
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its loop is woken by every signal")


@pytest.fixture(autouse=True)
def _as_before() -> Generator[None]:  # pyright: ignore[reportUnusedFunction]
    kept = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, kept)


def test_a_signal_is_heard_that_comes_while_the_loop_falls_asleep() -> None:
    """One that another thread takes breaks off no waiting, as one that comes just before it does not."""
    is_waiting, waits = os.pipe()
    is_heard, was_heard = threading.Event(), list[bool]()
    teller = list[threading.Thread]()

    def hear(_number: int, _frame: object) -> None:
        is_heard.set()
        signal.raise_signal(signal.SIGINT)

    async def served() -> None:
        wake_at_signals()
        loop, is_over = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            os.read(is_waiting, 1)  # which takes until the loop lets go of the interpreter
            signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
            was_heard.append(is_heard.wait(DEADLINE_S))
            if not was_heard[0]:
                loop.call_soon_threadsafe(is_over.set)

        teller.append(threading.Thread(target=tell))
        teller[0].start()
        loop.call_soon(os.write, waits, b"1")
        await is_over.wait()

    signal.signal(signal.SIGTERM, hear)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(served())
    teller[0].join()
    for end in (is_waiting, waits):
        os.close(end)
    assert was_heard == [True]


def test_where_ctrl_c_is_ignored_nothing_is_changed() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    async def served() -> None:
        wake_at_signals()

    asyncio.run(served())
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
