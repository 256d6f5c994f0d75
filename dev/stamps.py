"""Remembers what a step was made from, so that a step whose inputs did not change is skipped."""

import fcntl
import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dev.programs import TOOLS
from dev.steps import step

STAMPS = TOOLS / "stamps"


def fingerprint(*inputs: Path | str) -> str:
    """SHA-256 over the given words and the names and contents of the given files, in that order."""
    digest = hashlib.sha256()
    for item in inputs:
        content = item.read_bytes() if isinstance(item, Path) else item.encode()
        name = item.name if isinstance(item, Path) else ""
        digest.update(f"{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def is_stamped(name: str, inputs: str) -> bool:
    """True if step `name` was last finished from exactly these inputs."""
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text(encoding="ascii") == inputs


def write_stamp(name: str, inputs: str) -> None:
    """Notes that step `name` is finished; called last, so an interrupted step is done again."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(inputs, encoding="ascii")


@contextmanager
def tools_lock() -> Generator[None]:
    """Lets one make target at a time change `.tools` and `.venv`; a second one waits."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with step("waiting for another make in this folder"):
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield
