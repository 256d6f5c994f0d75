"""The process that digests files for the index process, on another core: it may die of a file, or be killed."""

import contextlib
import signal
import sys
from collections.abc import Callable

from sansfil.adapters.index_process.frames import (
    Header,
    frames,
    item_of,
    plain_digest,
    write_frame,
)
from sansfil.adapters.index_process.niceness import give_way
from sansfil.adapters.index_process.wires import standard_files
from sansfil.ports.index import Digest, Digestible

# More than any file of a megabyte needs with all grammars loaded; what needs more is cut by lines.
MOST_MEMORY_BYTES = 4 * 2**30


def serve(digest: Callable[[Digestible], Digest]) -> None:
    """Digest what comes on standard input to its end; what fails is answered by an empty header."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_way()
    _bound_memory()
    read, written = standard_files()
    with contextlib.suppress(BrokenPipeError):
        write_frame(written, {}, b"")  # it has begun
        for header, body in frames(read):
            write_frame(written, *_answer(digest, header, body))


def _answer(
    digest: Callable[[Digestible], Digest], header: Header, body: bytes
) -> tuple[Header, bytes]:
    try:
        return plain_digest(digest(item_of(header, body)))
    except Exception:  # the index process tries for itself, and tells of it
        return {}, b""


def _bound_memory() -> None:
    if sys.platform != "win32":
        import resource  # only there

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        wanted = (
            MOST_MEMORY_BYTES if most == resource.RLIM_INFINITY else min(most, MOST_MEMORY_BYTES)
        )
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
