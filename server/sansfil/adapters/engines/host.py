"""The process that runs one engine for all windows, and ends with the last of them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from sansfil.adapters.children import own_command
from sansfil.adapters.engines.gguf_check import fault_of
from sansfil.adapters.engines.hosted import Hosted, StartFailed, Wheel
from sansfil.adapters.engines.launch import Launch, launch_of
from sansfil.adapters.engines.locks import taken
from sansfil.adapters.engines.program import Program
from sansfil.adapters.engines.rendezvous import Meeting, Place
from sansfil.adapters.engines.starter import ending_with_starter, starter_has_left
from sansfil.core.phrases import Phrase, phrase

BEAT_S = 0.5
LOOKED_AT_S = 2.0
GRACE_S = 10.0
DONE, COULD_NOT = 0, 1
COMMAND = "engine-host"
DETACHED = "--detached"


def detach(folder: Path) -> int:
    """Start the host in a session of its own and leave it: who asked for it may die before it.

    The launch comes on standard input; the host inherits standard output and error. Returns in both
    processes, or in the only one where a process cannot be copied.
    """
    if hasattr(os, "fork"):
        if os.fork():
            return DONE
        os.setsid()
        return host(folder)
    command = own_command(COMMAND, DETACHED, folder)
    child = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError), child.stdin as pipe:
        pipe.write(sys.stdin.buffer.read())
    return DONE


def host(folder: Path) -> int:
    """Run the engine that standard input describes, until no window wants it; the exit code.

    Says `{"pid"}`, then `{"ready": true}` or `{"problem", "values"}`, each a line of JSON.
    """
    launch = launch_of(sys.stdin.readline())
    place = Place(folder)
    is_ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: is_ended.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Somebody may be looking whether it is held, which takes an instant.
    lock = taken(place.host_lock, LOOKED_AT_S)
    if lock is None:
        sys.stderr.write("another process runs this engine\n")
        return COULD_NOT
    try:
        return _run(place, launch, is_ended)
    finally:
        place.withdraw()
        lock.release()


def _run(place: Place, launch: Launch, is_ended: threading.Event) -> int:
    _end_after(launch.start_s + GRACE_S)
    try:
        place.announce(_meeting(launch, None))
    except OSError as error:
        why = error.strerror or str(error)
        return _fail(phrase("engine.no_place", folder=str(place.folder), why=why))
    _say({"pid": os.getpid()})
    fault = fault_of(Path(launch.model))
    if fault is not None:
        return _fail(fault)
    try:
        hosted = _hosted(place, launch)
    except StartFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return COULD_NOT
    try:
        _end_after(0)
        place.announce(_meeting(launch, hosted))
        _say({"ready": True})
        _fall_silent()
        _stay(place, hosted, launch.linger_s, is_ended)
    finally:
        hosted.stop()
    return DONE


def _end_after(seconds: float) -> None:
    """End this process, even inside of llama.cpp, should that hang; 0 for never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _hosted(place: Place, launch: Launch) -> Hosted:
    if launch.program:
        return Program(launch, place.engine_lock, starter_has_left)
    with ending_with_starter():
        return Wheel(launch)


def _stay(place: Place, hosted: Hosted, linger_s: float, is_ended: threading.Event) -> None:
    """Until the engine dies, the process is told to end, or no window has been there for long."""
    last_wanted_s = time.monotonic()
    while not is_ended.wait(BEAT_S) and hosted.is_alive():
        now_s = time.monotonic()
        try:
            start_lock = taken(place.start_lock)
        except OSError:
            return  # the folder was cleared away, and nobody can find this engine any more
        if start_lock is None:
            last_wanted_s = now_s  # somebody is looking for an engine right now
            continue
        try:
            if place.is_leased():
                last_wanted_s = now_s
            elif now_s - last_wanted_s >= linger_s:
                _close(place, hosted)
                return
        finally:
            start_lock.release()


def _close(place: Place, hosted: Hosted) -> None:
    """End while nobody can come in: a window that comes later finds no engine and starts one."""
    place.withdraw()
    hosted.stop()


def _meeting(launch: Launch, hosted: Hosted | None) -> Meeting:
    found = Meeting(os.getpid(), launch.fingerprint, launch.model, "", key=launch.key)
    if hosted is None:
        return found
    return Meeting(
        found.pid,
        found.model,
        found.model_path,
        hosted.name,
        hosted.url,
        launch.key,
        launch.knobs.slots,
        hosted.has_gpu,
    )


def _fail(why: Phrase) -> int:
    _say({"problem": why.key, "values": dict(why.values)})
    return COULD_NOT


def _say(told: Mapping[str, object]) -> None:
    # Whoever asked may be gone already; others may come.
    with contextlib.suppress(OSError):
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _fall_silent() -> None:
    """Nobody reads any more, and an engine's log is no place for code."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
