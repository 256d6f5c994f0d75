"""Which slot of a shared server is whose: one lock file per slot, unlocked when its holder dies."""

import contextlib
import hashlib
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager
from pathlib import Path

from sansfil.adapters.engines.locks import Lock, taken

Claim = Callable[[str, int], AbstractContextManager[int]]
"""Holds one slot of the server at this address with so many slots; `ANY` where none is free."""

# llama.cpp chooses by itself: the slot whose text is most alike, else the one unused for longest.
ANY = -1


def claims_in(folder: Path) -> Claim:
    """Slots are shared with every process that keeps its locks in the same folder."""

    @contextlib.contextmanager
    def claimed(url: str, slots: int) -> Generator[int]:
        found = _first_free(folder, url, slots)
        try:
            yield ANY if found is None else found[0]
        finally:
            if found is not None:
                found[1].release()

    return claimed


def fixed(slot: int) -> Claim:
    """This slot, whoever else may use it, if the server has it."""
    return lambda _url, slots: contextlib.nullcontext(slot if slot < slots else ANY)


def _first_free(folder: Path, url: str, slots: int) -> tuple[int, Lock] | None:
    server = hashlib.sha256(url.encode()).hexdigest()[:16]
    # Where no lock can be kept, nobody knows who uses what.
    with contextlib.suppress(OSError, NotImplementedError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for slot in range(slots):
            lock = taken(folder / f"{server}-{slot}.lock")
            if lock is not None:
                return slot, lock
    return None
