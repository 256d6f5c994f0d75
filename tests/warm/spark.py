"""The face of one command: hands everything to the forge and ends as the command ends.

`starting` writes it down with a line `#!…/python -IS` before it and a place in `FORGE`. It loads nothing
but what is compiled into the interpreter, so that it begins in some milliseconds.
"""
# pyright: basic, reportMissingImports=false

import _signal
import _socket
import posix
import sys

FORGE = ""
# Of `SCM_RIGHTS`: three descriptors as C integers.
STREAMS = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
PASSED_ON = (_signal.SIGTERM, _signal.SIGINT, _signal.SIGHUP, _signal.SIGUSR1, _signal.SIGUSR2)


def main() -> None:
    line = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    child = 0
    try:
        line.connect(FORGE)
        hand_over(line)
        child = number(line)
    except OSError:
        pass
    if child <= 0:
        posix.execv(sys.executable, [sys.executable, *sys.argv[1:]])
    for each in PASSED_ON:
        _signal.signal(each, lambda signal, _frame: posix.kill(child, signal))
    let_go()
    end(number(line))


def hand_over(line: _socket.socket) -> None:
    """Words, folder and environment, each behind its length, and the streams."""
    words = [posix.getcwdb(), b"%d" % len(sys.argv[1:])]
    words += [word.encode("utf-8", "surrogateescape") for word in sys.argv[1:]]
    words += [name + b"=" + value for name, value in posix.environ.items()]  # type: ignore[operator]
    content = b"\0".join(words)
    rights = [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, STREAMS)]
    head = len(content).to_bytes(4, "little")
    line.sendmsg([head], rights)
    line.sendall(content)


def number(line: _socket.socket) -> int:
    """The next one from the forge; that of a command that was killed where it is gone."""
    content = b""
    while len(content) < 4:
        piece = line.recv(4 - len(content))
        if not piece:
            return -_signal.SIGKILL
        content += piece
    return int.from_bytes(content, "little", signed=True)


def let_go() -> None:
    """The streams are the command's alone: whoever reads them hears of its end, not of ours."""
    nothing = posix.open("/dev/null", posix.O_RDWR)
    for stream in (0, 1, 2):
        posix.dup2(nothing, stream)


def end(status: int) -> None:
    """As `subprocess` tells it: the exit status, or the negative of the signal that ended it."""
    if status < 0:
        if -status != _signal.SIGKILL:
            _signal.signal(-status, _signal.SIG_DFL)
        posix.kill(posix.getpid(), -status)
    posix._exit(status)


main()
