"""Bringing one file of a hub to its place: behind what an earlier attempt left, told, and checked."""

import contextlib
import hashlib
import importlib
import re
import shutil
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sansfil.core.phrases import Phrase, phrase

TOLD_EVERY_S = 0.1
WATCHED_EVERY_S = 0.5
CHUNK_BYTES = 1_048_576
MEGABYTE = 1_000_000
SPARE_BYTES = 64 * MEGABYTE
OUR_NAME = "sansfil"
SHA256 = re.compile(r"[0-9a-f]{64}")
# Hears of bytes done and of all bytes, 0 while unknown.
Tell = Callable[[int, int], None]


class FetchFailed(Exception):
    """The file cannot be had; `said` is why."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(said.key)
        self.said = said


@dataclass(frozen=True)
class Wanted:
    """A file as the hub describes it: `name` for people, `size` in bytes where it is known."""

    name: str
    url: str
    etag: str
    size: int | None


@contextlib.contextmanager
def held(lock_file: Path, blob: Path, total: int, tell: Tell) -> Generator[None]:
    """The lock of a download; while somebody else has it, how far they are is told."""
    from filelock import FileLock, Timeout

    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock, told = FileLock(lock_file), 0
    while not lock.is_locked:
        try:
            lock.acquire(timeout=WATCHED_EVERY_S)
        except Timeout:
            parts = blob.parent.glob(f"{blob.name}*.incomplete")
            there = max(map(_size, parts), default=0)
            if there != told:
                told = there
                tell(there, total)
    try:
        yield
    finally:
        lock.release()


def bring(wanted: Wanted, blob: Path, tell: Tell) -> None:
    """Download to `blob`; raises FetchFailed, OSError, and what the library's client raises."""
    library: Any = importlib.import_module("huggingface_hub")
    client: Any = importlib.import_module("huggingface_hub.file_download")
    # The name that older versions of the library use, and go on with.
    unfinished = blob.with_name(f"{blob.name}.incomplete")
    if wanted.size is not None and _size(unfinished) > wanted.size:
        unfinished.unlink()
    _refuse_a_full_disk(wanted, unfinished)
    library.constants.DOWNLOAD_CHUNK_SIZE = CHUNK_BYTES
    headers = client.build_hf_headers(token=False, library_name=OUR_NAME)
    with unfinished.open("ab") as content:
        start = content.tell()
        watched: Any = _Watched(content, wanted.size or 0, tell)
        client.http_get(
            wanted.url, watched, resume_size=start, headers=headers, expected_size=wanted.size
        )
    _check(unfinished, wanted, tell)
    unfinished.replace(blob)


def _refuse_a_full_disk(wanted: Wanted, unfinished: Path) -> None:
    missing = 0 if wanted.size is None else wanted.size - _size(unfinished)
    free = shutil.disk_usage(unfinished.parent).free
    if missing + SPARE_BYTES > free:
        needed, left = (missing + SPARE_BYTES) // MEGABYTE, free // MEGABYTE
        said = phrase("engine.disk_too_small", file=wanted.name, needed=needed, left=left)
        raise FetchFailed(said)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _check(unfinished: Path, wanted: Wanted, tell: Tell) -> None:
    """A file that came wrong is not kept: the next attempt starts anew.

    The ETag of a large file is its SHA-256 (huggingface_hub, file_download.py).
    """
    if SHA256.fullmatch(wanted.etag) and _sha256(unfinished, tell) != wanted.etag:
        unfinished.unlink()
        raise FetchFailed(phrase("engine.download_damaged", file=wanted.name))


def _sha256(path: Path, tell: Tell) -> str:
    digest, clock, size = hashlib.sha256(), _Clock(), _size(path)
    with path.open("rb") as content:
        while piece := content.read(CHUNK_BYTES):
            digest.update(piece)
            if clock.strikes():
                # Reading gigabytes takes a while, and who hears nothing gives up.
                tell(size, size)
    return digest.hexdigest()


class _Clock:
    """Strikes at most ten times a second."""

    def __init__(self) -> None:
        self._next_s = 0.0

    def strikes(self) -> bool:
        now_s = time.monotonic()
        if now_s < self._next_s:
            return False
        self._next_s = now_s + TOLD_EVERY_S
        return True


class _Watched:
    """A file being written to, whose growth is told."""

    def __init__(self, content: BinaryIO, total: int, tell: Tell) -> None:
        self._content, self._total, self._tell = content, total, tell
        self._clock = _Clock()

    def write(self, piece: bytes) -> int:
        written = self._content.write(piece)
        if self._clock.strikes():
            # What was told is on disk, whatever happens next.
            self._content.flush()
            self._tell(self._content.tell(), self._total)
        return written

    def tell(self) -> int:
        return self._content.tell()

    def seek(self, place: int) -> int:
        return self._content.seek(place)

    def truncate(self) -> int:
        return self._content.truncate()
