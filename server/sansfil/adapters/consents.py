"""What the user said of a workspace and an origin, in one file of the user's own.

The file is JSON: `{"version": 1, "words": {key: {"word", "folder", "origin", "date"}}}`. A key is a digest of
workspace and origin; folder, origin and date are for people who read it. Neither reading nor writing
follows a link, and a file that others may write to says nothing.
"""

import contextlib
import errno
import json
import os
import stat
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import Any, cast

from sansfil.adapters.engines.locks import taken
from sansfil.adapters.writing import replace_file
from sansfil.core.consent import Word
from sansfil.ports import StoreError

NAME, LOCK_NAME, VERSION = "consent.json", "consent.lock", 1
LOCK_S = 2.0
MOST_BYTES = 4_000_000
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_Words = Mapping[str, Any]


class Strange(Exception):
    """The file is not one that we wrote; the text is a reason for a person."""


class KeptConsents:
    """Fits `Consents`; `folder` is the user's own, `today` gives the date as ISO 8601."""

    def __init__(self, folder: Path, today: Callable[[], str]) -> None:
        self._folder, self._today = folder, today

    @property
    def place(self) -> Path:
        """The file, which may not be there."""
        return self._folder / NAME

    def word(self, workspace: str, origin: str) -> Word:
        try:
            known = self._read().get(_key(workspace, origin), {})
            return Word(known["word"]) if isinstance(known, dict) else Word.UNSAID
        except (OSError, Strange, ValueError, KeyError):
            return Word.UNSAID

    def keep(self, workspace: str, origin: str, word: Word) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._refuse_read_only()
            lock = taken(self._folder / LOCK_NAME, LOCK_S)
            if lock is None:
                raise StoreError("another window is writing it")
            try:
                self._write(_with(self._read(), workspace, origin, word, self._today()))
            finally:
                lock.release()
        except Strange as error:
            raise StoreError(f"{self.place}: {error}; remove it") from error
        except OSError as error:
            raise StoreError(f"{self.place}: {error.strerror or error}") from error

    def _read(self) -> _Words:
        """Empty where there is no file; raises OSError and Strange."""
        try:
            descriptor = os.open(self.place, os.O_RDONLY | _NO_LINK)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise (Strange("it is a link") if error.errno == errno.ELOOP else error) from error
        with os.fdopen(descriptor, "rb") as file:
            _refuse_strange(os.fstat(descriptor))
            return _words_of(file.read(MOST_BYTES + 1))

    def _refuse_read_only(self) -> None:
        # To put a new file in its place would be possible all the same.
        with contextlib.suppress(FileNotFoundError):
            if not self.place.lstat().st_mode & stat.S_IWUSR:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    def _write(self, words: _Words) -> None:
        """In one step, and for the user alone; raises OSError."""
        content = json.dumps({"version": VERSION, "words": words}, indent=1, sort_keys=True)
        lines = f"{content}\n".encode()
        replace_file(self.place, [lines], prefix=f".{NAME}-", is_durable=True)


def _refuse_strange(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Strange("it is no regular file")
    if status.st_size > MOST_BYTES:
        raise Strange("it is far too large")
    # Rights are another matter on Windows, where user folders are private.
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise Strange("it belongs to another user")
    if hasattr(os, "geteuid") and status.st_mode & 0o022:
        raise Strange("others may write to it")


def _words_of(content: bytes) -> _Words:
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Strange("it cannot be read") from error
    if not isinstance(tree, dict):
        raise Strange("it cannot be read")
    known = cast("dict[str, Any]", tree)
    if known.get("version") != VERSION or not isinstance(known.get("words"), dict):
        raise Strange("another version of Sansfil has written it")
    return known["words"]


def _with(words: _Words, workspace: str, origin: str, word: Word, date: str) -> _Words:
    others = {key: told for key, told in words.items() if key != _key(workspace, origin)}
    if word is Word.UNSAID:
        return others
    folder = PurePath(workspace).name
    told = {"word": word.value, "folder": folder, "origin": origin, "date": date}
    return {**others, _key(workspace, origin): told}


def _key(workspace: str, origin: str) -> str:
    content = json.dumps([workspace, origin]).encode("ascii")
    return blake2b(content, digest_size=16).hexdigest()
