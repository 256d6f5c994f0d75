"""Starts Sansfil: `sansfil …`, `python -m sansfil …`, or this file by its path."""

import gc
import sys
from pathlib import Path


def main() -> int:
    # Nothing that is being loaded is garbage, and looking for some takes a tenth of the time.
    gc.disable()
    from sansfil.app import main as run  # the path must be right first

    gc.enable()
    return run(sys.argv[1:])


if __name__ == "__main__":
    if not __package__:
        # Started by its path, as the extension does under `python -I`: the package lies beside.
        sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
