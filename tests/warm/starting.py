"""Starts the forge, and writes the program that asks it."""

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SPARK = Path(__file__).with_name("spark.py")
# Linux reads no more of a first line, and a socket's name is about as short (linux/binfmts.h, sys/un.h).
LONGEST_LINE, LONGEST_NAME = 250, 100
ENDING_S, MOST_WAITING = 10, 64


@contextlib.contextmanager
def warm_python() -> Generator[str]:
    """The program that is used as the interpreter is; the interpreter itself where nothing is forked."""
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    program, place = folder / "python", folder / "forge"
    try:
        if not _can_fork(place):
            yield sys.executable
            return
        _write(program, place)
        with _forge(place, program):
            yield str(program)
    finally:
        shutil.rmtree(folder)


def _can_fork(place: Path) -> bool:
    is_short = len(sys.executable) < LONGEST_LINE and len(str(place)) < LONGEST_NAME
    return sys.platform == "linux" and is_short and " " not in sys.executable


def _write(program: Path, place: Path) -> None:
    text = SPARK.read_text("utf-8").replace('FORGE = ""\n', f"FORGE = {str(place)!r}\n")
    program.write_text(f"#!{sys.executable} -IS\n{text}", "utf-8")
    program.chmod(0o700)


@contextlib.contextmanager
def _forge(place: Path, program: Path) -> Generator[None]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(place))
        # Who comes while it loads waits in the queue.
        listener.listen(MOST_WAITING)
        number = listener.fileno()
        command = [sys.executable, "-m", "tests.warm.forge", str(number), str(program)]
        forge = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=REPOSITORY, pass_fds=[number])
    try:
        yield
    finally:
        assert forge.stdin is not None
        forge.stdin.close()
        forge.wait(ENDING_S)
