"""What the embedded Qdrant raises, told as errors of a store."""

import contextlib
from collections.abc import Generator
from pathlib import Path

from sansfil.core.phrases import Phrase, phrase
from sansfil.ports.index import StoreBusy, StoreCorrupt, StoreFailed

# It raises plain exceptions with Rust's texts, and so they are told apart by their words.
_BUSY = ("WouldBlock",)
_FULL = ("No space left", "os error 28", "os error 112", "StorageFull", "QuotaExceeded")
_READ_ONLY = ("Read-only file system", "os error 30", "ReadOnlyFilesystem")
_FORBIDDEN = ("Permission denied", "os error 13", "os error 5)", "PermissionDenied")
# A panic of Rust is no Exception, that nobody may take it for one.
_PANIC = "PanicException"


@contextlib.contextmanager
def told(folder: Path) -> Generator[None]:
    """Whatever the engine raises inside is raised as an error of the store at `folder`."""
    try:
        yield
    except StoreFailed:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise
        raise fault_of(error, folder) from error


def fault_of(error: BaseException, folder: Path) -> StoreFailed:
    text = str(error)
    if isinstance(error, NotADirectoryError | FileExistsError):
        return StoreFailed(phrase("index.store_no_folder", folder=folder))
    if any(word in text for word in _BUSY):
        return StoreBusy(phrase("index.store_busy"))
    if (said := _of_disk(text, folder)) is not None:
        return StoreFailed(said)
    return StoreCorrupt(phrase("index.store_corrupt", folder=folder))


def _of_disk(text: str, folder: Path) -> Phrase | None:
    if any(word in text for word in _FULL):
        return phrase("index.store_full", folder=folder)
    if any(word in text for word in _READ_ONLY + _FORBIDDEN):
        return phrase("index.store_read_only", folder=folder)
    return None
