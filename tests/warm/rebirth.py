"""Makes of a fork what a new process of `python -m sansfil` would be."""

import io
import locale
import os
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sansfil
from sansfil.adapters import children

MAIN = Path(sansfil.__file__).with_name("__main__.py")
AS_MODULE = [b"-m", b"sansfil"]
ISOLATED = [b"-I", os.fsencode(MAIN)]
# Children of ours that may be forked too; the others outlive whoever started them.
CHILDREN = (b"learn", b"index-child")
# Whatever else of Python's own is set is there when it starts, or not at all.
FOLLOWED = {b"PYTHONIOENCODING", b"PYTHONUNBUFFERED"}
OWN_ENVIRONMENT = {name: each for name, each in os.environb.items() if name[:6] == b"PYTHON"}
UTF8 = ("utf-8", "utf8")


def is_possible(words: Sequence[bytes], environment: Mapping[bytes, bytes]) -> bool:
    """Whether a fork can be made the same as a new process."""
    if words[:2] == ISOLATED:
        return words[2:3] != [] and words[2] in CHILDREN
    pythons = {name: each for name, each in environment.items() if name[:6] == b"PYTHON" and each}
    rest = {name: each for name, each in pythons.items() if name not in FOLLOWED}
    is_plain = _is_known(rest) and _is_loaded_alike(environment)
    return words[:2] == AS_MODULE and is_plain and _speaks_utf8(environment)


def reborn(
    words: Sequence[bytes],
    folder: bytes,
    environment: Mapping[bytes, bytes],
    streams: Sequence[int],
    launcher: str,
) -> None:
    """Runs the command to its end, which is that of the interpreter."""
    _take_over(folder, environment, streams)
    is_isolated = words[:2] == ISOLATED
    _open_streams(None if is_isolated else os.environ.get("PYTHONIOENCODING"))
    sys.argv = [str(MAIN), *map(os.fsdecode, words[2:])]
    sys.path[0] = str(MAIN.parents[1]) if is_isolated else str(Path.cwd())
    # What the command starts by itself is started the same way.
    children.__dict__["sys"] = SimpleNamespace(**{**vars(sys), "executable": launcher})
    from sansfil.__main__ import main

    sys.exit(main())


def _is_known(pythons: Mapping[bytes, bytes]) -> bool:
    path = pythons.get(b"PYTHONPATH", b"")
    places = [os.fsdecode(place) for place in path.split(b":") if place]
    others = {name: each for name, each in pythons.items() if name != b"PYTHONPATH"}
    return set(places) <= set(sys.path) and others.items() <= OWN_ENVIRONMENT.items()


def _is_loaded_alike(environment: Mapping[bytes, bytes]) -> bool:
    """Libraries are looked for where the loader was told to when the process was started."""
    loaders = {name: each for name, each in environment.items() if name[:3] == b"LD_"}
    return loaders.items() <= os.environb.items()


def _speaks_utf8(environment: Mapping[bytes, bytes]) -> bool:
    """In the locale C as well (PEP 538, PEP 540)."""
    named = (environment.get(name, b"") for name in (b"LC_ALL", b"LC_CTYPE", b"LANG"))
    name = os.fsdecode(next(filter(None, named), b"C"))
    return name in ("C", "POSIX") or name.partition(".")[2].lower() in UTF8


def _take_over(folder: bytes, environment: Mapping[bytes, bytes], streams: Sequence[int]) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environb.clear()
    os.environb.update(environment)
    os.chdir(folder)
    time.tzset()
    tempfile.tempdir = None
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        locale.setlocale(locale.LC_CTYPE, "C")


def _open_streams(told: str | None) -> None:
    """As Python opens them (Python/pylifecycle.c, `init_sys_streams`)."""
    encoding, _, errors = (told or "").partition(":")
    is_plain = locale.setlocale(locale.LC_CTYPE) in ("C", "POSIX", "C.UTF-8", "C.utf8")
    errors = errors or ("strict" if encoding or not is_plain else "surrogateescape")
    encoding = encoding or "utf-8"
    sys.stdin = sys.__stdin__ = _stream(0, "r", encoding, errors)
    sys.stdout = sys.__stdout__ = _stream(1, "w", encoding, errors)
    sys.stderr = sys.__stderr__ = _stream(2, "w", encoding, "backslashreplace")


def _stream(number: int, mode: str, encoding: str, errors: str) -> Any:
    name = ("<stdin>", "<stdout>", "<stderr>")[number]
    is_direct = mode == "w" and bool(os.environ.get("PYTHONUNBUFFERED"))
    raw: Any = open(number, f"{mode}b", buffering=0 if is_direct else -1, closefd=False)  # noqa: SIM115
    (raw if is_direct else raw.raw).name = name
    return io.TextIOWrapper(
        raw,
        encoding,
        errors,
        newline="\n",
        line_buffering=number == 2 or raw.isatty(),
        write_through=is_direct,
    )
