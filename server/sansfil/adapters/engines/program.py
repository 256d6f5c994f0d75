"""A `llama-server` of the user's machine as a child: asked what it can, started, heard, ended."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sansfil.adapters.engines.asking import asked, is_ours
from sansfil.adapters.engines.hosted import StartFailed
from sansfil.adapters.engines.launch import HOST, Launch, arguments_of

ASKING_DEADLINE_S = 2.0
LOOKING_DEADLINE_S = 20.0
ENDING_DEADLINE_S = 3.0
POLL_S = 0.05
PORTS_TO_TRY = 3
KEPT_LINES, LONGEST_LINE = 50, 4096
STANDARD_ERROR = 2
# What llama-server says when another program was quicker at the port (tools/server/server-http.cpp).
PORT_TAKEN = b"couldn't bind"
PR_SET_PDEATHSIG = 1  # linux/prctl.h
SECRET_WORDS = ("TOKEN", "KEY", "SECRET", "PASSW", "CREDENTIAL")


class Program:
    """A `llama-server` of the user's machine as a child of this process."""

    name = "llama-server"

    def __init__(self, launch: Launch, engine_lock: Path, is_given_up: Callable[[], bool]) -> None:
        """Blocks until the model is loaded; raises StartFailed and OSError."""
        self._is_given_up = is_given_up
        self.has_gpu: bool | None = has_gpu_of(_said(launch.program, "--list-devices"))
        batch = launch.knobs.gpu_batch if self.has_gpu else launch.knobs.cpu_batch
        known = _said(launch.program, "--help")
        for _ in range(PORTS_TO_TRY):
            port = _free_port()
            self.url = f"http://{HOST}:{port}"
            arguments = [launch.program, *arguments_of(launch, port, batch, known)]
            self._child = _started(arguments, launch.key, engine_lock)
            echo = _Echo(self._child)
            if self._becomes_ready(launch):
                return
            self.stop()
            if not echo.has_said(PORT_TAKEN):
                break
        raise StartFailed("")

    def is_alive(self) -> bool:
        return self._child.poll() is None

    def stop(self) -> None:
        self._child.terminate()
        try:
            self._child.wait(ENDING_DEADLINE_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def _becomes_ready(self, launch: Launch) -> bool:
        until_s = time.monotonic() + launch.start_s
        while self.is_alive() and time.monotonic() < until_s and not self._is_given_up():
            health = asked(self.url, "/health", "", ASKING_DEADLINE_S)
            if health.status == http.client.OK:
                return is_ours(self.url, launch.key, launch.model, ASKING_DEADLINE_S)
            time.sleep(POLL_S)
        return False


def has_gpu_of(listing: str) -> bool | None:
    """What `llama-server --list-devices` says; None where it does not know the question.

    Below `Available devices:` it prints `  NAME: DESCRIPTION (n MiB, n MiB free)` for each device
    but the processor (ggml-org/llama.cpp, common/arg.cpp); BLAS is a library, not a device.
    """
    _, head, devices = listing.partition("Available devices:")
    if not head:
        return None
    names = [line.strip().partition(":")[0] for line in devices.splitlines() if "MiB" in line]
    return any(not name.startswith(("BLAS", "CPU")) for name in names)


def _said(program: str, question: str) -> str:
    """What the program prints; empty where it does not answer in time."""
    try:
        answer = subprocess.run(
            [program, question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LOOKING_DEADLINE_S,
            check=False,
            env=_environment(),
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode("utf-8", "replace")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind((HOST, 0))
        return int(door.getsockname()[1])


def _environment(**more: str) -> Mapping[str, str]:
    """The user's, without secrets; the user's own `LLAMA_ARG_…` count where we say nothing."""
    kept = {name: text for name, text in os.environ.items() if not _sounds_secret(name)}
    return {**kept, **more}


def _started(arguments: Sequence[str], key: str, engine_lock: Path) -> "subprocess.Popen[bytes]":
    inherited = _locked_for_child(engine_lock)
    try:
        return subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_environment(LLAMA_API_KEY=key),
            pass_fds=inherited,
            preexec_fn=_dying_with_parent(),
        )
    finally:
        for descriptor in inherited:
            os.close(descriptor)


def _locked_for_child(path: Path) -> tuple[int, ...]:
    """A locked descriptor for the child alone: the lock is held for as long as the child lives."""
    try:
        import fcntl  # not on Windows
    except ImportError:
        return ()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return (descriptor,)


def _dying_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel ends the child when its parent dies, however that happens."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


class _Echo:
    """Passes on what the child says to standard error, while that is open, and recalls the end."""

    def __init__(self, child: "subprocess.Popen[bytes]") -> None:
        self._last = deque[bytes](maxlen=KEPT_LINES)
        self._thread = threading.Thread(target=self._pass_on, args=(child,), daemon=True)
        self._thread.start()

    def has_said(self, words: bytes) -> bool:
        """To be asked once the child has ended."""
        self._thread.join(ASKING_DEADLINE_S)
        return any(words in line for line in self._last)

    def _pass_on(self, child: "subprocess.Popen[bytes]") -> None:
        assert child.stdout is not None
        while line := child.stdout.readline(LONGEST_LINE):
            self._last.append(line)
            with contextlib.suppress(OSError):
                os.write(STANDARD_ERROR, line)


def _sounds_secret(name: str) -> bool:
    return any(word in name.upper() for word in SECRET_WORDS)
