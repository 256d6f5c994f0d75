"""What `sansfil engine` may open, and the processes that hold engines and fetch models."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from sansfil.adapters.engines.managed import program_on_path, running_in
from sansfil.adapters.engines.opening import EngineHall, Found, engines_below, refuse_unusable
from sansfil.adapters.engines.recognition import kind_at
from sansfil.adapters.engines.rendezvous import Meeting
from sansfil.adapters.engines.wire.address import loopback, shown
from sansfil.adapters.extras import Extras, missing
from sansfil.adapters.nvml import SystemGpus
from sansfil.adapters.settings_files import users_settings_file
from sansfil.core.kv import Gpu, ModelFacts
from sansfil.entrypoints.engine_commands import EngineDoors, EngineReport, Running
from sansfil.settings import Settings

# How long an engine may take to say what it is, where somebody asks only that.
LOOK_S = 2.0


def engine_doors(extras: Extras, cache_dir_of: Callable[[str], Path]) -> EngineDoors:
    """`cache_dir_of` resolves the folder that the settings choose."""

    async def report(settings: Settings) -> EngineReport:
        cache_dir = cache_dir_of(settings.cache_dir)
        found = await EngineHall(cache_dir).found(settings.local) or Found()
        refuse_unusable(found)
        running = [_running(meeting) for meeting in running_in(engines_below(cache_dir))]
        folder = str(extras.folder() or "")
        kind = await asyncio.to_thread(kind_at, loopback(found.url), LOOK_S) if found.url else ""
        opens = (kind, shown(found.url), found.model, program_on_path())
        return EngineReport(*opens, running, folder, missing())

    children = (_detach, _host, _fetch)
    return EngineDoors(
        report,
        extras.install,
        missing,
        *children,
        _facts_of,
        _gpus_now,
        _free_ram_bytes,
        users_settings_file,
    )


def _detach(folder: Path) -> int:
    from sansfil.adapters.engines.host import detach

    return detach(folder)


def _host(folder: Path) -> int:
    from sansfil.adapters.engines.host import host

    return host(folder)


def _free_ram_bytes() -> int:
    from sansfil.adapters.engines.inventory.memory import free_ram_bytes

    return free_ram_bytes()


def _fetch(repository: str, file: str) -> int:
    from sansfil.adapters.engines.hub_child import fetch

    return fetch(repository, file)


def _facts_of(model: Path) -> ModelFacts:
    from sansfil.adapters.engines.model_facts import of_folder, of_gguf

    return of_folder(model) if model.is_dir() else of_gguf(model)


async def _gpus_now() -> Sequence[Gpu]:
    gpus = SystemGpus()
    try:
        return await gpus.now()
    finally:
        await gpus.close()


def _running(meeting: Meeting) -> Running:
    model = Path(meeting.model_path).name
    facts = (meeting.url, meeting.started_by, meeting.slots, meeting.pid, meeting.has_gpu)
    return Running(model, *facts)
