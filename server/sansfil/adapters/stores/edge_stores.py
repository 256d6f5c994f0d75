"""The embedded indexes of one workspace: a folder for each, and a file that names the finished one."""

import contextlib
import importlib.util
import os
import re
import shutil
from collections.abc import Generator
from pathlib import Path

from sansfil.adapters.engines.locks import taken
from sansfil.adapters.stores.edge import EdgeStore, opened
from sansfil.adapters.stores.edge_faults import fault_of
from sansfil.adapters.stores.edge_opening import ROOM_BYTES
from sansfil.core.phrases import phrase
from sansfil.ports.index import StoreFailed

_SERVING = "serving"
_ASIDE = ".aside"
_FINGERPRINT = re.compile(r"[0-9a-f]{8}")
# Nothing else in the folder is ours to drop.
_OURS = re.compile(rf"({_FINGERPRINT.pattern})(\.new|\{_ASIDE}|\.opening)?")


def is_installed() -> bool:
    """Whether the package is there; it is not loaded."""
    return importlib.util.find_spec("qdrant_edge") is not None


class EdgeStores:
    """All below `folder`: `<fingerprint>/` are shards, `serving` holds a fingerprint. What cannot be read
    is kept as `<fingerprint>.aside` until another index is finished."""

    def __init__(self, folder: Path, room_bytes: int = ROOM_BYTES) -> None:
        self._folder, self._room_bytes = folder, room_bytes

    def serving(self) -> str:
        try:
            name = (self._folder / _SERVING).read_text("ascii", "replace").strip()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise fault_of(error, self._folder) from error
        is_there = _FINGERPRINT.fullmatch(name) and (self._folder / name).is_dir()
        return name if is_there else ""

    def opened(self, fingerprint: str, dimension: int) -> EdgeStore:
        return opened(self._folder / fingerprint, dimension, self._room_bytes)

    def serve(self, fingerprint: str) -> None:
        written = self._folder / f"{_SERVING}.new"
        with self._told():
            with written.open("w", encoding="ascii") as file:
                file.write(fingerprint)
                file.flush()
                os.fsync(file.fileno())
            written.replace(self._folder / _SERVING)
            self._drop_all_but(fingerprint)

    def set_aside(self, fingerprint: str) -> None:
        place = self._folder / fingerprint
        aside = place.with_name(f"{fingerprint}{_ASIDE}")
        with self._told():
            shutil.rmtree(aside, ignore_errors=True)
            with contextlib.suppress(FileNotFoundError):
                place.rename(aside)

    def clear(self) -> None:
        with self._told():
            (self._folder / _SERVING).unlink(missing_ok=True)
            self._drop_all_but("")

    def disk_bytes(self) -> int:
        """What is allocated: the log and the vectors are files with holes."""
        return sum(_allocated(path) for path in self._folder.rglob("*"))

    def _drop_all_but(self, fingerprint: str) -> None:
        for path in list(self._folder.iterdir()) if self._folder.is_dir() else ():
            ours = _OURS.fullmatch(path.name)
            if ours is None or path.name == fingerprint:
                continue
            if ours[2] == _ASIDE:
                shutil.rmtree(path, ignore_errors=True)
            else:
                _drop(path, self._folder / f"{ours[1]}.lock")

    @contextlib.contextmanager
    def _told(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            fault = fault_of(error, self._folder)
            is_of_disk = type(fault) is StoreFailed
            said = phrase("index.store_read_only", folder=self._folder)
            raise (fault if is_of_disk else StoreFailed(said)) from error


def _drop(path: Path, lock_file: Path) -> None:
    """Unless somebody has it open: another version of Sansfil may."""
    lock = taken(lock_file)
    if lock is None:
        return
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        lock_file.unlink(missing_ok=True)
    finally:
        lock.release()


def _allocated(path: Path) -> int:
    try:
        status = path.lstat()
    except OSError:
        return 0  # gone in the meantime
    # Windows does not count blocks.
    return getattr(status, "st_blocks", -(-status.st_size // 512)) * 512
