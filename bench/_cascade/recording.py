"""Records traces: asks a genuine llama.cpp for a line eight times a second while things befall it."""

import asyncio
import contextlib
import json
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from bench._cascade.trace import Sample, Trace
from bench._engine import SETTINGS
from tests.engine import models
from tests.engine.engine import RunningEngine, running_engine

EVERY_S = 0.125
PATIENCE_S = 1.0
LINE_TOKENS = 12
LASTS_S = 40.0
PROMPT = "".join(
    f"def part_{number}(self):\n    return self.parts[{number}]\n\n" for number in range(60)
)


@dataclass
class Patient:
    """The engine that things befall; it is the same address when it has been started again."""

    engine: RunningEngine
    stack: ExitStack
    samples: list[Sample] = field(default_factory=list[Sample])


Fate = Callable[[Patient], Awaitable[None]]


async def well(_patient: Patient) -> None:
    """Nothing happens."""
    await asyncio.Event().wait()


async def slow(patient: Patient) -> None:
    """It gets a twelfth of its time, as on a machine that is busy or hot."""
    await _throttled(patient, on_s=0.01, off_s=0.11)


async def slower(patient: Patient) -> None:
    """It gets a third of its time: what a second, weaker machine would do."""
    await _throttled(patient, on_s=0.01, off_s=0.02)


async def hung(patient: Patient) -> None:
    """From the tenth to the thirtieth second it takes connections and says nothing."""
    await asyncio.sleep(10)
    await _stopped(patient, 20)
    await asyncio.Event().wait()


async def flapping(patient: Patient) -> None:
    """It hangs for two seconds, works for three, and so on."""
    while True:
        await asyncio.sleep(3)
        await _stopped(patient, 2)


async def dying(patient: Patient) -> None:
    """It is killed in the tenth second and started again, cold, in the twenty-fifth."""
    await asyncio.sleep(10)
    patient.engine.kill()
    await asyncio.sleep(15)
    again = running_engine(models.random("tiny"), None, **SETTINGS)
    patient.engine = await asyncio.to_thread(patient.stack.enter_context, again)
    await asyncio.Event().wait()


FATES: tuple[Fate, ...] = (well, slow, slower, hung, flapping, dying)


def record(fate: Fate) -> Trace:
    """Forty seconds of an engine that this befalls."""
    with ExitStack() as stack:
        engine = stack.enter_context(running_engine(models.random("tiny"), None, **SETTINGS))
        patient = Patient(engine, stack)
        _ask(engine.url, 0)
        asyncio.run(_recorded(patient, fate))
    told = (fate.__doc__ or "").rstrip(".")
    return Trace(fate.__name__, told, tuple(patient.samples))


async def _recorded(patient: Patient, fate: Fate) -> None:
    async with _befallen(fate(patient)):
        began_s = time.perf_counter()
        for number in range(int(LASTS_S / EVERY_S)):
            due_s = began_s + number * EVERY_S
            await asyncio.sleep(max(0.0, due_s - time.perf_counter()))
            at_ms = 1e3 * (time.perf_counter() - began_s)
            if at_ms > 1e3 * LASTS_S:
                return
            sample = await asyncio.to_thread(_ask, patient.engine.url, number)
            patient.samples.append(Sample(round(at_ms), *sample))


@contextlib.asynccontextmanager
async def _befallen(fate: Awaitable[None]) -> AsyncGenerator[None]:
    task = asyncio.ensure_future(fate)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _throttled(patient: Patient, on_s: float, off_s: float) -> None:
    while True:
        patient.engine.child.send_signal(signal.SIGSTOP)
        await asyncio.sleep(off_s)
        patient.engine.child.send_signal(signal.SIGCONT)
        await asyncio.sleep(on_s)


async def _stopped(patient: Patient, for_s: float) -> None:
    patient.engine.pause()
    await asyncio.sleep(for_s)
    patient.engine.resume()


def _ask(url: str, number: int) -> tuple[float | None, float | None]:
    """Milliseconds until a line was there, or until an error was; neither within the patience."""
    asked = {
        "prompt": f"{PROMPT}value_{number} = ",
        "n_predict": LINE_TOKENS,
        "cache_prompt": True,
        "ignore_eos": True,
    }
    body = json.dumps(asked).encode()
    request = urllib.request.Request(
        f"{url}/completion", body, {"Content-Type": "application/json"}
    )
    start_s = time.perf_counter()
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            response.read()
    except TimeoutError:
        return None, None
    except (urllib.error.URLError, OSError) as error:
        if isinstance(getattr(error, "reason", None), (TimeoutError, socket.timeout)):
            return None, None
        return None, _since(start_s)
    return _since(start_s), None


def _since(start_s: float) -> float:
    return round(1e3 * (time.perf_counter() - start_s), 1)
