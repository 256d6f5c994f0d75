"""The engine that Sansfil starts by itself: one per user and model, shared by all windows."""

import asyncio
import contextlib
import importlib.util
import os
import secrets
import shutil
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sansfil.adapters.engines.asking import is_ours
from sansfil.adapters.engines.launch import Knobs, Launch, alias_of, context_per_slot
from sansfil.adapters.engines.locks import Lock, holding
from sansfil.adapters.engines.processors import threads_of
from sansfil.adapters.engines.rendezvous import Meeting, Place, fingerprint_of, place_of, places
from sansfil.adapters.engines.slots import ANY
from sansfil.adapters.engines.starting import ended_host, started_host
from sansfil.core.phrases import phrase
from sansfil.ports import EngineError
from sansfil.settings import LocalSettings

PROGRAM, WHEEL = "llama-server", "xllamacpp"


@dataclass(frozen=True)
class Patience:
    """How long an engine may take to load its model, to say who it is, to end, and to stay alone;
    `probe_s` is what a server that nobody named may take to answer at a usual port."""

    start_s: float = 300.0
    asking_s: float = 10.0
    ending_s: float = 5.0
    linger_s: float = 10.0
    probe_s: float = 0.25


@dataclass(frozen=True)
class Seat:
    """A window's place at a shared engine; `slot` is `ANY` for windows beyond the last slot."""

    meeting: Meeting
    slot: int


class SharedEngines:
    """Finds the engine of a model file, or starts it."""

    def __init__(self, folder: Path, patience: Patience | None = None) -> None:
        self._folder, self._patience = folder, patience or Patience()

    @contextlib.asynccontextmanager
    async def seated(self, model: Path, settings: LocalSettings) -> AsyncGenerator[Seat]:
        """A slot of a running engine for as long as the context lasts; raises EngineError.

        The operating system gives the lease back should this process be killed.
        """
        place = place_of(self._folder, model)
        meeting, number, lease = await self._met(place, model, settings)
        try:
            yield Seat(meeting, number if number < meeting.slots else ANY)
        finally:
            lease.release()

    async def _met(
        self, place: Place, model: Path, settings: LocalSettings
    ) -> tuple[Meeting, int, Lock]:
        patience = self._patience
        try:
            place.make()
            fingerprint = fingerprint_of(model)
            async with holding(place.start_lock, patience.start_s + patience.asking_s):
                number, lease = place.lease()
                try:
                    meeting = await self._meeting(place, model, fingerprint, settings)
                except BaseException:
                    lease.release()
                    raise
        except TimeoutError as error:
            said = phrase("engine.start_hung", seconds=round(patience.start_s))
            raise EngineError(said) from error
        except OSError as error:
            raise _unusable(error, model, place) from error
        return meeting, number, lease

    async def _meeting(
        self, place: Place, model: Path, fingerprint: str, settings: LocalSettings
    ) -> Meeting:
        """The engine that runs, where it is the right one; else a new one in its place."""
        found = place.meeting()
        if found is not None and await self._is_right(place, found, fingerprint):
            return found
        await ended_host(place, found, self._patience.ending_s)
        launch = self._launch(model, fingerprint, settings)
        await started_host(place, launch, self._patience.start_s)
        announced = place.meeting()
        if announced is None or announced.key != launch.key:
            raise EngineError(phrase("engine.died_at_start", model=launch.alias))
        return announced

    async def _is_right(self, place: Place, found: Meeting, fingerprint: str) -> bool:
        if not found.url or found.model != fingerprint or not place.has_host():
            return False
        asking = (found.url, found.key, found.model_path, self._patience.asking_s)
        return await asyncio.to_thread(is_ours, *asking)

    def _launch(self, model: Path, fingerprint: str, settings: LocalSettings) -> Launch:
        program, knobs = program_on_path(), Knobs()
        if not program and not has_wheel():
            raise EngineError(phrase("engine.none_installed"))
        return Launch(
            model=str(model),
            alias=alias_of(model),
            fingerprint=fingerprint,
            key=secrets.token_urlsafe(32),
            program=program,
            context_tokens=context_per_slot(settings.prompt_tokens, settings.max_tokens, knobs),
            threads=threads_of(settings.threads),
            start_s=self._patience.start_s,
            linger_s=self._patience.linger_s,
            knobs=knobs,
        )


def running_in(folder: Path) -> Sequence[Meeting]:
    """The engines of ours that run now, whoever started them."""
    met = [(place, place.meeting()) for place in places(folder)]
    return [found for place, found in met if found and found.url and place.has_host()]


def program_on_path() -> str:
    """The `llama-server` that the user's PATH names, or nothing; never one of the current folder."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    absolute = [folder for folder in folders if Path(folder).is_absolute()]
    found = shutil.which(PROGRAM, path=os.pathsep.join(absolute)) if absolute else None
    return found if found and Path(found).is_absolute() else ""


def has_wheel() -> bool:
    """Whether the CPU engine is installed, in this environment or among the extras."""
    return importlib.util.find_spec(WHEEL) is not None


def _unusable(error: OSError, model: Path, place: Place) -> EngineError:
    why = error.strerror or str(error)
    if error.filename is not None and Path(str(error.filename)) == model.resolve():
        return EngineError(phrase("engine.model_unreadable", path=str(model), why=why))
    return EngineError(phrase("engine.no_place", folder=str(place.folder), why=why))
