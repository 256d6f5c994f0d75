"""Where the processes of one workspace meet: a lock that its owner holds, and a file that says where it
listens and with which key, for its user alone. The system frees the lock of an owner that was killed;
what lies there is then worth nothing, and the next owner writes it anew."""

import contextlib
import json
import os
import secrets
import stat
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sansfil.adapters.engines.locks import Lock, taken
from sansfil.adapters.index_process.lines import WIRE_VERSION
from sansfil.adapters.writing import replace_file

LOCK_FILE, MEETING_FILE, SOCKET_FILE = "owner.lock", "owner.json", "owner.sock"
MOST_BYTES = 65_536
# Shorter than the bounds of Linux (108) and macOS (104), with the zero at the end.
LONGEST_ADDRESS = 100


@dataclass(frozen=True)
class Announcement:
    """Where the owner listens. `settings` are those of its index: others do not share it."""

    address: str
    settings: str
    key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    wire: int = WIRE_VERSION


class Meeting:
    """The folder in which the windows of one workspace find each other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lock(self) -> Lock | None:
        """Become the owner; None where another is; raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return taken(self._folder / LOCK_FILE)

    def announced(self) -> Announcement | None:
        """What the last owner wrote, alive or not; None where nothing readable lies."""
        try:
            with (self._folder / MEETING_FILE).open("rb") as file:
                return _announcement_of(json.loads(file.read(MOST_BYTES)))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def free_address(self) -> str:
        """Where the owner, which alone may ask, can listen; raises OSError."""
        self._clear_up()
        if sys.platform == "win32":
            return rf"\\.\pipe\sansfil-{secrets.token_hex(16)}"
        address = self._folder / SOCKET_FILE
        if len(os.fsencode(address)) <= LONGEST_ADDRESS:
            return str(address)
        return str(Path(tempfile.mkdtemp(prefix="sansfil-")) / SOCKET_FILE)

    def announce(self, announcement: Announcement) -> None:
        """Replace the file in one step; raises OSError."""
        replace_file(self._folder / MEETING_FILE, [json.dumps(asdict(announcement)).encode()])

    def withdraw(self) -> None:
        """The owner goes; raises nothing."""
        with contextlib.suppress(OSError):
            self._clear_up()
            (self._folder / MEETING_FILE).unlink()

    def _clear_up(self) -> None:
        """Remove the socket of the last owner, which may have been killed; raises OSError."""
        announced = self.announced()
        for address in {self._folder / SOCKET_FILE, *_socket_of(announced)}:
            if _is_socket(address):
                address.unlink()
                if address.parent != self._folder:
                    address.parent.rmdir()


def _socket_of(announced: Announcement | None) -> set[Path]:
    return set() if announced is None else {Path(announced.address)}


def _is_socket(path: Path) -> bool:
    try:
        return path.name == SOCKET_FILE and stat.S_ISSOCK(path.lstat().st_mode)
    except OSError:
        return False


def _announcement_of(told: Any) -> Announcement:
    address, settings, key = (str(told[name]) for name in ("address", "settings", "key"))
    return Announcement(address, settings, bytes.fromhex(key).hex(), int(told["wire"]))
