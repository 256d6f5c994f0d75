"""Files that are replaced in one step: whoever reads finds the old content or the new one, never a part."""

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


def replace_file(
    path: Path,
    content: Iterable[bytes | memoryview],
    prefix: str = ".unfinished-",
    *,
    is_durable: bool = False,
) -> None:
    """For the user alone; raises OSError.

    What a crash leaves behind lies beside `path` under a name that begins with `prefix`; where it
    `is_durable`, the disk has the content before anybody can read it.
    """
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=prefix)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(content)
            if is_durable:
                file.flush()
                os.fsync(descriptor)
        Path(unfinished).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(unfinished).unlink()
        raise
