"""Tells the requests of living processes from those of dead ones, by a lock that dies with its process."""

import contextlib
import secrets
import time
from pathlib import Path

from sansfil.adapters.engines.locks import Lock, is_free, taken

SWEPT_AFTER_S = 86_400


class Holders:
    """The locks of all processes that have requests in the ledger of `folder`, one of them ours."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._name = folder / "holders", secrets.token_hex(8)
        self._lock: Lock | None = None

    @property
    def own(self) -> str:
        """Our name, under which we are alive from now on; raises OSError."""
        if self._lock is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = taken(self._path(self._name))
            self._sweep()
        return self._name

    def is_alive(self, name: str) -> bool:
        """Whether the process of this name lives; a dead one's lock is taken away. Raises OSError."""
        if name == self._name:
            return self._lock is not None
        path = self._path(name)
        if not name.isalnum() or not path.exists():
            return False
        if not is_free(path):
            return True
        path.unlink(missing_ok=True)
        return False

    def leave(self) -> None:
        """What is still open in our name is for others to settle."""
        if self._lock is None:
            return
        self._lock.release()
        self._lock = None
        with contextlib.suppress(OSError):
            self._path(self._name).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Locks of the dead; one that was made a moment ago may not be held yet."""
        for path in self._folder.glob("*.lock"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > SWEPT_AFTER_S:
                    self.is_alive(path.stem)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"
