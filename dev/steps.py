"""How the make targets talk: a line a step with its time, a sentence when something is missing."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn


class TargetError(Exception):
    """A target cannot go on; the message is one plain sentence and names the command to mend it."""


def make_target() -> str:
    """The command the person typed, e.g. `make run`, to be named in sentences."""
    return f"make {Path(sys.argv[0]).stem}"


@contextmanager
def step(title: str) -> Generator[None]:
    """Prints what is being done and, once it is done, how long it took."""
    started = time.monotonic()
    if threading.current_thread() is not threading.main_thread():
        # Another step may print in between, so that the line comes whole or not at all.
        yield
        print(f"  {title} … {time.monotonic() - started:.1f} s\n", end="", flush=True)
        return
    print(f"  {title} …", end=" ", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def side_by_side(*lanes: Callable[[], object]) -> None:
    """Runs the lanes in threads, one for each, to their ends; raises the first error of a lane, if any.

    A step spends its time on the network, or on one core.
    """
    with ThreadPoolExecutor(len(lanes)) as pool:
        running = [pool.submit(lane) for lane in lanes]
    for lane in running:
        lane.result()


def run_target(main: Callable[[], int]) -> NoReturn:
    """Exits as `main` says; with one sentence and 1 on `TargetError`, with 130 on a signal."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        sys.exit(main())
    except TargetError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(130)
