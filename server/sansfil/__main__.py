"""Starts Sansfil: `sansfil …`, `python -m sansfil …`, or this file by its path."""

import gc
import os
import signal
import sys

# What every command says that was broken off.
COULD_NOT = 1


def main() -> int:
    # Nothing that is being loaded is garbage, and looking for some takes a tenth of the time.
    gc.disable()
    # Where Ctrl+C is ignored, as in the background of a script, it stays so.
    may_be_ended = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if may_be_ended:
        # Nothing has begun that would have to be tidied up: no word, and no traceback.
        signal.signal(signal.SIGINT, lambda _number, _frame: os._exit(COULD_NOT))
    from sansfil.app import main as run  # the path must be right first

    gc.enable()
    try:
        if may_be_ended:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before the command line takes care of it, or after
        return COULD_NOT


if __name__ == "__main__":
    if not __package__:
        from pathlib import Path

        # Started by its path, as the extension does under `python -I`: the package lies beside.
        sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
