"""How the make targets talk: a line a step with its time, a sentence when something is missing."""

import signal
import sys
import time
from collections.abc import Callable, Generator
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
    print(f"  {title} …", end=" ", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


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
