"""Starting an engine's host and hearing whether it becomes ready; ending one that is in the way."""

import asyncio
import contextlib
import json
import os
import re
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from sansfil.adapters.children import Child, own_command, started
from sansfil.adapters.engines.host import COMMAND
from sansfil.adapters.engines.launch import Launch, line_of
from sansfil.adapters.engines.locks import freed
from sansfil.adapters.engines.rendezvous import Meeting, Place
from sansfil.core.phrases import Phrase, phrase
from sansfil.ports import EngineError

LONGEST_WHY = 200
# llama.cpp's log begins lines with the time and a letter for the level (common/log.cpp).
LOG_PREFIX = re.compile(r"^[\d.]+ [A-Z] +")
TELLING = ("error loading model: ", "error: ", "Error: ")
FOLDERS = re.compile(r"(?:[A-Za-z]:)?[\\/](?:[^\\/'\":]+[\\/])+")


async def started_host(place: Place, launch: Launch, deadline_s: float) -> None:
    """Returns when the engine of `place` is ready; raises EngineError, and leaves nothing behind then.

    To be called under the place's start lock.
    """
    given = (line_of(launch) + "\n").encode()
    try:
        async with started(own_command(COMMAND, place.folder), given) as child:
            await _ready(child, launch, deadline_s)
    except OSError as error:
        raise EngineError(_start_failed(_why_of(error), launch)) from error


async def ended_host(place: Place, meeting: Meeting | None, deadline_s: float) -> None:
    """End what still runs there, host or orphan; raises EngineError where it does not go away."""
    for lock in (place.host_lock, place.engine_lock):
        if not await _is_ended(lock, meeting, deadline_s):
            raise EngineError(phrase("engine.in_the_way", folder=str(place.folder)))


async def _is_ended(lock: Path, meeting: Meeting | None, deadline_s: float) -> bool:
    """Whether the holder of the lock is gone, having been asked to go, then made to."""
    for means in (signal.SIGTERM, _KILL):
        if await freed(lock, 0):
            return True
        # A lock that is held proves that the process group still is the one we started.
        if meeting is not None:
            _send(meeting.pid, means)
        if await freed(lock, deadline_s):
            return True
    return False


async def _ready(child: Child, launch: Launch, deadline_s: float) -> None:
    pid = 0
    try:
        async with asyncio.timeout(deadline_s):
            while True:
                told = _told(await child.line(deadline_s))
                if told is None:
                    raise EngineError(await _failure(child, launch))
                if "ready" in told:
                    return
                pid = int(told.get("pid", pid))
                if "problem" in told:
                    raise EngineError(Phrase(str(told["problem"]), told["values"]))
    except TimeoutError as error:
        _send(pid, _KILL)
        said = phrase("engine.start_hung", seconds=round(deadline_s))
        raise EngineError(said) from error
    except asyncio.CancelledError:
        _send(pid, _KILL)
        raise


def _told(line: bytes) -> Mapping[str, Any] | None:
    """One line of the host, nothing where it is no JSON; None at the end."""
    if not line:
        return None
    with contextlib.suppress(ValueError):
        told = json.loads(line)
        if isinstance(told, dict):
            return cast("Mapping[str, Any]", told)
    return {}


async def _failure(child: Child, launch: Launch) -> Phrase:
    why = why_of(await child.complaints(), launch)
    return _start_failed(why, launch) if why else _died(launch)


def _died(launch: Launch) -> Phrase:
    if launch.program:
        return phrase("engine.program_died", program=launch.program, model=launch.alias)
    return phrase("engine.died_at_start", model=launch.alias)


def _start_failed(why: str, launch: Launch) -> Phrase:
    """A program of the user's may be at fault as well as the model, unless it is the model it names."""
    if launch.program and "model" not in why:
        return phrase("engine.program_failed", program=launch.program, why=why)
    return phrase("engine.start_failed", why=why)


def why_of(lines: Sequence[str], launch: Launch) -> str:
    """The line that tells most, short and without folders, ending in a full stop; empty for none."""
    plain = [LOG_PREFIX.sub("", line).strip() for line in lines]
    telling = [line.partition(mark)[2] for mark in TELLING for line in plain if mark in line]
    spoken = [line for line in (*telling, *reversed(plain)) if line]
    if not spoken:
        return ""
    shown = FOLDERS.sub("", spoken[0].replace(launch.key, "…"))
    printable = "".join(letter if letter.isprintable() else " " for letter in shown)
    return printable.rstrip(".")[:LONGEST_WHY] + "."


def _why_of(error: OSError) -> str:
    return f"{error.strerror or error}."


_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def _send(pid: int, means: signal.Signals) -> None:
    """To the host and all that it started; it leads a process group, where there are such."""
    if pid <= 0:
        return
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(pid, means)
        else:
            os.kill(pid, means)
