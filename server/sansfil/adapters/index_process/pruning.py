"""Indexes of folders that nobody opens any more, whose room is given back."""

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sansfil.adapters.index_process.meeting import LOCK_FILE, Meeting

UNUSED_S = 30 * 86_400.0
GONE = ".pruned-"
# What `features.folders.workspace_key` makes of a workspace.
_KEY = re.compile(r"[0-9a-f]{16}\Z")


def prune(opened: Path, unused_s: float = UNUSED_S) -> None:
    """Note that the index in `opened` is used, and remove those beside it that were not for so long; raises
    nothing. What is open anywhere stays: whoever opens an index holds its lock."""
    with contextlib.suppress(OSError):
        os.utime(opened)
        before_s = time.time() - unused_s
        for folder in list(_folders(opened.parent)):
            if folder.name.startswith(GONE):  # of a process that was killed while it removed it
                shutil.rmtree(folder, ignore_errors=True)
            elif folder != opened and folder.stat().st_mtime < before_s:
                _empty(folder)


def _folders(parent: Path) -> Iterator[Path]:
    with os.scandir(parent) as entries:
        for entry in entries:
            is_ours = _KEY.match(entry.name) or entry.name.startswith(GONE)
            if is_ours and entry.is_dir(follow_symlinks=False):
                yield Path(entry.path)


def _empty(folder: Path) -> None:
    """The lock file stays: one that is removed may be held by one process while another makes it anew."""
    is_empty = all(each.name == LOCK_FILE for each in folder.iterdir())
    lock = None if is_empty else Meeting(folder).lock()
    if lock is None:
        return
    gone = folder.with_name(f"{GONE}{folder.name}-{os.getpid()}")
    try:
        # In one step each, so that nobody ever opens half of it.
        for entry in [each for each in folder.iterdir() if each.name != LOCK_FILE]:
            gone.mkdir(mode=0o700, exist_ok=True)
            entry.rename(gone / entry.name)
    finally:
        lock.release()
    shutil.rmtree(gone, ignore_errors=True)
