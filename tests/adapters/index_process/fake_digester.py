"""A process that digests: texts become one point of their own words; some texts fail, die, or last for ever."""

import os
import sys
import threading
from pathlib import Path

from sansfil.adapters.index_process.digest_worker import serve
from sansfil.core.chunks import Symbol
from sansfil.core.ranking import FileKind, SparseVector
from sansfil.ports.index import Digest, Digestible, IndexPoint


def digest(item: Digestible) -> Digest:
    """What is expected of the process, too."""
    if item.text == "bug":
        raise ZeroDivisionError
    if item.text == "death" and not item.by_lines:
        os._exit(3)
    if item.text == "for ever" and not item.by_lines:
        threading.Event().wait()
    words = SparseVector((1, 2**32 - 1), (0.1, len(item.text) / 3))
    point = IndexPoint("key", item.path, "b", 0, 0, 1, "a.b", "python", FileKind.TEST, words)
    symbol = Symbol("b", "class", "a", 0, 1)
    return Digest(item.path, "b", "python", (point, point), ("t",), (symbol,), {item.text: 2})


if __name__ == "__main__":
    for starts in sys.argv[1:]:
        with Path(starts).open("a") as file:
            file.write("s")
    serve(digest)
