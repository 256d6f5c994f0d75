"""Reading what may lie on a disk: regular files only, and never waiting for a pipe."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_NOT_WAITING = getattr(os, "O_NONBLOCK", 0)
_NOT_A_LINK = getattr(os, "O_NOFOLLOW", 0)


def opened_file(path: Path) -> BinaryIO:
    """The regular file at `path`, or at the end of its links; raises OSError for all else."""
    return _opened(path, os.O_RDONLY | _NOT_WAITING)


def content_of(path: Path) -> bytes:
    """The bytes of the regular file at `path`, or at the end of its links; raises OSError."""
    with opened_file(path) as file:
        return file.read()


def content_up_to(path: Path, most_bytes: int) -> bytes:
    """Like `content_of`; raises OSError with EFBIG for a file of more than `most_bytes`."""
    with opened_file(path) as file:
        return _read_up_to(file, most_bytes, path)


def content_below(root: Path, path: str, most_bytes: int | None = None) -> bytes:
    """The bytes of the file at `path` (POSIX, below `root`), which no link leads to.

    Raises OSError; with EFBIG for a file of more than `most_bytes`.
    """
    with file_below(root, path) as file:
        return file.read() if most_bytes is None else _read_up_to(file, most_bytes, root / path)


def file_below(root: Path, path: str) -> BinaryIO:
    """The regular file at `path` (POSIX, below `root`), which no link leads to; raises OSError."""
    if os.path.isabs(path) or ".." in path.split("/"):  # noqa: PTH117
        raise _error(errno.ENOENT, root / path)
    if folder_is_linked(root, path.rpartition("/")[0]):
        raise _error(errno.ELOOP, root / path)
    return _opened(root / path, os.O_RDONLY | _NOT_WAITING | _NOT_A_LINK)


def folder_is_linked(root: Path, folder: str) -> bool:
    """Whether a part of `folder` (POSIX, below `root`) is a symbolic link; `root` may be one."""
    # Texts, because an index asks this of every file that it reads.
    place = str(root)
    for part in filter(None, folder.split("/")):
        place = f"{place}/{part}"
        if os.path.islink(place):  # noqa: PTH114
            return True
    return False


def _opened(path: Path, flags: int) -> BinaryIO:
    descriptor = os.open(path, flags)
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise _error(errno.EISDIR if stat.S_ISDIR(mode) else errno.EINVAL, path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _read_up_to(file: BinaryIO, most_bytes: int, path: Path) -> bytes:
    content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise _error(errno.EFBIG, path)
    return content


def _error(number: int, path: Path) -> OSError:
    why = "Not a regular file" if number == errno.EINVAL else os.strerror(number)
    return OSError(number, why, str(path))
