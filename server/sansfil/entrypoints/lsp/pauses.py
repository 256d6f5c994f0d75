"""Keeps the garbage collector from holding up the event loop."""

import gc

# Net allocations per young collection, young per middle, middle per full one (Python's `gc` module).
# A full collection walks every open file's lines, 15 to 25 ms; reference counting frees those anyway.
THRESHOLDS = (5_000, 10, 100_000)


def keep_collections_short() -> None:
    """What is loaded by now is never looked at again, and full collections become rare."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
