"""One look at this machine, put together from all that is asked at once."""

import asyncio
import importlib.util
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sansfil.adapters.engines.inventory.answering import Door, doors_at, served_at
from sansfil.adapters.engines.inventory.folders import stored_in, usual_folders
from sansfil.adapters.engines.inventory.memory import free_ram_bytes
from sansfil.adapters.engines.inventory.processes import named
from sansfil.adapters.engines.inventory.starters import starter_here
from sansfil.adapters.engines.launch import Knobs, context_per_slot
from sansfil.adapters.engines.managed import running_in
from sansfil.adapters.engines.model_facts import of_gguf
from sansfil.adapters.engines.opening import (
    KEY_VARIABLES,
    OTHERS_KEY_VARIABLE,
    engines_below,
    is_file_name,
)
from sansfil.adapters.engines.recognition import LLAMA_CPP, OLLAMA, USUAL_PORTS, Ports, kind_at
from sansfil.adapters.engines.wire.address import loopback
from sansfil.core.kv import CacheType, Gpu, Load, ModelFacts
from sansfil.core.models import CATALOGUE, Here
from sansfil.ports import EngineError, Process, StoreError
from sansfil.settings import LocalSettings

HUB_LIBRARY = "huggingface_hub"


@dataclass(frozen=True)
class Patience:
    """What a server that nobody named may take to answer, and all engines to tell their models."""

    probe_s: float = 0.25
    asking_s: float = 5.0


class MachineInventory:
    """Fits `ports.Inventory`; the engines of ours lie below `cache_dir`."""

    def __init__(
        self,
        cache_dir: Path,
        ports: Ports = USUAL_PORTS,
        folders: Sequence[Path] | None = None,
        patience: Patience = Patience(),
    ) -> None:
        self._engines = engines_below(cache_dir)
        self._ports, self._patience = ports, patience
        self._folders = usual_folders(_home(), os.environ) if folders is None else folders

    async def resources(self, settings: LocalSettings, gpus: Sequence[Gpu]) -> Here:
        """Memory and what could start a model, without asking any engine."""
        starter, hosts = await asyncio.to_thread(lambda: (starter_here(), self._hosts()))
        knobs = Knobs()
        tokens = context_per_slot(settings.prompt_tokens, settings.max_tokens, knobs)
        return Here(
            gpus=gpus,
            starter=starter,
            can_download=importlib.util.find_spec(HUB_LIBRARY) is not None,
            ram_bytes=free_ram_bytes(),
            cores=os.cpu_count() or 1,
            load=Load(tokens, knobs.slots, CacheType.F16),
            own_bytes=_bytes_of(gpus, hosts),
        )

    async def now(self, settings: LocalSettings, gpus: Sequence[Gpu]) -> Here:
        """All of it; takes some seconds where an engine hangs or many files lie around."""
        here, doors, stored = await asyncio.gather(
            self.resources(settings, gpus),
            self._doors(settings),
            asyncio.to_thread(stored_in, self._folders),
        )
        served = await served_at(doors, self._patience.asking_s)
        has_ollama = any(door.kind == OLLAMA for door in doors)
        return replace(here, served=served, stored=stored, has_ollama=has_ollama)

    async def wanted(self, settings: LocalSettings) -> ModelFacts | None:
        """The model that Sansfil is to start by these settings, as far as it is known here."""
        if not is_file_name(settings.model) or not await self._starts_one(settings):
            return None
        known = {build.file: model.facts_of(build) for model in CATALOGUE for build in model.builds}
        if settings.model in known:
            return known[settings.model]
        try:
            return await asyncio.to_thread(of_gguf, Path(settings.model).expanduser())
        except (StoreError, RuntimeError):
            return None

    async def processes(self, pids: Iterable[int]) -> Mapping[int, Process]:
        return await asyncio.to_thread(lambda: named(pids, self._hosts()))

    async def _starts_one(self, settings: LocalSettings) -> bool:
        """A server that answers is used as it is, unless the settings say otherwise."""
        if settings.engine == "auto" and not settings.url:
            own_kind = {LLAMA_CPP: self._ports.get(LLAMA_CPP, ())}
            return not await doors_at(own_kind, self._patience.probe_s)
        return settings.engine == "managed"

    def _hosts(self) -> set[int]:
        return {meeting.pid for meeting in running_in(self._engines)}

    async def _doors(self, settings: LocalSettings) -> Sequence[Door]:
        """The user's own server first."""
        found = list(await doors_at(self._ports, self._patience.probe_s))
        own = await self._own(settings) if settings.url else None
        return found if own is None else [own, *(door for door in found if door.url != own.url)]

    async def _own(self, settings: LocalSettings) -> Door | None:
        try:
            url = loopback(settings.url)
        except EngineError:
            return None
        kind = await asyncio.to_thread(kind_at, url, self._patience.probe_s)
        # The user's key goes to the address that the user named, to no other.
        key = os.environ.get(KEY_VARIABLES.get(kind, OTHERS_KEY_VARIABLE), "")
        return Door(kind, url, key) if kind else None


def _bytes_of(gpus: Iterable[Gpu], hosts: set[int]) -> int:
    """What our own engines have of GPU memory."""
    by_pid = [(pid, count) for gpu in gpus for pid, count in gpu.bytes_by_pid.items()]
    ours = named((pid for pid, _ in by_pid), hosts)
    return sum(count for pid, count in by_pid if ours[pid].is_ours)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        # A user without a home keeps no models there.
        return Path("/nonexistent")
