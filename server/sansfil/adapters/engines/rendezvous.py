"""Where a started engine is found: a folder per model, and in it a file that only its user can read.

`start.lock` is held while the engine is looked up, started or ended, `host.lock` by the process that
runs the engine, `engine.lock` by a llama-server that it started, `lease-N.lock` by the windows.
"""

import contextlib
import hashlib
import itertools
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sansfil.adapters.engines.locks import Lock, is_free, taken

MEETING_FILE = "engine.json"
MOST_BYTES = 65_536


@dataclass(frozen=True)
class Meeting:
    """What a window must know of a running engine; `url` is empty while it starts.

    `pid` is the host's, and the number of its process group; `model` the model file's fingerprint,
    `model_path` the file as the engine names it; `started_by` is `llama-server` or `xllamacpp`.
    """

    pid: int
    model: str
    model_path: str
    started_by: str
    url: str = ""
    key: str = field(default="", repr=False)
    slots: int = 1
    has_gpu: bool | None = None


class Place:
    """The folder in which the windows of one user meet over one model file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start_lock = folder / "start.lock"
        self.host_lock = folder / "host.lock"
        self.engine_lock = folder / "engine.lock"

    def make(self) -> None:
        """Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def meeting(self) -> Meeting | None:
        """What the host wrote, alive or not; None where nothing readable lies."""
        try:
            with (self.folder / MEETING_FILE).open("rb") as file:
                return _meeting_of(json.loads(file.read(MOST_BYTES)))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def announce(self, meeting: Meeting) -> None:
        """Replace the file in one step; raises OSError."""
        from sansfil.adapters.writing import replace_file  # only the engine's host writes

        replace_file(self.folder / MEETING_FILE, [json.dumps(asdict(meeting)).encode()])

    def withdraw(self) -> None:
        with contextlib.suppress(OSError):
            (self.folder / MEETING_FILE).unlink()

    def has_host(self) -> bool:
        return not is_free(self.host_lock)

    def lease(self) -> tuple[int, Lock]:
        """The first number that no living window has; only to be called under `start_lock`."""
        for number in itertools.count():
            lock = taken(self.folder / f"lease-{number}.lock")
            if lock is not None:
                return number, lock
        raise AssertionError("numbers do not end")

    def is_leased(self) -> bool:
        """Whether a living window holds a lease; only to be called under `start_lock`."""
        return any(not is_free(path) for path in self.folder.glob("lease-*.lock"))


def place_of(engines: Path, model: Path) -> Place:
    """The place of the model file, whatever links lead to it."""
    digest = hashlib.sha256(os.fsencode(model.resolve())).hexdigest()
    return Place(engines / digest[:16])


def places(engines: Path) -> Iterator[Place]:
    """Every place where an engine was ever started."""
    return (Place(folder) for folder in sorted(engines.glob("*")) if folder.is_dir())


def fingerprint_of(model: Path) -> str:
    """Sixteen digits that change when the file is replaced; raises OSError."""
    real = model.resolve()
    status = real.stat()
    named = f"{real}\0{status.st_size}\0{status.st_mtime_ns}"
    return hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _meeting_of(told: Any) -> Meeting:
    return Meeting(
        pid=int(told["pid"]),
        model=str(told["model"]),
        model_path=str(told["model_path"]),
        started_by=str(told["started_by"]),
        url=str(told["url"]),
        key=str(told["key"]),
        slots=max(1, int(told["slots"])),
        has_gpu=told["has_gpu"] if isinstance(told["has_gpu"], bool) else None,
    )
